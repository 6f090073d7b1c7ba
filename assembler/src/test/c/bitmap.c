/* Sets of small numbers. */
#define WORDS 64
static unsigned long map[WORDS];
void set(unsigned n) { map[n / 64] |= 1UL << n % 64; }
void clear(unsigned n) { map[n / 64] &= ~(1UL << n % 64); }
int test(unsigned n) { return map[n / 64] >> n % 64 & 1; }
void flip(unsigned char *bytes, int n) { bytes[n >> 3] ^= (unsigned char)(0x80 >> (n & 7)); }
int first_free(void) {
  for (int i = 0; i < WORDS; i++)
    if (~map[i])
      return i * 64 + __builtin_ctzl(~map[i]);
  return -1;
}
int count(void) {
  int total = 0;
  for (int i = 0; i < WORDS; i++)
    for (unsigned long w = map[i]; w; w &= w - 1)
      total++;
  return total;
}
int run(int length) {
  int have = 0;
  for (int i = 0; i < WORDS * 64; i++) {
    have = test((unsigned)i) ? 0 : have + 1;
    if (have == length)
      return i - length + 1;
  }
  return -1;
}
unsigned long mask(int from, int to) { return (~0UL << from) & (~0UL >> (63 - to)); }
