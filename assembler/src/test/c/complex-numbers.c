/* Complex arithmetic and vectors of floats. */
typedef _Complex double complex;
typedef struct { float x, y, z; } vector;
complex multiply(complex a, complex b) { return a * b; }
complex conjugate(complex a) { return ~a; }
double magnitude(complex a) { return __builtin_sqrt(__real__ a * __real__ a + __imag__ a * __imag__ a); }
float dot(vector a, vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
vector cross(vector a, vector b) {
  return (vector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
void normalise(vector *v, int n) {
  while (n-- > 0) {
    float length = __builtin_sqrtf(dot(*v, *v));
    if (length > 1e-6f) {
      v->x /= length;
      v->y /= length;
      v->z /= length;
    }
    v++;
  }
}
double integrate(double (*f)(double), double a, double b, int n) {
  double h = (b - a) / n, sum = (f(a) + f(b)) / 2;
  for (int i = 1; i < n; i++)
    sum += f(a + i * h);
  return sum * h;
}
unsigned bits_of(float f) {
  unsigned u;
  __builtin_memcpy(&u, &f, 4);
  return u;
}
