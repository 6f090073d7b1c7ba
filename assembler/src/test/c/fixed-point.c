/* Arithmetic on fractions without floating point. */
typedef int fixed;
#define ONE (1 << 16)
fixed multiply(fixed a, fixed b) { return (fixed)(((long)a * b) >> 16); }
fixed divide(fixed a, fixed b) { return b ? (fixed)(((long)a << 16) / b) : 0x7fffffff; }
fixed square_root(fixed x) {
  unsigned long n = (unsigned long)(unsigned)x << 16, root = 0, bit = 1UL << 62;
  while (bit > n)
    bit >>= 2;
  for (; bit; bit >>= 2)
    if (n >= root + bit) {
      n -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  return (fixed)root;
}
fixed sine(fixed x) {
  static const short table[] = {0, 3212, 6393, 9512, 12540, 15446, 18205, 20787, 23170};
  int i = (x >> 12) & 7, part = x & 0xfff;
  return table[i] * 2 + (((table[i + 1] - table[i]) * part) >> 11);
}
int mandelbrot(fixed cx, fixed cy) {
  fixed x = 0, y = 0;
  int n = 0;
  for (; n < 100 && multiply(x, x) + multiply(y, y) < 4 * ONE; n++) {
    fixed t = multiply(x, x) - multiply(y, y) + cx;
    y = 2 * multiply(x, y) + cy;
    x = t;
  }
  return n;
}
