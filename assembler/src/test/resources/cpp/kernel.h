#ifndef KERNEL_H
#define KERNEL_H
// C and assembly share this header; it's careful about that.
#define PGSIZE 4096
#define PLIC 0x0c000000L
#define PLIC_SENABLE(hart) (PLIC + 0x2080 + (hart) * 0x100)
#ifndef __ASSEMBLER__
struct context { unsigned long ra; };
void swtch(struct context *, struct context *);
#endif
#endif
