/* Every statement of the language. */
extern int condition(int), body(int);
int loops(int n) {
  int total = 0;
  for (int i = 0; i < n; i++) {
    if (i == 3)
      continue;
    if (i > 50)
      break;
    total += body(i);
  }
  do {
    total--;
  } while (condition(total));
  while (total > 100)
    total /= 2;
  return total;
}
int early(int a, int b) {
  if (!a)
    return b;
  if (a < b && b < 10)
    return 1;
  if (a == b || a == -b)
    return 2;
  return a > b ? body(a) : condition(b);
}
int gotos(int n) {
again:
  if (n <= 0)
    goto out;
  n -= body(n);
  if (condition(n))
    goto again;
  for (;;)
    for (;;)
      if (body(n--) < 0)
        goto out;
out:
  return n;
}
int chain(int x) { return x < 0 ? -1 : x == 0 ? 0 : x < 10 ? 1 : x < 100 ? 2 : 3; }
unsigned duff(short *to, const short *from, unsigned count) {
  unsigned n = (count + 7) / 8;
  switch (count % 8) {
  case 0: do { *to++ = *from++;
  case 7: *to++ = *from++;
  case 6: *to++ = *from++;
  case 5: *to++ = *from++;
  case 4: *to++ = *from++;
  case 3: *to++ = *from++;
  case 2: *to++ = *from++;
  case 1: *to++ = *from++;
          } while (--n > 0);
  }
  return n;
}
int ranges(int c) {
  switch (c) {
  case '0' ... '9': return c - '0';
  case 'a' ... 'f': return c - 'a' + 10;
  case 'A' ... 'F': return c - 'A' + 10;
  case -1: return -2;
  }
  return -1;
}
