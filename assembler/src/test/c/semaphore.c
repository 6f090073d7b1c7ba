/* Semaphores, a barrier and a reader-writer lock. */
struct semaphore { volatile int count; void *waiting; };
struct barrier { volatile int arrived, generation; int size; };
struct rw { volatile int readers; };
extern void yield(void);
void down(struct semaphore *s) {
  for (;;) {
    int n = __atomic_load_n(&s->count, __ATOMIC_ACQUIRE);
    if (n > 0 && __atomic_compare_exchange_n(&s->count, &n, n - 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      return;
    yield();
  }
}
void up(struct semaphore *s) { __atomic_add_fetch(&s->count, 1, __ATOMIC_RELEASE); }
void meet(struct barrier *b) {
  int generation = b->generation;
  if (__atomic_add_fetch(&b->arrived, 1, __ATOMIC_ACQ_REL) == b->size) {
    b->arrived = 0;
    __atomic_store_n(&b->generation, generation + 1, __ATOMIC_RELEASE);
  } else {
    while (b->generation == generation)
      yield();
  }
}
int try_read(struct rw *lock) {
  int n = lock->readers;
  return n >= 0 && __sync_bool_compare_and_swap(&lock->readers, n, n + 1);
}
void write_lock(struct rw *lock) {
  while (!__sync_bool_compare_and_swap(&lock->readers, 0, -1))
    __asm__ volatile("fence iorw, iorw\n\tnop");
}
void unlock(struct rw *lock) { __sync_fetch_and_add(&lock->readers, lock->readers < 0 ? 1 : -1); }
signed char old_byte(signed char *p, signed char v) { return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); }
