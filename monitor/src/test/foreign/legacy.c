// The block device through either version of the registers, and those registers themselves.
#include "virtio.h"

static struct queue queue;
static volatile struct { uint32_t type, reserved; uint64_t sector; } header;
static volatile uint8_t data[1024], status_byte;

static void registers(uint64_t slot) {
  print("version %d\n", (uint64_t)reg(slot, 4));
  int legacy = reg(slot, 4) == 1;
  set_reg(slot, 0x14, 1);
  print("features above 31: %x\n", (uint64_t)reg(slot, 0x10) & 1);
  set_reg(slot, 0x14, 0);
  print("indirect %d\n", (uint64_t)reg(slot, 0x10) >> 28 & 1);
  virtio_reset(slot, 0);
  set_reg(slot, 0x30, 0);
  print("pfn %x\n", (uint64_t)reg(slot, 0x40));
  set_reg(slot, 0x40, 0x80123);
  print("pfn %x ready %x status %x\n", (uint64_t)reg(slot, 0x40), (uint64_t)reg(slot, 0x44), (uint64_t)reg(slot, 0x70));
  set_reg(slot, 0x28, 8192);
  print("other page size: pfn %x\n", (uint64_t)reg(slot, 0x40));
  set_reg(slot, 0x28, 12288);
  print("odd page size: pfn %x\n", (uint64_t)reg(slot, 0x40));
  set_reg(slot, 0x28, 4096);
  set_reg(slot, 0x30, 1);
  print("no such queue: pfn %x max %x\n", (uint64_t)reg(slot, 0x40), (uint64_t)reg(slot, 0x34));
  set_reg(slot, 0x40, 5);
  print("no such queue: pfn %x\n", (uint64_t)reg(slot, 0x40));
  set_reg(slot, 0x70, 0);
  print("queue chosen before a reset: max %x\n", (uint64_t)reg(slot, 0x34));
  set_reg(slot, 0x30, 0);
  print("after a reset: max %x pfn %x ready %x\n", (uint64_t)reg(slot, 0x34), (uint64_t)reg(slot, 0x40),
        (uint64_t)reg(slot, 0x44));
  set_reg(slot, 0x70, 3);
  set_reg(slot, 0x40, 0x80123);
  print("page size outlives a reset: pfn %x\n", (uint64_t)reg(slot, 0x40));
  set_reg(slot, 0x40, 0);
  print("pfn 0: status %x pfn %x\n", (uint64_t)reg(slot, 0x70), (uint64_t)reg(slot, 0x40));
  if (!legacy) {
    set_reg(slot, 0x44, 1);
    print("ready %x\n", (uint64_t)reg(slot, 0x44));
    set_reg(slot, 0x44, 0);
    print("ready %x\n", (uint64_t)reg(slot, 0x44));
  }
  for (int offset = 0; offset < 0x100; offset += 4) {
    uint32_t value = reg(slot, offset);
    if (value && offset != 0x10) print("register %x: %x\n", (uint64_t)offset, (uint64_t)value);
  }
}

static void transfer(const char *what, uint64_t slot, uint32_t type, uint64_t sector, uint32_t length) {
  header.type = type;
  header.sector = sector;
  status_byte = 0xee;
  virtio_describe(&queue, 0, &header, 16, NEXT);
  virtio_describe(&queue, 1, data, length, NEXT | (type == 0 ? WRITABLE : 0));
  virtio_describe(&queue, 2, &status_byte, 1, WRITABLE);
  virtio_offer(slot, 0, &queue, 0);
  int64_t written = virtio_wait(&queue);
  print("%s: wrote %d, status %d, interrupt %x\n", what, written, (uint64_t)status_byte, (uint64_t)reg(slot, 0x60));
  set_reg(slot, 0x64, reg(slot, 0x60));
  print("acknowledged: %x\n", (uint64_t)reg(slot, 0x60));
}

int main(void) {
  uint64_t slot = slot_address(0);
  registers(slot);
  virtio_reset(slot, 0);
  virtio_queue(slot, 0, &queue);
  virtio_go(slot);
  print("status %x capacity %d\n", (uint64_t)reg(slot, 0x70), read64(slot + 0x100));
  for (int i = 0; i < 1024; i++) data[i] = i * 7;
  transfer("write", slot, 1, 5, 1024);
  for (int i = 0; i < 1024; i++) data[i] = 0;
  transfer("read", slot, 0, 6, 512);
  uint64_t sum = 0;
  for (int i = 0; i < 1024; i++) sum = sum * 31 + data[i];
  print("sum %x\n", sum);
  transfer("beyond the end", slot, 0, read64(slot + 0x100), 512);
  // More than the queue holds, so that the rings wrap.
  for (int i = 0; i < 20; i++) transfer("again", slot, 1, i, 512);
  virtio_describe(&queue, 0, &header, 16, NEXT);
  queue.descriptors[0].next = 0;
  virtio_offer(slot, 0, &queue, 0);
  for (uint64_t until = read64(CLINT + 0xbff8) + 2000000; read64(CLINT + 0xbff8) < until;) {
  }
  // QEMU also says that a chain has come back.
  print("broken: status %x interrupt %x used %d\n", (uint64_t)reg(slot, 0x70), (uint64_t)reg(slot, 0x60) & 2,
        (uint64_t)queue.used_index);
  virtio_reset(slot, 0);
  virtio_queue(slot, 0, &queue);
  virtio_go(slot);
  transfer("mended", slot, 1, 5, 1024);
  finish(0);
}
