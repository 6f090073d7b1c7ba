/* A test-and-set lock as a small kernel has it. */
struct spinlock {
  volatile unsigned locked;
  int holder;
  const char *name;
};

extern int hart_id(void);
extern void panic(const char *);
static int depth[8];

static inline unsigned long interrupts_off(void) {
  unsigned long old;
  __asm__ volatile("csrrci %0, sstatus, 2" : "=r"(old));
  return old & 2;
}

static inline void interrupts_on(void) {
  __asm__ volatile("csrsi sstatus, 2");
}

void push_off(void) {
  unsigned long was_on = interrupts_off();
  int id = hart_id();
  if (depth[id] == 0 && was_on)
    depth[id] = 0x10000;
  depth[id]++;
}

void pop_off(void) {
  int id = hart_id();
  if ((depth[id] & 0xffff) < 1)
    panic("pop_off");
  if ((--depth[id] & 0xffff) == 0 && depth[id] >= 0x10000) {
    depth[id] = 0;
    interrupts_on();
  }
}

void acquire(struct spinlock *lock) {
  push_off();
  while (__sync_lock_test_and_set(&lock->locked, 1) != 0)
    ;
  __sync_synchronize();
  lock->holder = hart_id();
}

void release(struct spinlock *lock) {
  if (!lock->locked || lock->holder != hart_id())
    panic(lock->name);
  lock->holder = -1;
  __sync_synchronize();
  __sync_lock_release(&lock->locked);
  pop_off();
}
