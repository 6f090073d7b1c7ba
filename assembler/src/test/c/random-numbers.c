/* Generators: shifts, multiplication, state. */
static unsigned long state[4] = {1, 2, 3, 4};
static unsigned long rotate(unsigned long x, int k) { return (x << k) | (x >> (64 - k)); }
unsigned long xoshiro(void) {
  unsigned long result = rotate(state[1] * 5, 7) * 9, t = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = rotate(state[3], 45);
  return result;
}
unsigned lcg(unsigned *seed) { return *seed = *seed * 1664525u + 1013904223u; }
double unit(void) { return (double)(xoshiro() >> 11) * 0x1p-53; }
int below(int n) { return (int)((xoshiro() >> 33) % (unsigned long)n); }
void shuffle(int *a, int n) {
  for (int i = n - 1; i > 0; i--) {
    int j = below(i + 1), t = a[i];
    a[i] = a[j];
    a[j] = t;
  }
}
