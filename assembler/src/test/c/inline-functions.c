/* Inlining: ranges of code that belong to other functions. */
static inline int square(int x) { return x * x; }
static inline __attribute__((always_inline)) int cube(int x) { return square(x) * x; }
static inline int clamp(int x, int low, int high) {
  if (x < low)
    return low;
  if (x > high)
    return high;
  return x;
}
extern int source(void);
extern void sink(int);
static __attribute__((noinline)) int apart(int x) { return clamp(cube(x), -100, 100); }
int sum(int n) {
  int total = 0;
  for (int i = 0; i < n; i++)
    total += cube(clamp(source(), 0, i)) - square(i);
  return total;
}
int twice(int x) { return apart(x) + apart(x + 1); }
void pipeline(void) {
  int x;
  while ((x = source()) >= 0) {
    int y = square(x);
    if (y > 1000)
      sink(clamp(y, 0, 5000));
    else
      sink(cube(x));
  }
}
int constant(void) { return cube(3) + clamp(20, 0, 10); }
