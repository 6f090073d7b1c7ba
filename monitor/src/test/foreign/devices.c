// Device registers, looked at from M mode without interrupts: what they hold after good, odd and bad requests.
#include "board.h"

#define SLOT1 (VIRTIO0 + 0x1000)
struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
static struct descriptor descriptors[8] __attribute__((aligned(16)));
static struct descriptor indirect[8] __attribute__((aligned(16)));
static volatile uint16_t available[16] __attribute__((aligned(16)));
static volatile uint32_t used[32] __attribute__((aligned(16)));
static volatile struct { uint32_t type, reserved; uint64_t sector; } header;
static volatile uint8_t data[4096], status_byte;
static uint64_t random_state = 42;

static uint32_t random(void) {
  random_state = random_state * 6364136223846793005 + 1442695040888963407;
  return random_state >> 33;
}

// Random accesses to the serial port while its transmitter is wired to its receiver. Nothing is printed until the end.
static void serial(void) {
  static uint8_t seen[400];
  for (int round = 0; round < 40; round++) {
    write8(UART + 4, 0x10);
    for (int i = 0; i < sizeof seen; i++) {
      int reg = random() % 8;
      uint8_t value = random();
      seen[i] = 0;
      if (random() % 3) {
        // Every byte is reported at once, with or without the character timeout, which depends on real time.
        seen[i] = reg == 2 ? read8(UART + 2) & ~8 : read8(UART + reg);
      } else if (reg == 2) {
        write8(UART + 2, value & 0x0f);
      } else if (reg == 4) {
        write8(UART + 4, 0x10 | value);
      } else {
        write8(UART + reg, value);
      }
    }
    write8(UART + 3, 3);
    write8(UART + 1, 0);
    write8(UART + 2, 7);
    write8(UART + 2, 0);
    write8(UART + 4, 0);
    uint64_t sum = 0;
    for (int i = 0; i < sizeof seen; i++) sum = sum * 31 + seen[i];
    print("serial %d: %x\n", (uint64_t)round, sum);
  }
}

#define PENDING ((uint64_t)read32(PLIC + 0x1000))
#define EXTERNAL (csr_read(mip) >> 11 & 1)
static void interrupts(void) {
  write32(PLIC + 4 * 10, 0xffffffff);
  write32(PLIC + 0x2000, 1 << 10);
  write32(PLIC + 0x200000, 0xffffffff);
  print("priority %d threshold %d\n", (uint64_t)read32(PLIC + 40), (uint64_t)read32(PLIC + 0x200000));
  write8(UART + 1, 2);
  uint64_t pending = PENDING, external = EXTERNAL;
  write32(PLIC + 0x200000, 6);
  uint64_t allowed = EXTERNAL;
  uint64_t claim = read32(PLIC + 0x200004), again = read32(PLIC + 0x200004), serving = PENDING, quiet = EXTERNAL;
  write8(UART + 1, 0);
  write32(PLIC + 0x200004, 10);
  uint64_t after = PENDING, idle = EXTERNAL;
  write8(UART + 1, 2);
  uint64_t raised = EXTERNAL;
  write8(UART + 1, 0);
  uint64_t withdrawn = EXTERNAL, nothing = read32(PLIC + 0x200004);
  print("pending %x external %d allowed %d claim %d again %d serving %x quiet %d\n", pending, external, allowed, claim,
        again, serving, quiet);
  print("after %x idle %d raised %d withdrawn %d nothing %d\n", after, idle, raised, withdrawn, nothing);
  uint64_t seen[8];
  write32(PLIC + 0x200004, 10);
  write8(UART + 1, 2);
  seen[0] = read32(PLIC + 0x200004);
  write32(PLIC + 0x200004, 10);
  seen[1] = PENDING;
  seen[2] = read32(PLIC + 0x200004);
  write8(UART + 1, 0);
  write8(UART + 1, 2);
  seen[3] = PENDING;
  seen[4] = EXTERNAL;
  write8(UART + 1, 0);
  seen[5] = PENDING;
  write32(PLIC + 0x200004, 10);
  seen[6] = EXTERNAL;
  seen[7] = read32(PLIC + 0x200004);
  print("claim %d completed while high: pending %x claim %d\n", seen[0], seen[1], seen[2]);
  print("pulse while served: pending %x external %d then %x, completed: external %d claim %d\n", seen[3], seen[4], seen[5],
        seen[6], seen[7]);
  write32(PLIC + 0x200004, 10);
  write32(PLIC + 0x2000, 0);

  for (int i = 0; i < 2; i++) {
    write32(CLINT, 0xfffffffe + i);
    print("msip %d mip %d\n", (uint64_t)read32(CLINT), csr_read(mip) >> 3 & 1);
  }
  write32(CLINT, 0);
  uint64_t times[] = {-1UL, 0, 0x100000000, -1UL, 1};
  for (int i = 0; i < 5; i++) {
    write64(CLINT + 0x4000, times[i]);
    print("mtimecmp %x low %x high %x mtip %d\n", read64(CLINT + 0x4000), (uint64_t)read32(CLINT + 0x4000),
          (uint64_t)read32(CLINT + 0x4004), csr_read(mip) >> 7 & 1);
  }
  write32(CLINT + 0x4004, 0x80);
  print("high half alone: %x mtip %d\n", read64(CLINT + 0x4000), csr_read(mip) >> 7 & 1);
  write32(CLINT + 0xbffc, 0x81);
  print("mtime moved: %x mtip %d\n", read64(CLINT + 0xbff8) >> 32, csr_read(mip) >> 7 & 1);
}

static void start(void) {
  write32(VIRTIO0 + 0x70, 0);
  write32(VIRTIO0 + 0x70, 3);
  write32(VIRTIO0 + 0x24, 1);
  write32(VIRTIO0 + 0x20, 1);
  write32(VIRTIO0 + 0x70, 11);
  write32(VIRTIO0 + 0x30, 0);
  write32(VIRTIO0 + 0x38, 8);
  write32(VIRTIO0 + 0x80, (uint64_t)descriptors);
  write32(VIRTIO0 + 0x90, (uint64_t)available);
  write32(VIRTIO0 + 0xa0, (uint64_t)used);
  write32(VIRTIO0 + 0x44, 1);
  write32(VIRTIO0 + 0x70, 15);
  for (int i = 0; i < 8; i++) descriptors[i] = (struct descriptor){0, 0, 0, 0};
  for (int i = 0; i < 16; i++) available[i] = 0;
  for (int i = 0; i < 32; i++) used[i] = 0;
}

static void submit(const char *what, int head) {
  status_byte = 0xee;
  available[2 + available[1] % 8] = head;
  asm volatile("fence" ::: "memory");
  available[1]++;
  asm volatile("fence" ::: "memory");
  write32(VIRTIO0 + 0x50, 0);
  // Long enough for any disk, on a host under load; every request is answered or breaks the device.
  uint64_t until = read64(CLINT + 0xbff8) + 100000000;
  while (read64(CLINT + 0xbff8) < until && used[0] >> 16 != available[1] && !(read32(VIRTIO0 + 0x70) & 0x40)) {}
  print("%s: device %x interrupt %x used %d id %d length %d status %x\n", what, (uint64_t)read32(VIRTIO0 + 0x70),
        (uint64_t)read32(VIRTIO0 + 0x60) & (read32(VIRTIO0 + 0x70) & 0x40 ? 2 : 3), (uint64_t)(used[0] >> 16),
        (uint64_t)used[1], (uint64_t)used[2], (uint64_t)status_byte);
  write32(VIRTIO0 + 0x64, 3);
}

static void request(const char *what, uint32_t type, uint64_t sector, uint64_t address, uint32_t length, int writable) {
  start();
  header.type = type;
  header.sector = sector;
  descriptors[0] = (struct descriptor){(uint64_t)&header, 16, 1, length ? 1 : 2};
  descriptors[1] = (struct descriptor){address, length, 1 | writable << 1, 2};
  descriptors[2] = (struct descriptor){(uint64_t)&status_byte, 1, 2, 0};
  submit(what, 0);
}

static void disk(void) {
  for (uint64_t slot = VIRTIO0; slot <= SLOT1; slot += 0x1000) {
    for (int reg = 0; reg < 0x100; reg += 4) {
      uint32_t value = read32(slot + reg);
      if (value && reg != 0x10) print("slot %x register %x: %x\n", slot, (uint64_t)reg, (uint64_t)value);
    }
  }
  write32(VIRTIO0 + 0x14, 1);
  print("features: %x, %x\n", (uint64_t)read32(VIRTIO0 + 0x10) & 1, (uint64_t)read8(VIRTIO0 + 0x70));
  write32(VIRTIO0 + 0x14, 0);
  print("seg_max, blk_size, flush, indirect: %x\n", (uint64_t)read32(VIRTIO0 + 0x10) & 0x10000254);
  print("capacity %d seg_max %d geometry %x blk_size %d\n", read64(VIRTIO0 + 0x100), (uint64_t)read32(VIRTIO0 + 0x10c),
        (uint64_t)read32(VIRTIO0 + 0x110), (uint64_t)read32(VIRTIO0 + 0x114));
  uint64_t buffer = (uint64_t)data, capacity = read64(VIRTIO0 + 0x100);
  for (int i = 0; i < 4096; i++) data[i] = i * 13;
  request("write", 1, 3, buffer, 1024, 0);
  for (int i = 0; i < 4096; i++) data[i] = 0;
  request("read", 0, 4, buffer, 512, 1);
  print("data %x\n", (uint64_t)data[1] | (uint64_t)data[511] << 8);
  request("flush", 4, 0, 0, 0, 0);
  request("unknown", 77, 0, buffer, 512, 1);
  request("beyond the end", 0, capacity, buffer, 512, 1);
  request("across the end", 1, capacity - 1, buffer, 1024, 0);
  request("far away", 0, -1UL, buffer, 512, 1);
  request("half a sector", 0, 0, buffer, 256, 1);
  request("no data", 0, 0, 0, 0, 0);

  start();
  descriptors[0] = (struct descriptor){(uint64_t)&header, 16, 1, 1};
  descriptors[1] = (struct descriptor){(uint64_t)&header, 16, 1, 0};
  submit("loop", 0);
  submit("still broken", 0);
  start();
  descriptors[0] = (struct descriptor){(uint64_t)&header, 16, 1, 99};
  submit("no such descriptor", 0);
  start();
  submit("no such head", 99);
  start();
  descriptors[0] = (struct descriptor){(uint64_t)&header, 15, 1, 1};
  descriptors[1] = (struct descriptor){(uint64_t)&status_byte, 1, 2, 0};
  submit("short header", 0);
  start();
  descriptors[0] = (struct descriptor){(uint64_t)&header, 16, 0, 0};
  submit("no status", 0);
  start();
  descriptors[0] = (struct descriptor){(uint64_t)&status_byte, 1, 3, 1};
  descriptors[1] = (struct descriptor){(uint64_t)&header, 16, 0, 0};
  submit("wrong order", 0);
  start();
  descriptors[0] = (struct descriptor){(uint64_t)&header, 0, 1, 1};
  descriptors[1] = (struct descriptor){(uint64_t)&status_byte, 1, 2, 0};
  submit("empty buffer", 0);
  start();
  available[1] = 20;
  submit("too many", 0);

  start();
  header.type = 0;
  header.sector = 3;
  indirect[0] = (struct descriptor){(uint64_t)&header, 16, 1, 3};
  indirect[3] = (struct descriptor){buffer, 512, 3, 1};
  indirect[1] = (struct descriptor){(uint64_t)&status_byte, 1, 2, 0};
  descriptors[5] = (struct descriptor){(uint64_t)indirect, sizeof indirect, 4, 0};
  submit("indirect", 5);
  print("data %x\n", (uint64_t)data[1] | (uint64_t)data[511] << 8);
  start();
  indirect[0] = (struct descriptor){(uint64_t)indirect, sizeof indirect, 4, 0};
  descriptors[5] = (struct descriptor){(uint64_t)indirect, sizeof indirect, 4, 0};
  submit("nested", 5);
  start();
  descriptors[5] = (struct descriptor){(uint64_t)indirect, 24, 4, 0};
  submit("odd table", 5);
}

int main(void) {
  serial();
  interrupts();
  disk();
  finish(0);
}
