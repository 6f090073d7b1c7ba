// Two of these on one network: the card with the address that ends in 56 pings, the other answers, by ARP and ICMP. Frames are of
// all sizes, and the answer must be the same bytes; in the second half they are spread over small buffers.
#include "virtio.h"

enum { FRAME = 1600 };
static struct queue receive_queue, transmit_queue;
static uint8_t buffers[QUEUE][2048];
static uint8_t out[12 + FRAME];
static uint8_t my_mac[6], other_mac[6];
static const uint8_t addresses[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
static uint64_t slot;
static uint32_t header_bytes, buffer_bytes;
static int role;
static uint8_t frame[FRAME];

static void copy(void *to, const void *from, uint64_t length) {
  for (uint64_t i = 0; i < length; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
}

static int same(const void *a, const void *b, uint64_t length) {
  for (uint64_t i = 0; i < length; i++)
    if (((const uint8_t *)a)[i] != ((const uint8_t *)b)[i]) return 0;
  return 1;
}

static void start(int merge) {
  uint32_t features = virtio_reset(slot, 1 << 5 | (merge ? 1 << 15 : 0));
  header_bytes = (features >> 15 & 1) || reg(slot, 4) == 2 ? 12 : 10;
  buffer_bytes = merge ? 256 : 2048;
  virtio_queue(slot, 0, &receive_queue);
  virtio_queue(slot, 1, &transmit_queue);
  virtio_go(slot);
  for (int i = 0; i < QUEUE; i++) {
    virtio_describe(&receive_queue, i, buffers[i], buffer_bytes, WRITABLE);
    virtio_offer(slot, 0, &receive_queue, i);
  }
}

static void send(const uint8_t *bytes, int length) {
  for (int i = 0; i < 12; i++) out[i] = 0;
  copy(out + header_bytes, bytes, length);
  virtio_describe(&transmit_queue, 0, out, header_bytes + length, 0);
  virtio_offer(slot, 1, &transmit_queue, 0);
  if (virtio_wait(&transmit_queue) < 0) print("cannot send\n");
}

// The next frame, or -1 when none comes within so many milliseconds.
static int receive(uint8_t *bytes, int milliseconds) {
  uint64_t until = read64(CLINT + 0xbff8) + milliseconds * 10000UL;
  while (!virtio_done(&receive_queue)) {
    if (read64(CLINT + 0xbff8) > until) return -1;
  }
  int length = 0, chains = 1;
  for (int i = 0; i < chains; i++) {
    while (!virtio_done(&receive_queue)) {
    }
    int head = receive_queue.used[receive_queue.seen % QUEUE].id;
    int part = virtio_wait(&receive_queue);
    int skip = i == 0 ? header_bytes : 0;
    if (i == 0 && header_bytes == 12) chains = buffers[head][10] | buffers[head][11] << 8;
    copy(bytes + length, buffers[head] + skip, part - skip);
    length += part - skip;
    virtio_offer(slot, 0, &receive_queue, head);
  }
  return length;
}

static uint32_t checksum(const uint8_t *bytes, int length) {
  uint32_t sum = 0;
  for (int i = 0; i < length; i++) sum += i & 1 ? bytes[i] : bytes[i] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static void put16(uint8_t *at, uint32_t value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void ethernet(const uint8_t *to, uint32_t type) {
  copy(frame, to, 6);
  copy(frame + 6, my_mac, 6);
  put16(frame + 12, type);
}

static void arp(int operation, const uint8_t *to) {
  static const uint8_t all[6] = {255, 255, 255, 255, 255, 255};
  static const uint8_t head[6] = {0, 1, 8, 0, 6, 4};
  for (int i = 0; i < 60; i++) frame[i] = 0;
  ethernet(operation == 1 ? all : to, 0x806);
  copy(frame + 14, head, 6);
  put16(frame + 20, operation);
  copy(frame + 22, my_mac, 6);
  copy(frame + 28, addresses[role], 4);
  if (operation == 2) copy(frame + 32, to, 6);
  copy(frame + 38, addresses[1 - role], 4);
  send(frame, 60);
}

static int echo(int type, int sequence, int length) {
  static const uint8_t head[10] = {0x45, 0, 0, 0, 0, 0, 0, 0, 64, 1};
  ethernet(other_mac, 0x800);
  copy(frame + 14, head, 10);
  put16(frame + 16, 28 + length);
  put16(frame + 24, 0);
  copy(frame + 26, addresses[role], 4);
  copy(frame + 30, addresses[1 - role], 4);
  put16(frame + 24, checksum(frame + 14, 20));
  frame[34] = type;
  frame[35] = 0;
  put16(frame + 36, 0);
  put16(frame + 38, 1);
  put16(frame + 40, sequence);
  for (int i = 0; type == 8 && i < length; i++) frame[42 + i] = sequence * 17 + i * 5;
  put16(frame + 36, checksum(frame + 34, 8 + length));
  send(frame, 42 + length);
  return 42 + length;
}

static void ping(void) {
  static uint8_t answer[FRAME];
  print("arp: %s\n", ({
          int length;
          do {
            arp(1, 0);
            length = receive(answer, 200);
          } while (length < 42 || answer[12] != 8 || answer[13] != 6 || answer[21] != 2);
          copy(other_mac, answer + 22, 6);
          same(answer, my_mac, 6) && same(answer + 28, addresses[1], 4) ? "answered" : "wrong";
        }));
  for (int i = 0; i < 6; i++) print(i ? ":%x" : "%x", (uint64_t)other_mac[i]);
  print("\n");
  for (int sequence = 1; sequence <= 12; sequence++) {
    int size = sequence * 120 % 1472, length;
    do {
      size = echo(8, sequence, sequence * 120 % 1472);
      length = receive(answer, 200);
    } while (length < 0 || answer[13] != 0 || answer[41] != sequence);
    print("ping %d: %d bytes, type %d, ip %d, icmp %d, payload %s\n", (uint64_t)sequence, (uint64_t)length,
          (uint64_t)answer[34], (uint64_t)checksum(answer + 14, 20), (uint64_t)checksum(answer + 34, length - 34),
          same(answer + 42, frame + 42, size - 42) ? "same" : "different");
  }
}

static void answer(void) {
  static uint8_t question[FRAME];
  for (;;) {
    int length = receive(question, 60000);
    if (length < 0) {
      print("nobody asks\n");
      return;
    }
    copy(other_mac, question + 6, 6);
    if (question[12] == 8 && question[13] == 6 && question[21] == 1) {
      arp(2, other_mac);
    } else if (question[12] == 8 && question[13] == 0 && question[34] == 8) {
      copy(frame + 42, question + 42, length - 42);
      echo(0, question[41], length - 42);
    } else if (question[12] == 0x88 && question[13] == 0xb5) {
      return;
    }
  }
}

int main(void) {
  slot = slot_address(0);
  for (int i = 0; i < 6; i++) my_mac[i] = read8(slot + 0x100 + i);
  role = my_mac[5] != 0x56;
  print("version %d device %d link %d role %d\n", (uint64_t)reg(slot, 4), (uint64_t)reg(slot, 8),
        (uint64_t)read8(slot + 0x106), (uint64_t)role);
  for (int merge = 0; merge < 2; merge++) {
    start(merge);
    print("header of %d bytes, buffers of %d\n", (uint64_t)header_bytes, (uint64_t)buffer_bytes);
    if (role) {
      answer();
    } else {
      ping();
      // That was all, for the other one.
      ethernet(other_mac, 0x88b5);
      send(frame, 60);
    }
  }
  print("done\n");
  finish(0);
}
