/* The functions that every kernel writes for itself. */
typedef unsigned long size_t;

void *memset(void *to, int value, size_t count) {
  unsigned char *at = to;
  while (count--)
    *at++ = (unsigned char)value;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  const char *s = from;
  char *d = to;
  if (s < d && s + count > d) {
    s += count;
    d += count;
    while (count-- > 0)
      *--d = *--s;
  } else {
    while (count-- > 0)
      *d++ = *s++;
  }
  return to;
}

int memcmp(const void *a, const void *b, size_t count) {
  const unsigned char *x = a, *y = b;
  for (; count; count--, x++, y++)
    if (*x != *y)
      return *x - *y;
  return 0;
}

size_t strlen(const char *text) {
  const char *end = text;
  while (*end)
    end++;
  return end - text;
}

int strncmp(const char *a, const char *b, size_t n) {
  while (n > 0 && *a && *a == *b)
    n--, a++, b++;
  return n == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

char *safe_copy(char *to, const char *from, int n) {
  char *start = to;
  if (n <= 0)
    return start;
  while (--n > 0 && (*to++ = *from++) != 0)
    ;
  *to = 0;
  return start;
}
