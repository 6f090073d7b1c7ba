/* Timers in buckets, called back when due. */
struct timer { struct timer *next; unsigned long due; void (*call)(void *); void *with; };
static struct timer *wheel[64];
static unsigned long now;
void add(struct timer *t, unsigned delay, void (*call)(void *), void *with) {
  struct timer **at = &wheel[(now + delay) & 63];
  t->due = now + delay;
  t->call = call;
  t->with = with;
  t->next = *at;
  *at = t;
}
_Bool cancel(struct timer *t) {
  for (struct timer **at = &wheel[t->due & 63]; *at; at = &(*at)->next)
    if (*at == t) {
      *at = t->next;
      return 1;
    }
  return 0;
}
void tick(void) {
  struct timer **at = &wheel[++now & 63];
  while (*at) {
    struct timer *t = *at;
    if (t->due == now) {
      *at = t->next;
      t->call(t->with);
    } else {
      at = &t->next;
    }
  }
}
