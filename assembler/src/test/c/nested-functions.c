/* Functions in functions, blocks as values, labels as values. */
extern int each(int (*)(int), int);
int sum_above(int limit, int n) {
  int total = 0;
  int visit(int x) {
    if (x > limit)
      total += x;
    return total;
  }
  for (int i = 0; i < n; i++)
    visit(i);
  return total;
}
#define max(a, b) ({ __typeof__(a) x_ = (a); __typeof__(b) y_ = (b); x_ > y_ ? x_ : y_; })
int largest(int a, int b, int c) { return max(a, max(b, c)); }
long widest(long a, int b) { return max(a, b); }
int elvis(int a) { return a ?: each(0, a); }
int compound(int x) { return ((int[]){1, 2, 4, 8})[x & 3] + *(&(int){x}); }
int scopes(int x) {
  int y = x;
  {
    int y = x * 2;
    x += y;
    {
      long y = x;
      x += (int)(y >> 3);
    }
  }
  return x + y;
}
void cleaned(int *p) { *p = 0; }
int with_cleanup(int x) {
  int y __attribute__((cleanup(cleaned))) = x;
  return y + each(0, y);
}
