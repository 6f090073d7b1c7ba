/* Runs of bytes, packed and unpacked; a sliding window. */
int pack(const unsigned char *from, int n, unsigned char *to) {
  unsigned char *start = to;
  for (int i = 0; i < n;) {
    int run = 1;
    while (i + run < n && run < 128 && from[i + run] == from[i])
      run++;
    if (run > 2) {
      *to++ = (unsigned char)(257 - run);
      *to++ = from[i];
      i += run;
    } else {
      unsigned char *length = to++;
      int count = 0;
      while (i < n && count < 128 && !(i + 2 < n && from[i] == from[i + 1] && from[i] == from[i + 2]))
        *to++ = from[i++], count++;
      *length = (unsigned char)(count - 1);
    }
  }
  return (int)(to - start);
}
int unpack(const signed char *from, int n, signed char *to) {
  signed char *start = to;
  const signed char *end = from + n;
  while (from < end) {
    int c = *from++;
    if (c >= 0) {
      do
        *to++ = *from++;
      while (c-- > 0);
    } else {
      signed char value = *from++;
      while (c++ <= 0)
        *to++ = value;
    }
  }
  return (int)(to - start);
}
int match(const char *window, int at, int size) {
  int best = 0, where = -1;
  for (int i = at > 4096 ? at - 4096 : 0; i < at; i++) {
    int length = 0;
    while (length < 18 && at + length < size && window[i + length] == window[at + length])
      length++;
    if (length > best)
      best = length, where = i;
  }
  return best > 2 ? where << 8 | best : -1;
}
