// Every register of the interrupt controllers, the serial port, the clock, the test finisher and the virtio slots: what it holds at
// first, and after bits were written to it, in each width that QEMU's registers have; then random traffic at the PLIC.
#include "board.h"

#define RTC 0x101000UL
#define SLOTS 8
extern void trap_entry_m(void);
static volatile uint64_t trapped;
static uint64_t random_state = 7;

void machine_trap(uint64_t *frame) {
  uint64_t pc = csr_read(mepc);
  trapped = csr_read(mcause);
  csr_write(mepc, pc + ((*(uint16_t *)pc & 3) == 3 ? 4 : 2));
}

static uint32_t random(void) {
  random_state = random_state * 6364136223846793005 + 1442695040888963407;
  return random_state >> 33;
}

static uint64_t load(uint64_t address, int width) {
  uint64_t value = 0;
  trapped = 0;
  switch (width) {
    case 1: value = read8(address); break;
    case 2: value = *(volatile uint16_t *)address; break;
    case 4: value = read32(address); break;
    default: value = read64(address);
  }
  return trapped ? 0xfa017 : value;
}

static void store(uint64_t address, int width, uint64_t value) {
  switch (width) {
    case 1: write8(address, value); break;
    case 2: *(volatile uint16_t *)address = value; break;
    case 4: write32(address, value); break;
    default: write64(address, value);
  }
}

// A window of registers: reads, writes ones, reads, writes zeros, reads.
static void probe(const char *name, uint64_t base, int from, int to, int width) {
  for (int offset = from; offset < to; offset += width) {
    uint64_t first = load(base + offset, width);
    store(base + offset, width, -1UL);
    uint64_t ones = load(base + offset, width);
    store(base + offset, width, 0x5555555555555555);
    uint64_t mixed = load(base + offset, width);
    store(base + offset, width, 0);
    uint64_t zeros = load(base + offset, width);
    // QEMU lets source 0, which does not exist, be enabled.
    if (base == PLIC && (offset & ~0x80) == 0x2000) ones &= ~1, mixed &= ~1;
    if (first | ones | mixed | zeros) print("%s+%x/%d: %x %x %x %x\n", name, (uint64_t)offset, (uint64_t)width, first, ones, mixed, zeros);
  }
}

static void serial(void) {
  // Bytes that are sent while we look at the registers come back to us, not to the screen.
  write8(UART + 4, 0x10);
  uint8_t seen[8][4];
  for (int reg = 1; reg < 8; reg++) {
    if (reg == 4) continue;
    seen[reg][0] = read8(UART + reg);
    write8(UART + reg, 0xff);
    seen[reg][1] = read8(UART + reg);
    write8(UART + reg, 0x15);
    seen[reg][2] = read8(UART + reg);
    write8(UART + reg, 0);
    seen[reg][3] = read8(UART + reg);
  }
  uint8_t modem[32], loops[32];
  for (int value = 0; value < 32; value++) {
    write8(UART + 4, 0x10 | value);
    modem[value] = read8(UART + 6);
    write8(UART + 4, value);
    loops[value] = read8(UART + 4);
  }
  write8(UART + 4, 0);
  uint8_t outside = read8(UART + 6);
  write8(UART + 3, 0x83);
  uint8_t divisor[4] = {read8(UART), read8(UART + 1)};
  write8(UART, 0x34);
  write8(UART + 1, 0x12);
  divisor[2] = read8(UART);
  divisor[3] = read8(UART + 1);
  write8(UART + 3, 3);
  // Overrun, with and without FIFOs; a byte at a time from the receiver; the trigger levels.
  uint8_t flow[6][24];
  for (int mode = 0; mode < 6; mode++) {
    write8(UART + 2, 6);
    write8(UART + 2, mode == 0 ? 0 : mode == 1 ? 1 : 1 | (mode - 2) << 6);
    write8(UART + 4, 0x10);
    write8(UART + 1, 0xf);
    int n = 0;
    for (int i = 0; i < 18; i++) {
      write8(UART, 'a' + i);
      if (i == 0 || i == 3 || i == 7 || i == 13 || i == 17) {
        flow[mode][n++] = read8(UART + 2) & ~8;
        flow[mode][n++] = read8(UART + 5);
      }
    }
    for (int i = 0; i < 4; i++) {
      flow[mode][n++] = read8(UART);
      flow[mode][n++] = read8(UART + 5);
      flow[mode][n++] = read8(UART + 2) & ~8;
    }
    write8(UART + 1, 0);
  }
  write8(UART + 2, 7);
  write8(UART + 2, 0);
  write8(UART + 4, 0);
  for (int reg = 1; reg < 8; reg++) {
    if (reg != 4)
      print("uart+%d: %x %x %x %x\n", (uint64_t)reg, (uint64_t)seen[reg][0], (uint64_t)seen[reg][1], (uint64_t)seen[reg][2],
            (uint64_t)seen[reg][3]);
  }
  for (int value = 0; value < 32; value++) print("modem %x: %x, %x\n", (uint64_t)value, (uint64_t)modem[value], (uint64_t)loops[value]);
  print("outside %x, divisor %x %x, then %x %x\n", (uint64_t)outside, (uint64_t)divisor[0], (uint64_t)divisor[1], (uint64_t)divisor[2],
        (uint64_t)divisor[3]);
  for (int mode = 0; mode < 6; mode++) {
    print("mode %d:", (uint64_t)mode);
    for (int i = 0; i < 22; i++) print(" %x", (uint64_t)flow[mode][i]);
    print("\n");
  }
}

// The lines that a program can pull at will: the serial port's (10) and the clock's (11).
static void pull(int which, int level) {
  if (which) {
    if (level) {
      write32(RTC + 12, 0);
      write32(RTC + 8, 0);
    }
    write32(RTC + (level ? 16 : 28), 1);
  } else {
    write8(UART + 1, level ? 2 : 0);
  }
}

static void interrupts(void) {
  uint64_t sum = 0;
  for (int i = 0; i < 4000; i++) {
    int context = random() % 2;
    uint64_t seen = 0;
    switch (random() % 8) {
      case 0: write32(PLIC + 4 * (10 + random() % 2), random()); break;
      case 1:
        write32(PLIC + 0x2000 + 0x80 * context, random() & ~1);
        // QEMU does not look at its lines again by itself.
        write32(PLIC + 40, read32(PLIC + 40));
        break;
      case 2: write32(PLIC + 0x200000 + 0x1000 * context, random() % 9); break;
      case 3: pull(random() % 2, random() % 2); break;
      case 4: seen = read32(PLIC + 0x200004 + 0x1000 * context); break;
      case 5: write32(PLIC + 0x200004 + 0x1000 * context, random() % 3 ? 10 + random() % 2 : random()); break;
      case 6: seen = read32(PLIC + 4 * (9 + random() % 4)); break;
      default: seen = read32(PLIC + 0x2000 + 0x80 * context);
    }
    seen ^= (uint64_t)read32(PLIC + 0x1000) << 32;
    seen ^= (csr_read(mip) & 0xa00) << 12;
    sum = sum * 31 + seen;
    if (i % 100 == 99) print("interrupts %d: %x\n", (uint64_t)i, sum);
  }
}

int main(void) {
  csr_write(mtvec, trap_entry_m);
  serial();
  probe("finisher", FINISHER, 4, 16, 4);
  probe("clint", CLINT, 0, 32, 4);
  probe("clint", CLINT, 0x4000, 0x4020, 4);
  write64(CLINT + 0x4000, -1UL);
  probe("clint", CLINT, 0x4000, 0x4020, 8);
  probe("plic", PLIC, 0, 4 * 100, 4);
  probe("plic", PLIC, 0xff0, 0x1010, 4);
  probe("plic", PLIC, 0x1ff0, 0x2010, 4);
  probe("plic", PLIC, 0x2080, 0x2120, 4);
  probe("plic", PLIC, 0x200000, 0x200010, 4);
  probe("plic", PLIC, 0x201000, 0x201010, 4);
  probe("plic", PLIC, 0x202000, 0x202010, 4);
  probe("rtc", RTC, 8, 0x20, 4);
  for (int slot = 0; slot < SLOTS; slot++) probe("virtio", VIRTIO0 + 0x1000 * slot, 0, 0x200, 4);
  for (int slot = 0; slot < 2; slot++) probe("virtio", VIRTIO0 + 0x1000 * slot, 0x100, 0x140, 1);
  interrupts();
  finish(0);
}
