/* Variable arguments of every kind. */
#include <stdarg.h>
int sum(int n, ...) {
  va_list list;
  int total = 0;
  va_start(list, n);
  while (n--)
    total += va_arg(list, int);
  va_end(list);
  return total;
}
double average(int n, ...) {
  va_list list, again;
  double total = 0;
  va_start(list, n);
  va_copy(again, list);
  for (int i = 0; i < n; i++)
    total += va_arg(list, double);
  (void)va_arg(again, double);
  va_end(again);
  va_end(list);
  return n ? total / n : 0;
}
struct pair { long a, b; };
long pairs(const char *kinds, ...) {
  va_list list;
  long total = 0;
  va_start(list, kinds);
  for (; *kinds; kinds++)
    switch (*kinds) {
    case 'p': { struct pair p = va_arg(list, struct pair); total += p.a * p.b; break; }
    case 'l': total += va_arg(list, long); break;
    case 'q': total += va_arg(list, long long); break;
    case 's': total += *va_arg(list, char *); break;
    }
  va_end(list);
  return total;
}
extern int log_list(int level, const char *, va_list);
int log_line(int level, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int n = log_list(level, format, list);
  va_end(list);
  return n;
}
int caller(void) { return sum(9, 1, 2, 3, 4, 5, 6, 7, 8, 9) + (int)average(2, 1.5, 2.5); }
