/* Reads the headers of a program. */
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
struct file_header { u32 magic; unsigned char rest[12]; u16 type, machine; u32 version; u64 entry, programs, sections; u32 flags; u16 size, program_size, program_count; };
struct program { u32 type, flags; u64 offset, address, physical, stored, memory, alignment; };
extern int read_at(void *to, u64 offset, u64 count);
extern int map_segment(u64 address, u64 memory, u32 flags);
extern int copy_in(u64 address, u64 offset, u64 count);

long load(void) {
  struct file_header header;
  struct program program;
  u64 highest = 0;
  if (read_at(&header, 0, sizeof header) != sizeof header || header.magic != 0x464c457fU)
    return -1;
  if (header.machine != 243 || header.program_size != sizeof program)
    return -2;
  for (int i = 0; i < header.program_count; i++) {
    if (read_at(&program, header.programs + i * sizeof program, sizeof program) != sizeof program)
      return -3;
    if (program.type != 1)
      continue;
    if (program.memory < program.stored || program.address + program.memory < program.address)
      return -4;
    if (program.address % 4096 || map_segment(program.address, program.memory, program.flags & 7) < 0)
      return -5;
    if (copy_in(program.address, program.offset, program.stored) < 0)
      return -6;
    if (program.address + program.memory > highest)
      highest = program.address + program.memory;
  }
  return (long)header.entry;
}
