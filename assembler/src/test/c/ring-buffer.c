/* A pipe between two threads. */
struct pipe { char data[512]; unsigned read, write; _Bool reading, writing; };
extern void sleep_on(void *), wake(void *);
extern int killed(void);

int pipe_write(struct pipe *p, const char *from, int count) {
  int i = 0;
  while (i < count) {
    if (!p->reading || killed())
      return -1;
    if (p->write == p->read + sizeof p->data) {
      wake(&p->read);
      sleep_on(&p->write);
    } else {
      p->data[p->write++ % sizeof p->data] = from[i++];
    }
  }
  wake(&p->read);
  return i;
}

int pipe_read(struct pipe *p, char *to, int count) {
  int i;
  while (p->read == p->write && p->writing) {
    if (killed())
      return -1;
    sleep_on(&p->read);
  }
  for (i = 0; i < count && p->read != p->write; i++)
    to[i] = p->data[p->read++ % sizeof p->data];
  wake(&p->write);
  return i;
}

int pipe_poll(const struct pipe *p) { return (p->read != p->write) | (p->write - p->read < 512) << 1; }
