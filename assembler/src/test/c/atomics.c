/* Atomic operations of every width and order. */
int counter;
long total;
_Bool flag;

int add(int n) { return __atomic_add_fetch(&counter, n, __ATOMIC_SEQ_CST); }
int subtract(int n) { return __atomic_fetch_sub(&counter, n, __ATOMIC_RELAXED); }
long both(long bits) { return __atomic_fetch_and(&total, bits, __ATOMIC_ACQUIRE); }
long either(long bits) { return __atomic_fetch_or(&total, bits, __ATOMIC_RELEASE); }
long differ(long bits) { return __atomic_fetch_xor(&total, bits, __ATOMIC_ACQ_REL); }
long neither(long bits) { return __atomic_fetch_nand(&total, bits, __ATOMIC_SEQ_CST); }
long swap(long value) { return __atomic_exchange_n(&total, value, __ATOMIC_ACQ_REL); }

int replace(int old, int new) {
  return __atomic_compare_exchange_n(&counter, &old, new, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

long maximum(long value) {
  long seen = __atomic_load_n(&total, __ATOMIC_RELAXED);
  while (seen < value &&
         !__atomic_compare_exchange_n(&total, &seen, value, 1, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    ;
  return seen;
}

void publish(int value) {
  counter = value;
  __atomic_thread_fence(__ATOMIC_RELEASE);
  __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
}

int consume(void) {
  while (!__atomic_load_n(&flag, __ATOMIC_ACQUIRE))
    ;
  return counter;
}
