/* Calls that become jumps. */
extern int next(int), other(int, int);
extern void done(void);
int direct(int x) { return next(x + 1); }
int chosen(int x) { return x & 1 ? next(x) : other(x, x); }
void procedure(void) { done(); }
int through(int (*function)(int), int x) { return function(x); }
static int local(int x) { return x > 0 ? next(x) : x; }
int calls_local(int x) { return local(x * 2); }
int loop(int n, int total) { return n == 0 ? total : loop(n - 1, total + n); }
struct operations { int (*open)(int), (*close)(int); };
int method(const struct operations *o, int x) { return x ? o->open(x) : o->close(x); }
void never(void) __attribute__((noreturn));
void stop(int x) {
  if (x)
    never();
  done();
}
