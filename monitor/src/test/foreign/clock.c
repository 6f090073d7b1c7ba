// The real-time clock: its date, setting it, and the alarm with and without interrupts.
#include "board.h"

#define RTC 0x101000UL
enum { TIME_LOW = 0, TIME_HIGH = 4, ALARM_LOW = 8, ALARM_HIGH = 12, ENABLED = 16, CLEAR = 20, STATUS = 24, ACKNOWLEDGE = 28 };
#define PENDING ((uint64_t)read32(PLIC + 0x1000) >> 11 & 1)
#define MILLISECOND 1000000UL

static uint64_t now(void) {
  uint64_t low = read32(RTC + TIME_LOW);
  return (uint64_t)read32(RTC + TIME_HIGH) << 32 | low;
}

static void alarm(uint64_t nanoseconds) {
  write32(RTC + ALARM_HIGH, nanoseconds >> 32);
  write32(RTC + ALARM_LOW, nanoseconds);
}

static void wait(uint64_t milliseconds) {
  uint64_t until = read64(CLINT + 0xbff8) + milliseconds * 10000;
  while (read64(CLINT + 0xbff8) < until) {
  }
}

// Until no alarm is waited for any more, but not for ever.
static void wait_for_alarm(void) {
  uint64_t until = read64(CLINT + 0xbff8) + 50000000;
  while (read32(RTC + STATUS) && read64(CLINT + 0xbff8) < until) {
  }
}

static void show(const char *what) {
  print("%s: enabled %d status %d pending %d\n", what, (uint64_t)read32(RTC + ENABLED), (uint64_t)read32(RTC + STATUS),
        PENDING);
}

static void claim(void) {
  uint64_t source = read32(PLIC + 0x200004);
  write32(PLIC + 0x200004, source);
  print("claimed %d\n", source);
}

int main(void) {
  write32(PLIC + 4 * 11, 1);
  write32(PLIC + 0x2000, 1 << 11);
  print("minutes since 1970: %d\n", now() / (60000 * MILLISECOND));
  uint64_t first = now();
  wait(20);
  uint64_t passed = now() - first;
  print("20 ms and a little: %d\n", (uint64_t)(passed >= 20 * MILLISECOND && passed < 2000 * MILLISECOND));
  print("high half alone: %x\n", (uint64_t)read32(RTC + TIME_HIGH));
  show("at first");
  print("alarm %x %x\n", (uint64_t)read32(RTC + ALARM_LOW), (uint64_t)read32(RTC + ALARM_HIGH));
  write32(RTC + ENABLED, 0xfffffffe);
  show("even");
  write32(RTC + ENABLED, 0xffffffff);
  show("odd");
  alarm(now() + 3600000 * MILLISECOND);
  show("in an hour");
  write32(RTC + CLEAR, 0);
  show("cleared");
  alarm(now() - MILLISECOND);
  show("in the past");
  claim();
  show("claimed");
  write32(RTC + ACKNOWLEDGE, 0);
  show("acknowledged");
  alarm(now() + 200 * MILLISECOND);
  show("in 200 ms");
  wait_for_alarm();
  show("later");
  claim();
  write32(RTC + ACKNOWLEDGE, 1);
  write32(RTC + ENABLED, 0);
  alarm(now() + 5 * MILLISECOND);
  wait_for_alarm();
  show("not enabled");
  write32(RTC + ENABLED, 1);
  show("enabled afterwards");
  claim();
  write32(RTC + ENABLED, 1);
  print("enabled again: pending %d\n", PENDING);
  claim();
  write32(RTC + ACKNOWLEDGE, 1);
  claim();
  write32(RTC + ALARM_HIGH, 0x7fffffff);
  write32(RTC + ALARM_LOW, 0xffffffff);
  print("far away: %x %x status %d\n", (uint64_t)read32(RTC + ALARM_LOW), (uint64_t)read32(RTC + ALARM_HIGH),
        (uint64_t)read32(RTC + STATUS));
  write32(RTC + ALARM_HIGH, 0);
  show("high half of the past");
  write32(RTC + ALARM_LOW, 0);
  show("and the low one");
  claim();
  write32(RTC + ACKNOWLEDGE, 1);

  // Setting the date, while an alarm waits, and back.
  uint64_t date = 1700000000000 * MILLISECOND;
  alarm(now() + 300 * MILLISECOND);
  write32(RTC + TIME_HIGH, date >> 32);
  write32(RTC + TIME_LOW, date);
  show("date set");
  print("minutes since 1970: %d\n", now() / (60000 * MILLISECOND));
  wait_for_alarm();
  show("the alarm was 300 ms away");
  write32(RTC + CLEAR, 1);
  write32(RTC + ACKNOWLEDGE, 1);
  claim();
  for (int offset = 0; offset < 32; offset += 4) {
    if (offset != TIME_LOW && offset != TIME_HIGH && offset != ALARM_LOW && offset != ALARM_HIGH)
      print("register %x: %x\n", (uint64_t)offset, (uint64_t)read32(RTC + offset));
  }
  finish(0);
}
