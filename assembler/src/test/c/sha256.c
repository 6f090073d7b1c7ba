/* A hash function: one long loop of arithmetic. */
typedef unsigned int u32;
static const u32 k[16] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
};
#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))
void compress(u32 state[8], const unsigned char block[64]) {
  u32 w[64], a[8];
  for (int i = 0; i < 16; i++)
    w[i] = (u32)block[i * 4] << 24 | (u32)block[i * 4 + 1] << 16 | (u32)block[i * 4 + 2] << 8 | block[i * 4 + 3];
  for (int i = 16; i < 64; i++) {
    u32 s0 = ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ w[i - 15] >> 3;
    u32 s1 = ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  for (int i = 0; i < 8; i++)
    a[i] = state[i];
  for (int i = 0; i < 64; i++) {
    u32 s1 = ROTATE(a[4], 6) ^ ROTATE(a[4], 11) ^ ROTATE(a[4], 25);
    u32 t1 = a[7] + s1 + ((a[4] & a[5]) ^ (~a[4] & a[6])) + k[i & 15] + w[i];
    u32 s0 = ROTATE(a[0], 2) ^ ROTATE(a[0], 13) ^ ROTATE(a[0], 22);
    u32 t2 = s0 + ((a[0] & a[1]) ^ (a[0] & a[2]) ^ (a[1] & a[2]));
    for (int j = 7; j > 0; j--)
      a[j] = a[j - 1];
    a[4] += t1;
    a[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++)
    state[i] += a[i];
}
