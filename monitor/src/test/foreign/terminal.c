// The virtio console: greets, and says back what is typed until a full stop. Nothing goes to the serial port.
#include "virtio.h"

static struct queue receive_queue, transmit_queue;
static uint8_t typed[QUEUE][16];
static uint64_t slot;

static void say(const uint8_t *text, int length) {
  // In two pieces, to see that they stay together.
  virtio_describe(&transmit_queue, 0, text, length > 1 ? length / 2 : length, length > 1 ? NEXT : 0);
  virtio_describe(&transmit_queue, 1, text + length / 2, length - length / 2, 0);
  virtio_offer(slot, 1, &transmit_queue, 0);
  virtio_wait(&transmit_queue);
}

static void say_text(const char *text) {
  int length = 0;
  while (text[length]) length++;
  say((const uint8_t *)text, length);
}

static void say_number(const char *what, uint64_t value) {
  say_text(what);
  char digits[20];
  int n = 0;
  for (; value || !n; value /= 10) digits[19 - n++] = '0' + value % 10;
  say((const uint8_t *)digits + 20 - n, n);
  say_text("\n");
}

int main(void) {
  slot = slot_address(0);
  uint32_t features = virtio_reset(slot, 1 << 2);
  virtio_queue(slot, 0, &receive_queue);
  virtio_queue(slot, 1, &transmit_queue);
  virtio_go(slot);
  say_number("version ", reg(slot, 4));
  say_number("device ", reg(slot, 8));
  say_number("features ", features);
  say_number("columns and rows ", read32(slot + 0x100));
  say_number("ports ", read32(slot + 0x104));
  for (const char *s = "emergency\n"; *s; s++) write32(slot + 0x108, *s);
  for (int i = 0; i < QUEUE; i++) {
    virtio_describe(&receive_queue, i, typed[i], 16, WRITABLE);
    virtio_offer(slot, 0, &receive_queue, i);
  }
  say_text("type\n");
  for (uint64_t count = 0;;) {
    while (!virtio_done(&receive_queue)) {
    }
    int head = receive_queue.used[receive_queue.seen % QUEUE].id;
    int length = virtio_wait(&receive_queue);
    say(typed[head], length);
    count += length;
    if (typed[head][length - 1] == '.') {
      say_number("\nbytes: ", count);
      finish(0);
    }
    virtio_offer(slot, 0, &receive_queue, head);
  }
}
