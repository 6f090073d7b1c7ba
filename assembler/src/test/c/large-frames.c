/* Frames too large for one immediate. */
extern void fill(char *, int);
extern int use(const int *);
int two_pages(int n) {
  char buffer[8192];
  fill(buffer, n);
  return buffer[n];
}
long arrays(int n) {
  int first[600], second[700];
  fill((char *)first, n);
  fill((char *)second, n + 1);
  return use(first) + use(second);
}
int dynamic(int n) {
  char bytes[n];
  fill(bytes, n);
  return bytes[n / 2];
}
int deeper(int n) {
  volatile char big[100000];
  big[0] = (char)n;
  big[99999] = 1;
  return n > 0 ? deeper(n - 1) + big[0] : big[99999];
}
void *allocated(unsigned long n) {
  char *p = __builtin_alloca(n);
  fill(p, (int)n);
  return (void *)(unsigned long)p[0];
}
