/* A queue of a block device, with barriers. */
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
struct descriptor { u64 address; u32 length; u16 flags, next; };
struct available { u16 flags, index, ring[8]; };
struct used { u16 flags, index; struct { u32 id, length; } ring[8]; };
struct request { u32 type, reserved; u64 sector; };
static struct {
  struct descriptor descriptors[8];
  struct available available;
  _Alignas(4096) struct used used;
  char free[8];
  u16 seen;
  struct request requests[8];
  unsigned char status[8];
} disk;
extern void sleep_on(const void *), wake(const void *);

static int take(void) {
  for (int i = 0; i < 8; i++)
    if (disk.free[i]) {
      disk.free[i] = 0;
      return i;
    }
  return -1;
}

int transfer(void *data, u64 sector, int write) {
  int at[3];
  for (int i = 0; i < 3; i++)
    if ((at[i] = take()) < 0) {
      while (i-- > 0)
        disk.free[at[i]] = 1;
      return -1;
    }
  struct request *r = &disk.requests[at[0]];
  *r = (struct request){(u32)write, 0, sector};
  disk.descriptors[at[0]] = (struct descriptor){(u64)r, sizeof *r, 1, (u16)at[1]};
  disk.descriptors[at[1]] = (struct descriptor){(u64)data, 1024, (u16)(1 | (write ? 0 : 2)), (u16)at[2]};
  disk.status[at[0]] = 0xff;
  disk.descriptors[at[2]] = (struct descriptor){(u64)&disk.status[at[0]], 1, 2, 0};
  disk.available.ring[disk.available.index % 8] = (u16)at[0];
  __sync_synchronize();
  disk.available.index += 1;
  __sync_synchronize();
  *(volatile u32 *)0x10001050 = 0;
  while (disk.status[at[0]] == 0xff)
    sleep_on(r);
  return disk.status[at[0]];
}

void interrupt(void) {
  while (disk.seen != *(volatile u16 *)&disk.used.index) {
    __sync_synchronize();
    wake(&disk.requests[disk.used.ring[disk.seen % 8].id]);
    disk.seen++;
  }
}
