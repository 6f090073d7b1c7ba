/* Every comparison, as a value and as a branch. */
extern void yes(void), no(void);
int lt(long a, long b) { return a < b; }
int le(long a, long b) { return a <= b; }
int ltu(unsigned long a, unsigned long b) { return a < b; }
int geu(unsigned long a, unsigned long b) { return a >= b; }
int eq(int a, int b) { return a == b; }
int ne(int a, int b) { return a != b; }
int zero(long a) { return !a; }
int positive(int a) { return a > 0; }
int near(int a) { return a >= -5 && a < 2047; }
int far(unsigned a) { return a > 2048; }
void branch(long a, long b, unsigned long c, unsigned long d) {
  if (a < b) yes(); else no();
  if (a <= 0) yes();
  if (a > 5) yes();
  if (c < d) yes(); else no();
  if (c >= 7) no();
  if (a == b) yes();
  if (a != 3) no();
  if (a & 0x800) yes();
  if (!(c & 1)) no();
}
int floats(float a, float b) { return (a < b) + (a <= b) * 2 + (a == b) * 4 + (a != b) * 8 + (a > b) * 16 + !(a >= b) * 32; }
int select(int c, int a, int b) { return c ? a : b; }
long minimum(long a, long b) { return a < b ? a : b; }
int sign(long x) { return (x > 0) - (x < 0); }
int three_way(const unsigned char *a, const unsigned char *b) { return *a < *b ? -1 : *a > *b; }
