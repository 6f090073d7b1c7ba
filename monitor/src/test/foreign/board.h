// The `virt` board, as far as these kernels use it, and a printf of the smallest kind.
#pragma once
#include <stdarg.h>
#include <stdint.h>

#define UART 0x10000000UL
#define FINISHER 0x100000UL
#define CLINT 0x2000000UL
#define PLIC 0xc000000UL
#define VIRTIO0 0x10001000UL

#define csr_read(name) ({ uint64_t v_; asm volatile("csrr %0, " #name : "=r"(v_)); v_; })
#define csr_write(name, value) asm volatile("csrw " #name ", %0" ::"r"((uint64_t)(value)) : "memory")
#define csr_set(name, value) asm volatile("csrs " #name ", %0" ::"r"((uint64_t)(value)) : "memory")

static inline uint8_t read8(uint64_t a) { return *(volatile uint8_t *)a; }
static inline uint32_t read32(uint64_t a) { return *(volatile uint32_t *)a; }
static inline uint64_t read64(uint64_t a) { return *(volatile uint64_t *)a; }
static inline void write8(uint64_t a, uint8_t v) { *(volatile uint8_t *)a = v; }
static inline void write32(uint64_t a, uint32_t v) { *(volatile uint32_t *)a = v; }
static inline void write64(uint64_t a, uint64_t v) { *(volatile uint64_t *)a = v; }

static inline void put(char c) {
  while (!(read8(UART + 5) & 0x20)) {
  }
  write8(UART, c);
}

static void put_number(uint64_t value, unsigned base) {
  char digits[24];
  int n = 0;
  do {
    digits[n++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  while (n) put(digits[--n]);
}

static void print(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    switch (*++format) {
      case 's':
        for (const char *s = va_arg(arguments, const char *); *s; s++) put(*s);
        break;
      case 'd': {
        int64_t v = va_arg(arguments, int64_t);
        if (v < 0) put('-');
        put_number(v < 0 ? -(uint64_t)v : (uint64_t)v, 10);
        break;
      }
      case 'x':
        put_number(va_arg(arguments, uint64_t), 16);
        break;
      default:
        put(*format);
    }
  }
  va_end(arguments);
}

static void __attribute__((noreturn)) finish(unsigned code) {
  write32(FINISHER, code ? code << 16 | 0x3333 : 0x5555);
  for (;;) asm volatile("wfi");
}
