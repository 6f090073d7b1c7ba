/* Strings of several widths, and odd characters in them. */
typedef unsigned short char16;
const char *plain(void) { return "caf\303\251 \"quoted\" \\ \0 hidden"; }
const int *wide(void) { return L"wide \u20ac"; }
const char16 *sixteen(void) { return u"sixteen \u00e9"; }
const char bytes[] = {'a', '\n', '\0', '\377', '\x7f', '\'', '"'};
const char long_text[] = "0123456789012345678901234567890123456789012345678901234567890123456789"
                         "0123456789012345678901234567890123456789; not # a comment /* either */";
const char empty[] = "";
static const char *const both[] = {"tail of a string", "of a string", "a string"};
const char *pick(int i) { return both[i]; }
int decode(const unsigned char *s, unsigned *to) {
  if (s[0] < 0x80) { *to = s[0]; return 1; }
  if ((s[0] & 0xe0) == 0xc0) { *to = (s[0] & 31u) << 6 | (s[1] & 63u); return 2; }
  if ((s[0] & 0xf0) == 0xe0) { *to = (s[0] & 15u) << 12 | (s[1] & 63u) << 6 | (s[2] & 63u); return 3; }
  return -1;
}
