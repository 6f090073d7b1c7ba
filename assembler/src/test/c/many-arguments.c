/* Arguments in registers, on the stack, and of every class. */
long integers(char a, short b, int c, long d, unsigned char e, unsigned short f, unsigned g, unsigned long h, int i, char j) {
  return a + b + c + d + e + f + g + (long)h + i + j;
}
double decimals(double a, float b, double c, float d, double e, float f, double g, float h, double i, float j) {
  return a + b + c + d + e + f + g + h + i + j;
}
double mixed(int a, double b, int c, double d, long e, float f, void *g, float h, int i, int j, int k, double l) {
  return a * b + c * d + e * f + (g ? h : i) + j - k * l;
}
long double quad(long double a, long double b) { return a * b + 1; }
_Bool booleans(_Bool a, _Bool b) { return a ^ b; }
signed char narrow(int x) { return (signed char)x; }
unsigned short narrow_unsigned(long x) { return (unsigned short)x; }
long call_all(void) {
  return integers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) + (long)decimals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
         + (long)mixed(1, 2, 3, 4, 5, 6, 0, 8, 9, 10, 11, 12) + (long)quad(1.5L, 2) + booleans(1, 0)
         + narrow(300) + narrow_unsigned(70000);
}
int through(int (*function)(int, ...), int x) { return function(x, x + 1, 2.5); }
