/* Functions that the hardware calls. */
extern void work(int);
static volatile int ticks;
__attribute__((interrupt)) void machine_timer(void) { ticks++; }
__attribute__((interrupt("supervisor"))) void supervisor_external(void) { work(ticks); }
__attribute__((naked)) void enter(void) { __asm__("csrrw sp, mscratch, sp\n\tj machine_timer"); }
__attribute__((aligned(64))) void aligned_vector(void) { work(1); }
__attribute__((section(".vectors"), naked, used)) static void vectors(void) {
  __asm__(".option push\n\t.option norvc\n\tj enter\n\tj machine_timer\n\tj .\n\t.option pop");
}
__attribute__((noinline, noclone)) int busy(int n) {
  int start = ticks;
  while (ticks - start < n)
    __asm__ volatile("wfi");
  return ticks;
}
__attribute__((optimize("O0"))) int plain(int x) { return x + 1; }
__attribute__((no_instrument_function, flatten)) int flat(int x) { return plain(x) + busy(x); }
