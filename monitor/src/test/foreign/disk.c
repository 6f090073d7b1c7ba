// Timer, PLIC and the block device together: sectors are written and read back by interrupts while a timer ticks.
#include "board.h"

#define SECTORS 32
struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct available { uint16_t flags, index, ring[8]; };
struct used { uint16_t flags, index; struct { uint32_t id, length; } ring[8]; };
struct request { uint32_t type, reserved; uint64_t sector; };

static struct descriptor descriptors[8] __attribute__((aligned(16)));
static struct available available __attribute__((aligned(16)));
static volatile struct used used __attribute__((aligned(16)));
static struct request request;
static uint8_t buffer[512], status_byte;
static volatile int done, ticks, external;
static uint16_t seen;
extern void trap_entry_m(void);

void machine_trap(uint64_t *frame) {
  uint64_t cause = csr_read(mcause);
  if (cause == (1UL << 63 | 7)) {
    ticks++;
    write64(CLINT + 0x4000, read64(CLINT + 0xbff8) + 2000);
  } else if (cause == (1UL << 63 | 11)) {
    uint32_t source = read32(PLIC + 0x200004);
    external++;
    if (source == 1) {
      write32(VIRTIO0 + 0x64, read32(VIRTIO0 + 0x60));
      while (seen != used.index) {
        seen++;
        done++;
      }
    }
    write32(PLIC + 0x200004, source);
  } else {
    print("trap %x at %x value %x\n", cause, csr_read(mepc), csr_read(mtval));
    finish(1);
  }
}

static int transfer(int write, uint64_t sector, void *data, uint32_t length) {
  request = (struct request){write, 0, sector};
  status_byte = 0xff;
  descriptors[0] = (struct descriptor){(uint64_t)&request, 16, 1, 1};
  descriptors[1] = (struct descriptor){(uint64_t)data, length, 1 | (write ? 0 : 2), 2};
  descriptors[2] = (struct descriptor){(uint64_t)&status_byte, 1, 2, 0};
  int before = done;
  available.ring[available.index % 8] = 0;
  asm volatile("fence" ::: "memory");
  available.index++;
  asm volatile("fence" ::: "memory");
  write32(VIRTIO0 + 0x50, 0);
  while (done == before) asm volatile("wfi");
  return *(volatile uint8_t *)&status_byte;
}

int main(void) {
  csr_write(mtvec, trap_entry_m);
  print("virtio: magic %x version %d device %d vendor %x\n", (uint64_t)read32(VIRTIO0), (uint64_t)read32(VIRTIO0 + 4),
        (uint64_t)read32(VIRTIO0 + 8), (uint64_t)read32(VIRTIO0 + 12));
  write32(VIRTIO0 + 0x70, 0);
  write32(VIRTIO0 + 0x70, 1 | 2);
  write32(VIRTIO0 + 0x14, 1);
  uint32_t high = read32(VIRTIO0 + 0x10);
  write32(VIRTIO0 + 0x24, 1);
  write32(VIRTIO0 + 0x20, high & 1);
  write32(VIRTIO0 + 0x24, 0);
  write32(VIRTIO0 + 0x20, 0);
  write32(VIRTIO0 + 0x70, 1 | 2 | 8);
  print("features ok %d, version 1 %d\n", (uint64_t)(read32(VIRTIO0 + 0x70) >> 3 & 1), (uint64_t)(high & 1));
  write32(VIRTIO0 + 0x30, 0);
  print("queue max at least 8: %d\n", (uint64_t)(read32(VIRTIO0 + 0x34) >= 8));
  write32(VIRTIO0 + 0x38, 8);
  write32(VIRTIO0 + 0x80, (uint64_t)descriptors);
  write32(VIRTIO0 + 0x84, 0);
  write32(VIRTIO0 + 0x90, (uint64_t)&available);
  write32(VIRTIO0 + 0x94, 0);
  write32(VIRTIO0 + 0xa0, (uint64_t)&used);
  write32(VIRTIO0 + 0xa4, 0);
  write32(VIRTIO0 + 0x44, 1);
  write32(VIRTIO0 + 0x70, 1 | 2 | 4 | 8);
  print("capacity %d sectors\n", (uint64_t)read32(VIRTIO0 + 0x100));

  write32(PLIC + 4 * 1, 1);
  write32(PLIC + 0x2000, 1 << 1);
  write32(PLIC + 0x200000, 0);
  write64(CLINT + 0x4000, read64(CLINT + 0xbff8) + 2000);
  csr_set(mie, 1 << 7 | 1 << 11);
  csr_set(mstatus, 1 << 3);

  int bad = 0;
  for (int sector = 0; sector < SECTORS; sector++) {
    for (int i = 0; i < 512; i++) buffer[i] = sector * 31 + i * 7;
    bad += transfer(1, sector * 3, buffer, 512);
  }
  print("wrote %d sectors, %d bad\n", (uint64_t)SECTORS, (uint64_t)bad);
  uint64_t sum = 0;
  for (int sector = 0; sector < SECTORS; sector++) {
    bad += transfer(0, sector * 3, buffer, 512);
    for (int i = 0; i < 512; i++) {
      sum = sum * 31 + buffer[i];
      bad += buffer[i] != (uint8_t)(sector * 31 + i * 7);
    }
  }
  print("read back: sum %x, %d bad\n", sum, (uint64_t)bad);
  print("beyond the end: status %d\n", (uint64_t)transfer(0, read32(VIRTIO0 + 0x100), buffer, 512));
  print("unknown request: status %d\n", (uint64_t)transfer(99, 0, buffer, 512));
  int start = ticks;
  while (ticks < start + 5) asm volatile("wfi");
  print("external interrupts: %s, timer: %s\n", external >= 2 * SECTORS ? "enough" : "too few",
        ticks >= 5 ? "ticking" : "silent");
  finish(0);
}
