/* Round robin over a table of processes. */
enum state { UNUSED, EMBRYO, SLEEPING, RUNNABLE, RUNNING, ZOMBIE };

struct context {
  unsigned long ra, sp, s[12];
};

struct process {
  enum state state;
  int pid, parent, status;
  void *channel;
  struct context context;
  char name[16];
};

struct process table[64];
struct context idle;
static int next_pid = 1;
extern void swtch(struct context *from, struct context *to);

struct process *allocate(void) {
  for (struct process *p = table; p < &table[64]; p++) {
    if (p->state == UNUSED) {
      p->state = EMBRYO;
      p->pid = next_pid++;
      return p;
    }
  }
  return 0;
}

void schedule(void) {
  for (;;) {
    int found = 0;
    for (struct process *p = table; p < &table[64]; p++) {
      if (p->state != RUNNABLE)
        continue;
      p->state = RUNNING;
      swtch(&idle, &p->context);
      found = 1;
    }
    if (!found)
      __asm__ volatile("wfi");
  }
}

void wakeup(void *channel) {
  for (int i = 0; i < 64; i++)
    if (table[i].state == SLEEPING && table[i].channel == channel)
      table[i].state = RUNNABLE;
}

int wait(int parent, int *status) {
  for (struct process *p = table; p != table + 64; ++p)
    if (p->parent == parent && p->state == ZOMBIE) {
      int pid = p->pid;
      if (status)
        *status = p->status;
      p->state = UNUSED;
      return pid;
    }
  return -1;
}
