/* A loop whose end is far from its start. */
#define FOUR(x) x x x x
#define SIXTEEN(x) FOUR(FOUR(x))
extern volatile long sink;
long far(long n) {
  while (n > 0) {
    if (n & 1) {
      SIXTEEN(SIXTEEN(sink = n; n -= 3;))
    } else {
      SIXTEEN(FOUR(sink = n ^ 5; n--;))
    }
  }
  return n;
}
int skip(int a, int b) {
  if (a == b)
    goto out;
  SIXTEEN(FOUR(sink = a * b; a++;))
  if (!a)
    goto out;
  SIXTEEN(SIXTEEN(sink = a; sink = b;))
out:
  return a + b;
}
