/* Wide numbers: multiplication to 128 bits, shifts, carries. */
typedef unsigned __int128 u128;
typedef unsigned long u64;
u128 product(u64 a, u64 b) { return (u128)a * b; }
u64 high(long a, long b) { return (u64)(((__int128)a * b) >> 64); }
u64 add_carry(u64 *to, const u64 *a, const u64 *b, int n) {
  u64 carry = 0;
  for (int i = 0; i < n; i++) {
    u64 s = a[i] + carry;
    carry = s < carry;
    to[i] = s + b[i];
    carry += to[i] < s;
  }
  return carry;
}
u128 shift(u128 a, int n) { return a << n | a >> (128 - n); }
int less(u128 a, u128 b) { return a < b; }
long divide(long a, long b) { return b ? a / b : -1; }
unsigned remainder_of(unsigned a, unsigned b) { return a % b; }
int by_constant(int a) { return a / 10 + a % 7 + a / -3 + (a >> 3); }
u64 unsigned_by_constant(u64 a) { return a / 1000000007 + a % 60; }
int leading(u64 a) { return a ? __builtin_clzl(a) : 64; }
int bits(u64 a) { return __builtin_popcountl(a); }
u64 reverse(u64 a) { return __builtin_bswap64(a); }
int overflow(int a, int b, int *to) { return __builtin_add_overflow(a, b, to) | __builtin_mul_overflow(a, b, to); }
u64 large(void) { return 0x123456789abcdef0UL ^ 0xfffffffff0000000UL; }
long small(void) { return -2049; }
u64 rotate(u64 a, unsigned n) { return a << (n & 63) | a >> (-n & 63); }
