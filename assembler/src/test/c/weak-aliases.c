/* Weak symbols, aliases, visibility and sections. */
int real(int x) { return x * 2; }
int other(int) __attribute__((alias("real")));
int maybe(int) __attribute__((weak, alias("real")));
extern int optional(int) __attribute__((weak));
extern int optional_data __attribute__((weak));
__attribute__((weak)) int default_value = 3;
__attribute__((visibility("hidden"))) int internal_use(int x) { return x + default_value; }
__attribute__((visibility("protected"))) int shown(int x) { return internal_use(x); }
__attribute__((section(".init.text"), noinline, used)) static int early(void) { return 1; }
__attribute__((cold)) void rarely(void) { __asm__ volatile("ebreak"); }
__attribute__((hot)) int often(int x) { return x ? x : early(); }
int try(int x) {
  if (optional)
    x = optional(x);
  if (&optional_data)
    x += optional_data;
  return other(x) + maybe(x);
}
static int renamed_variable __asm__("better_name") = 5;
int renamed(void) __asm__("another_name");
int renamed(void) { return renamed_variable++; }
__attribute__((constructor)) void start(void) { renamed_variable = 1; }
__attribute__((destructor)) void stop(void) { renamed_variable = 0; }
