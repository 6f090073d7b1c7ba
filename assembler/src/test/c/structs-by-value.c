/* How structures travel. */
struct small { int a, b; };
struct medium { long a, b; };
struct large { long a, b, c; };
struct floats { float x, y; };
struct one { double d; int i; };
struct nested { struct small s; struct floats f; };
struct small make_small(int a) { return (struct small){a, -a}; }
struct medium make_medium(long a) { return (struct medium){a, a * a}; }
struct large make_large(long a) { return (struct large){a, a + 1, a + 2}; }
struct floats make_floats(float x) { return (struct floats){x, x / 2}; }
long take(struct small s, struct medium m, struct large l, struct floats f, struct one o) {
  return s.a + s.b + m.a + m.b + l.a + l.b + l.c + (long)(f.x + f.y + o.d) + o.i;
}
long stack(int a, int b, int c, int d, int e, int f, int g, struct medium m, char last) { return a + b * c - d + e * f - g + m.b + last; }
long together(void) {
  return take(make_small(1), make_medium(2), make_large(3), make_floats(4), (struct one){5, 6})
         + stack(1, 2, 3, 4, 5, 6, 7, make_medium(8), 9);
}
struct nested change(struct nested n) {
  n.s.a ^= n.s.b;
  n.f.y = n.f.x;
  return n;
}
void copy(struct large *to, const struct large *from, int n) {
  while (n--)
    *to++ = *from++;
}
