/* An interrupt controller and a timer behind volatile pointers. */
#define PLIC 0x0c000000UL
#define CLINT 0x02000000UL
#define REGISTER(type, at) (*(volatile type *)(at))

void plic_init(int hart) {
  for (int source = 1; source <= 10; source++)
    REGISTER(unsigned, PLIC + 4 * source) = 1;
  REGISTER(unsigned, PLIC + 0x2080 + hart * 0x100) = 1u << 10 | 1u << 1;
  REGISTER(unsigned, PLIC + 0x201000 + hart * 0x2000) = 0;
}

int plic_claim(int hart) { return (int)REGISTER(unsigned, PLIC + 0x201004 + hart * 0x2000); }
void plic_complete(int hart, int source) { REGISTER(unsigned, PLIC + 0x201004 + hart * 0x2000) = (unsigned)source; }

void timer_after(int hart, unsigned long ticks) {
  unsigned long now = REGISTER(unsigned long, CLINT + 0xbff8);
  REGISTER(unsigned long, CLINT + 0x4000 + 8 * hart) = now + ticks;
}

unsigned long elapsed(unsigned long *last) {
  unsigned long now = REGISTER(unsigned long, CLINT + 0xbff8), gone = now - *last;
  *last = now;
  return gone;
}

void delay(volatile int loops) {
  while (loops-- > 0)
    ;
}
