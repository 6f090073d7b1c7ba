/* Leaving several functions at once. */
typedef long jump_buffer[26];
extern int save(jump_buffer) __attribute__((returns_twice));
extern void restore(jump_buffer, int) __attribute__((noreturn));
static jump_buffer handlers[8];
static int depth;
extern int risky(int);

__attribute__((noreturn)) void throw(int code) { restore(handlers[--depth], code); }

int guarded(int argument) {
  volatile int attempts = 0;
  int code = save(handlers[depth++]);
  if (code == 0) {
    attempts++;
    int result = risky(argument);
    depth--;
    return result;
  }
  return -code - attempts;
}

int nested(int n) {
  if (n > 3)
    throw(n);
  int code = save(handlers[depth++]);
  if (code)
    return code + nested(n - 1);
  int r = nested(n + 1);
  depth--;
  return r;
}

void *frame(void) { return __builtin_frame_address(0); }
void *return_address(void) { return __builtin_return_address(0); }
