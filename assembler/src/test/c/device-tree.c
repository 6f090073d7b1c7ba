/* Reads a flattened device tree. */
typedef unsigned int u32;
static u32 big(const void *p) {
  const unsigned char *b = p;
  return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}
static unsigned long big64(const void *p) { return (unsigned long)big(p) << 32 | big((const char *)p + 4); }
static int starts(const char *text, const char *with) {
  while (*with)
    if (*text++ != *with++)
      return 0;
  return 1;
}
struct memory { unsigned long start, size; };
int find_memory(const char *tree, struct memory *to) {
  const char *at = tree + big(tree + 8), *strings = tree + big(tree + 12);
  int depth = 0, inside = 0;
  if (big(tree) != 0xd00dfeed)
    return -1;
  for (;;) {
    u32 token = big(at);
    at += 4;
    switch (token) {
    case 1:
      depth++;
      inside = depth == 2 && starts(at, "memory@");
      while (*at++)
        ;
      at = (const char *)(((unsigned long)at + 3) & ~3UL);
      break;
    case 2:
      depth--;
      inside = 0;
      break;
    case 3: {
      u32 length = big(at);
      const char *name = strings + big(at + 4);
      if (inside && starts(name, "reg") && length >= 16) {
        to->start = big64(at + 8);
        to->size = big64(at + 16);
        return 0;
      }
      at += 8 + ((length + 3) & ~3u);
      break;
    }
    case 4: break;
    default: return -2;
    }
  }
}
