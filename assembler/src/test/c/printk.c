/* Formatted output, with a variable number of arguments. */
#include <stdarg.h>

extern void putc(int);
static const char digits[] = "0123456789abcdef";

static void number(long value, unsigned base, int sign) {
  char buffer[24];
  int at = 0;
  unsigned long rest = sign && value < 0 ? -(unsigned long)value : (unsigned long)value;
  do {
    buffer[at++] = digits[rest % base];
  } while ((rest /= base) != 0);
  if (sign && value < 0)
    buffer[at++] = '-';
  while (--at >= 0)
    putc(buffer[at]);
}

int printk(const char *format, ...) {
  va_list arguments;
  int count = 0;
  va_start(arguments, format);
  for (; *format; format++, count++) {
    if (*format != '%') {
      putc(*format);
      continue;
    }
    switch (*++format) {
    case 'd': number(va_arg(arguments, int), 10, 1); break;
    case 'l': number(va_arg(arguments, long), 10, 1); break;
    case 'x': number(va_arg(arguments, unsigned), 16, 0); break;
    case 'p': putc('0'); putc('x'); number(va_arg(arguments, long), 16, 0); break;
    case 'c': putc(va_arg(arguments, int)); break;
    case 's': {
      const char *text = va_arg(arguments, const char *);
      if (!text)
        text = "(null)";
      while (*text)
        putc(*text++);
      break;
    }
    case '%': putc('%'); break;
    case 0: va_end(arguments); return count;
    default: putc('%'); putc(*format);
    }
  }
  va_end(arguments);
  return count;
}
