/* Floating point in both widths. */
float hypotenuse(float a, float b) { return __builtin_sqrtf(a * a + b * b); }
double horner(const double *c, int n, double x) {
  double sum = 0;
  while (n-- > 0)
    sum = sum * x + c[n];
  return sum;
}
double mixed(int i, long l, unsigned u, unsigned long ul, float f) { return i + l * 2.5 - u / 3.0f + ul * f; }
int rounded(double d) { return (int)(d < 0 ? d - 0.5 : d + 0.5); }
unsigned long wide(float f) { return (unsigned long)f; }
_Bool ordered(double a, double b) { return a < b || a >= b; }
int class(double d) {
  if (d != d)
    return 0;
  if (__builtin_isinf(d))
    return 1;
  return d == 0 ? 2 : 3;
}
float clamp(float x, float low, float high) { return x < low ? low : x > high ? high : x; }
double constants(int which) {
  static const double table[] = {3.141592653589793, 2.718281828459045, 1e300, -0.0, 1.0 / 3};
  return which < 5 ? table[which] : 0x1.8p-1060;
}
float fused(float a, float b, float c) { return a * b + c; }
double negate(double a) { return -a; }
double absolute(double a) { return __builtin_fabs(a); }
double sign(double a, double b) { return __builtin_copysign(a, b); }
