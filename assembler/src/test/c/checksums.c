/* Checksums over buffers, with tables built at run time. */
typedef unsigned int u32;
static u32 table[256];

static void build(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (int bit = 0; bit < 8; bit++)
      c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
    table[i] = c;
  }
}

u32 crc32(u32 seed, const unsigned char *data, unsigned long length) {
  if (!table[1])
    build();
  u32 c = ~seed;
  while (length--)
    c = table[(c ^ *data++) & 0xff] ^ c >> 8;
  return ~c;
}

u32 adler(const unsigned char *data, unsigned long length) {
  u32 a = 1, b = 0;
  for (unsigned long i = 0; i < length; i++) {
    a = (a + data[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

int verify(const struct { u32 sum; unsigned short length; unsigned char data[]; } *record) {
  return crc32(0, record->data, record->length) == record->sum;
}
