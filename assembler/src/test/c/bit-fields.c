/* Bit fields, packed structures and unions. */
struct pte {
  unsigned long valid : 1, read : 1, write : 1, execute : 1, user : 1, global : 1, accessed : 1, dirty : 1;
  unsigned long software : 2, ppn : 44, reserved : 10;
};
struct __attribute__((packed)) header {
  unsigned char type;
  unsigned short length;
  unsigned int sum;
  unsigned long id;
};
union word {
  unsigned long whole;
  struct { unsigned low, high; } half;
  unsigned char bytes[8];
};
struct signed_fields { int a : 3, b : 5, c : 7; long d : 33; };

struct pte make(unsigned long page, int user) {
  struct pte pte = {.valid = 1, .read = 1, .ppn = page, .user = user & 1};
  return pte;
}
unsigned long page(struct pte pte) { return pte.ppn << 12; }
void touch(struct pte *pte, int write) {
  pte->accessed = 1;
  if (write)
    pte->dirty = 1;
}
unsigned check(const struct header *h) { return h->type + h->length + h->sum + (unsigned)h->id; }
void fill(struct header *h, unsigned n) {
  h->type = (unsigned char)n;
  h->length = (unsigned short)(n * 3);
  h->sum = n * n;
  h->id = ~(unsigned long)n;
}
unsigned long swap(union word w) {
  union word result;
  for (int i = 0; i < 8; i++)
    result.bytes[i] = w.bytes[7 - i];
  return result.whole + result.half.high;
}
long spread(struct signed_fields s) { return s.a + s.b * s.c - s.d; }
