/* Formats numbers in place, with padding and signs. */
struct format { int width; char fill; unsigned left : 1, sign : 1, upper : 1, base : 5; };
int format_number(char *to, long value, struct format f) {
  char buffer[66];
  int n = 0, at = 0;
  int negative = f.sign && value < 0;
  unsigned long v = negative ? 0 - (unsigned long)value : (unsigned long)value;
  do {
    unsigned d = (unsigned)(v % f.base);
    buffer[n++] = (char)(d < 10 ? '0' + d : (f.upper ? 'A' : 'a') + d - 10);
    v /= f.base;
  } while (v);
  if (negative)
    buffer[n++] = '-';
  if (!f.left)
    for (int i = n; i < f.width; i++)
      to[at++] = f.fill;
  for (int i = n; i-- > 0;)
    to[at++] = buffer[i];
  if (f.left)
    while (at < f.width)
      to[at++] = ' ';
  to[at] = 0;
  return at;
}
char *hexadecimal(char *to, unsigned x) {
  for (int shift = 28; shift >= 0; shift -= 4)
    *to++ = "0123456789abcdef"[x >> shift & 15];
  *to = 0;
  return to;
}
long parse(const char *s, const char **end, int base) {
  long value = 0;
  int negative = 0;
  if (*s == '-')
    negative = 1, s++;
  if (base == 16 && s[0] == '0' && (s[1] | 32) == 'x')
    s += 2;
  for (;; s++) {
    int d = *s >= '0' && *s <= '9' ? *s - '0' : (*s | 32) >= 'a' && (*s | 32) <= 'z' ? (*s | 32) - 'a' + 10 : 99;
    if (d >= base)
      break;
    value = value * base + d;
  }
  if (end)
    *end = s;
  return negative ? -value : value;
}
