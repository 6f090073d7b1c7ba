package softmetal.sampleos.slate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;
import softmetal.monitor.disk.FileSystemFormat;

/// Puts a slate file system on a disk: every file in one extent, one after the other.
public final class SlateFormat implements FileSystemFormat {
  @Override
  public String name() {
    return "slate";
  }

  @Override
  public void format(SeekableByteChannel disk, long size, SequencedMap<String, byte[]> files)
      throws IOException {
    int blocks = (int) Math.min(size / Layout.BLOCK, Layout.MAX_BLOCKS);
    check(blocks, size, files);

    ByteBuffer directory = block();
    int next = Layout.FIRST_FILE_BLOCK;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] contents = file.getValue();
      int length = blocksFor(contents);
      putEntry(directory, file.getKey(), contents.length, next, length);
      write(disk, next, ByteBuffer.wrap(Arrays.copyOf(contents, length * Layout.BLOCK)));
      next += length;
    }

    ByteBuffer bitmap = block();
    for (int taken = 0; taken < next; taken++) {
      bitmap.put(taken / 8, (byte) (bitmap.get(taken / 8) | 1 << taken % 8));
    }
    ByteBuffer superblock = block().put(0, Layout.MAGIC).putInt(Layout.SUPERBLOCK_BLOCKS, blocks);

    write(disk, Layout.DIRECTORY_BLOCK, directory.clear());
    write(disk, Layout.BITMAP_BLOCK, bitmap);
    write(disk, 0, superblock); // last: what was interrupted is no slate disk
  }

  private static void check(int blocks, long size, SequencedMap<String, byte[]> files)
      throws IOException {
    if (blocks <= Layout.FIRST_FILE_BLOCK) {
      throw new IOException(
          "a slate disk has at least %d bytes, this one has %d"
              .formatted((Layout.FIRST_FILE_BLOCK + 1) * Layout.BLOCK, size));
    }
    if (files.size() > Layout.FILES) {
      throw new IOException(
          "a slate disk holds at most %d files, there are %d"
              .formatted(Layout.FILES, files.size()));
    }
    long needed = Layout.FIRST_FILE_BLOCK;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!Layout.isValidName(file.getKey())) {
        throw new IOException(
            "'%s' is no name for a file on a slate disk: 1 to %d visible ASCII characters"
                .formatted(file.getKey(), Layout.MAX_NAME));
      }
      needed += blocksFor(file.getValue());
    }
    if (needed > blocks) {
      throw new IOException(
          "the files need %d KiB of disk, there are %d KiB"
              .formatted(needed * Layout.BLOCK / 1024, (long) blocks * Layout.BLOCK / 1024));
    }
  }

  private static void putEntry(
      ByteBuffer directory, String name, int length, int firstBlock, int blocks) {
    int entry = directory.position();
    directory.put(entry, name.getBytes(StandardCharsets.US_ASCII));
    directory.putInt(entry + Layout.ENTRY_LENGTH, length);
    if (blocks > 0) {
      directory.putInt(entry + Layout.ENTRY_EXTENTS, firstBlock);
      directory.putInt(entry + Layout.ENTRY_EXTENTS + 4, blocks);
    }
    directory.position(entry + Layout.ENTRY);
  }

  private static int blocksFor(byte[] contents) {
    return Math.ceilDiv(contents.length, Layout.BLOCK);
  }

  private static ByteBuffer block() {
    return ByteBuffer.allocate(Layout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(SeekableByteChannel disk, int block, ByteBuffer contents)
      throws IOException {
    disk.position((long) block * Layout.BLOCK);
    while (contents.hasRemaining()) {
      disk.write(contents);
    }
  }
}
