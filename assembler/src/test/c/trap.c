/* What a trap handler decides. */
struct frame {
  unsigned long registers[32], pc, status;
};

extern void timer_tick(void);
extern void device_interrupt(int);
extern long system_call(struct frame *);
extern void kill(int, const char *);
extern int claim(void);
extern void complete(int);

static const char *const names[] = {
    "instruction misaligned", "instruction fault", "illegal instruction", "breakpoint",
    "load misaligned",        "load fault",        "store misaligned",    "store fault",
    "call from user",         "call from kernel",  0,                     0,
    "instruction page",       "load page",         0,                     "store page",
};

void trap(struct frame *frame, unsigned long cause, unsigned long value) {
  if ((long)cause < 0) {
    switch (cause & 0xff) {
    case 1:
    case 5:
      timer_tick();
      break;
    case 9: {
      int source = claim();
      if (source) {
        device_interrupt(source);
        complete(source);
      }
      break;
    }
    default:
      kill(-1, "interrupt");
    }
    return;
  }
  if (cause == 8) {
    frame->pc += 4;
    frame->registers[10] = system_call(frame);
  } else if (cause < sizeof names / sizeof *names && names[cause]) {
    kill((int)value, names[cause]);
  } else {
    kill((int)cause, "unknown");
  }
}
