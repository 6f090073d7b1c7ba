/* Walks of a three-level page table. */
typedef unsigned long pte_t;
typedef unsigned long *pagetable_t;

#define VALID 1UL
#define LEVEL(va, n) (((va) >> (12 + 9 * (n))) & 0x1ff)
#define TO_PTE(pa) (((unsigned long)(pa) >> 12) << 10)
#define TO_PA(pte) (((pte) >> 10) << 12)

extern void *page_alloc(void);
extern void page_free(void *);

pte_t *walk(pagetable_t table, unsigned long va, int alloc) {
  if (va >= 1UL << 38)
    return 0;
  for (int level = 2; level > 0; level--) {
    pte_t *pte = &table[LEVEL(va, level)];
    if (*pte & VALID) {
      table = (pagetable_t)TO_PA(*pte);
    } else {
      if (!alloc || (table = page_alloc()) == 0)
        return 0;
      for (int i = 0; i < 512; i++)
        table[i] = 0;
      *pte = TO_PTE(table) | VALID;
    }
  }
  return &table[LEVEL(va, 0)];
}

int map(pagetable_t table, unsigned long va, unsigned long size, unsigned long pa, int flags) {
  unsigned long last = (va + size - 1) & ~0xfffUL;
  for (unsigned long a = va & ~0xfffUL;; a += 4096, pa += 4096) {
    pte_t *pte = walk(table, a, 1);
    if (!pte || *pte & VALID)
      return -1;
    *pte = TO_PTE(pa) | flags | VALID;
    if (a == last)
      return 0;
  }
}

void free_walk(pagetable_t table) {
  for (int i = 0; i < 512; i++) {
    pte_t pte = table[i];
    if ((pte & VALID) && (pte & 0xe) == 0) {
      free_walk((pagetable_t)TO_PA(pte));
      table[i] = 0;
    }
  }
  page_free(table);
}
