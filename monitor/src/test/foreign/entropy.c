// The entropy source: how much it gives, and that it is not always the same.
#include "virtio.h"

static struct queue queue;
static volatile uint8_t bytes[3][512];

int main(void) {
  uint64_t slot = slot_address(0);
  print("version %d device %d\n", (uint64_t)reg(slot, 4), (uint64_t)reg(slot, 8));
  for (int q = 0; q < 2; q++) {
    set_reg(slot, 0x30, q);
    print("queue %d: %d\n", (uint64_t)q, (uint64_t)reg(slot, 0x34));
  }
  virtio_reset(slot, 0);
  virtio_queue(slot, 0, &queue);
  virtio_go(slot);
  for (int i = 0; i < 3; i++) {
    virtio_describe(&queue, 0, bytes[i], 100, WRITABLE | NEXT);
    virtio_describe(&queue, 1, bytes[i] + 100, 412, WRITABLE);
    virtio_offer(slot, 0, &queue, 0);
    int64_t length = virtio_wait(&queue);
    int zeros = 0, differences = 0;
    for (int k = 0; k < 512; k++) {
      zeros += bytes[i][k] == 0;
      differences += bytes[i][k] != bytes[0][k];
    }
    print("%d bytes, few zeros: %d, all other than before: %d, interrupt %x\n", length, (uint64_t)(zeros < 20),
          (uint64_t)(differences > 400), (uint64_t)reg(slot, 0x60));
    set_reg(slot, 0x64, 1);
  }
  // Nothing to write to.
  virtio_describe(&queue, 0, bytes[0], 100, 0);
  virtio_offer(slot, 0, &queue, 0);
  for (uint64_t until = read64(CLINT + 0xbff8) + 1000000; read64(CLINT + 0xbff8) < until;) {
  }
  print("readable buffer: used %d, bytes %d\n", (uint64_t)queue.used_index,
        (uint64_t)(virtio_done(&queue) ? queue.used[queue.seen % QUEUE].length : 0));
  finish(0);
}
