/* Blocks of an inode, direct and indirect. */
#define DIRECT 12
#define PER_BLOCK 256
struct inode { unsigned device, number, size; short type, links; unsigned blocks[DIRECT + 2]; };
struct buffer { int dirty; unsigned block; unsigned char data[1024]; };
extern struct buffer *buffer_read(unsigned device, unsigned block);
extern void buffer_write(struct buffer *);
extern void buffer_release(struct buffer *);
extern unsigned block_allocate(unsigned device);

static unsigned indirect(unsigned device, unsigned block, unsigned index) {
  struct buffer *b = buffer_read(device, block);
  unsigned *entries = (unsigned *)b->data, found = entries[index];
  if (!found) {
    found = entries[index] = block_allocate(device);
    if (found)
      buffer_write(b);
  }
  buffer_release(b);
  return found;
}

unsigned block_of(struct inode *inode, unsigned n) {
  if (n < DIRECT) {
    if (!inode->blocks[n])
      inode->blocks[n] = block_allocate(inode->device);
    return inode->blocks[n];
  }
  n -= DIRECT;
  if (n < PER_BLOCK)
    return indirect(inode->device, inode->blocks[DIRECT], n);
  n -= PER_BLOCK;
  if (n < PER_BLOCK * PER_BLOCK)
    return indirect(inode->device, indirect(inode->device, inode->blocks[DIRECT + 1], n / PER_BLOCK), n % PER_BLOCK);
  return 0;
}

int read_inode(struct inode *inode, char *to, unsigned offset, unsigned count) {
  unsigned done = 0;
  if (offset > inode->size || offset + count < offset)
    return -1;
  if (offset + count > inode->size)
    count = inode->size - offset;
  while (done < count) {
    struct buffer *b = buffer_read(inode->device, block_of(inode, offset / 1024));
    unsigned part = 1024 - offset % 1024;
    if (part > count - done)
      part = count - done;
    __builtin_memcpy(to + done, b->data + offset % 1024, part);
    buffer_release(b);
    done += part;
    offset += part;
  }
  return (int)done;
}
