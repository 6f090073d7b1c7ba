// A small driver for virtio-mmio slots of both versions: polled, queues of eight, feature bits up to 31.
#pragma once
#include "board.h"

enum { NEXT = 1, WRITABLE = 2, INDIRECT = 4 };
enum { QUEUE = 8 };

struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };

// As version 1 wants it: one piece, the used ring on a page of its own.
struct queue {
  struct descriptor descriptors[QUEUE];
  uint16_t available_flags, available_index, available[QUEUE], used_event;
  uint8_t padding[4096 - 16 * QUEUE - 2 * (QUEUE + 3)];
  volatile uint16_t used_flags, used_index;
  volatile struct { uint32_t id, length; } used[QUEUE];
  uint16_t seen;
} __attribute__((aligned(4096)));

static uint64_t slot_address(int slot) { return VIRTIO0 + 0x1000 * slot; }
static uint32_t reg(uint64_t slot, int offset) { return read32(slot + offset); }
static void set_reg(uint64_t slot, int offset, uint32_t value) { write32(slot + offset, value); }

// Resets the device and accepts these features, of those offered.
static uint32_t virtio_reset(uint64_t slot, uint32_t wanted) {
  set_reg(slot, 0x70, 0);
  set_reg(slot, 0x70, 1);
  set_reg(slot, 0x70, 3);
  set_reg(slot, 0x14, 0);
  uint32_t offered = reg(slot, 0x10);
  set_reg(slot, 0x24, 0);
  set_reg(slot, 0x20, offered & wanted);
  if (reg(slot, 4) == 1) {
    set_reg(slot, 0x28, 4096);
  } else {
    set_reg(slot, 0x24, 1);
    set_reg(slot, 0x20, 1);
    set_reg(slot, 0x70, 11);
  }
  return offered & wanted;
}

static void virtio_queue(uint64_t slot, int number, struct queue *queue) {
  for (uint64_t i = 0; i < sizeof *queue; i++) ((volatile uint8_t *)queue)[i] = 0;
  set_reg(slot, 0x30, number);
  set_reg(slot, 0x38, QUEUE);
  if (reg(slot, 4) == 1) {
    set_reg(slot, 0x3c, 4096);
    set_reg(slot, 0x40, (uint64_t)queue / 4096);
    return;
  }
  set_reg(slot, 0x80, (uint64_t)queue->descriptors);
  set_reg(slot, 0x84, 0);
  set_reg(slot, 0x90, (uint64_t)&queue->available_flags);
  set_reg(slot, 0x94, 0);
  set_reg(slot, 0xa0, (uint64_t)&queue->used_flags);
  set_reg(slot, 0xa4, 0);
  set_reg(slot, 0x44, 1);
}

static void virtio_go(uint64_t slot) { set_reg(slot, 0x70, reg(slot, 0x70) | 4); }

static void virtio_describe(struct queue *queue, int index, const volatile void *data, uint32_t length, int flags) {
  queue->descriptors[index] = (struct descriptor){(uint64_t)data, length, flags, index + 1};
}

static void virtio_offer(uint64_t slot, int number, struct queue *queue, int head) {
  queue->available[queue->available_index % QUEUE] = head;
  asm volatile("fence" ::: "memory");
  queue->available_index++;
  asm volatile("fence" ::: "memory");
  set_reg(slot, 0x50, number);
}

static int virtio_done(struct queue *queue) {
  asm volatile("fence" ::: "memory");
  return queue->seen != queue->used_index;
}

// Waits for the next chain to come back; -1 when that takes longer than any device may need. Returns the bytes written.
static int64_t virtio_wait(struct queue *queue) {
  uint64_t until = read64(CLINT + 0xbff8) + 100000000;
  while (!virtio_done(queue)) {
    if (read64(CLINT + 0xbff8) > until) return -1;
  }
  return queue->used[queue->seen++ % QUEUE].length;
}
