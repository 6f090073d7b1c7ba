/* Every width, signed and not, near and far. */
signed char c_near; unsigned char c_positive; short s_near; unsigned short s_positive;
int i_near; unsigned i_positive; long l_near; float f_near; double d_near;
struct far { char near; char gap[3000]; int middle; char more[100000]; long end; } far;
long read_all(void) { return c_near + c_positive + s_near + s_positive + i_near + i_positive + l_near + (long)f_near + (long)d_near; }
void write_all(int x) {
  c_near = (signed char)x; c_positive = (unsigned char)x; s_near = (short)x; s_positive = (unsigned short)x;
  i_near = x; i_positive = (unsigned)x; l_near = x; f_near = (float)x; d_near = x;
}
long read_far(void) { return far.near + far.middle + far.end + far.gap[2047] + far.gap[2048]; }
void clear(struct far *f) {
  f->near = 0;
  f->middle = 0;
  f->end = 0;
}
long index(const long *p, int i) { return p[i] + p[i - 1] + p[255] + p[256]; }
short unaligned(const char *p) {
  short s;
  __builtin_memcpy(&s, p, 2);
  return s;
}
unsigned little(const unsigned char *p) { return p[0] | p[1] << 8 | p[2] << 16 | (unsigned)p[3] << 24; }
void copy_block(long *to, const long *from) {
  for (int i = 0; i < 16; i++)
    to[i] = from[i];
}
