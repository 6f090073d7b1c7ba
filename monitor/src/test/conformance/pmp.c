// Physical memory protection: regions of every kind over a page, accesses at every granule around their bounds.
#include "conformance.h"

static uint64_t area[1024] __attribute__((aligned(8192)));

static void row(const char *what) {
  static const char *const code[] = {do_load, do_store};
  print("%s:", what);
  for (int mode = U; mode <= M; mode += mode == S ? 2 : 1) {
    for (int access = 0; access < 2; access++) {
      print(" ");
      for (uint64_t offset = 0; offset < 96; offset += 8) {
        asm volatile("sfence.vma" ::: "memory");
        enter(MPP(mode), code[access], (uint64_t)area + offset);
        print("%x", result.mcause);
      }
    }
  }
  print("\n");
}

void run_tests(void) {
  uint64_t base = (uint64_t)area >> 2;
  csr_write(pmpaddr7, -1UL);
  csr_write(pmpcfg0, 0x1fUL << 56);
  row("all open");
  for (uint64_t rights = 0; rights < 8; rights++) {
    if ((rights & 3) == 2) continue;
    csr_write(pmpaddr0, base + 4);
    csr_write(pmpaddr1, base + 12);
    csr_write(pmpcfg0, 0x1fUL << 56 | (0x08 | rights) << 8);
    row("TOR from 16 to 48");
    csr_write(pmpaddr1, base + 8 + 1);
    csr_write(pmpcfg0, 0x1fUL << 56 | (0x18 | rights) << 8);
    row("NAPOT from 32 to 48");
    csr_write(pmpaddr1, base + 8);
    csr_write(pmpaddr2, base + 9);
    csr_write(pmpcfg0, 0x1fUL << 56 | (0x10 | rights) << 16 | (0x10 | rights) << 8);
    row("NA4 at 32 and 36");
  }
  csr_write(pmpcfg0, 0x1fUL << 56 | 0x1b << 16 | 0x18 << 8);
  csr_write(pmpaddr1, base + 8);
  csr_write(pmpaddr2, base + 7);
  row("the first match decides");
  csr_write(pmpcfg0, 0x1fUL << 56 | 0x99);
  csr_write(pmpaddr0, base + 1);
  row("locked for M too");
  csr_write(pmpcfg0, 0);
  print("locked config %x\n", csr_read(pmpcfg0) & 0x9f);
}
