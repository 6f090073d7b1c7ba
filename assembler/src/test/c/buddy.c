/* A buddy allocator over one region. */
#define ORDERS 11
struct block { struct block *next; };
static struct block *lists[ORDERS];
static unsigned char order_of[1 << (ORDERS - 1)];
extern char region[];
extern void panic(const char *, ...);

static unsigned long index_of(const void *p) { return ((const char *)p - region) >> 12; }

void *allocate(int order) {
  for (int have = order; have < ORDERS; have++) {
    struct block *block = lists[have];
    if (!block)
      continue;
    lists[have] = block->next;
    while (have > order) {
      struct block *other = (struct block *)((char *)block + (4096UL << --have));
      other->next = lists[have];
      lists[have] = other;
    }
    order_of[index_of(block)] = (unsigned char)(order + 1);
    return block;
  }
  return 0;
}

void free_block(void *p) {
  unsigned long index = index_of(p);
  int order = order_of[index] - 1;
  if (order < 0)
    panic("double free of %p", p);
  order_of[index] = 0;
  for (; order < ORDERS - 1; order++) {
    void *buddy = region + ((index ^ (1UL << order)) << 12);
    struct block **at = &lists[order];
    while (*at && *at != buddy)
      at = &(*at)->next;
    if (!*at)
      break;
    *at = (*at)->next;
    index &= ~(1UL << order);
  }
  struct block *block = (struct block *)(region + (index << 12));
  block->next = lists[order];
  lists[order] = block;
}
