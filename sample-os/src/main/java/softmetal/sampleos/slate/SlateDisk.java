package softmetal.sampleos.slate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A slate file system as it is found on a disk: its files, and what is wrong with it.
///
/// Reads everything once and keeps no connection to the disk. Trusts nothing: whatever the disk holds, the result is a
/// list of files and a list of problems.
public final class SlateDisk {
  private final ByteBuffer content;
  private final SequencedMap<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int blocks;
  private int freeBlocks;

  private SlateDisk(ByteBuffer content) {
    this.content = content;
  }

  /// Reads and checks a disk.
  ///
  /// @throws IOException only when the disk cannot be read
  public static SlateDisk read(SeekableByteChannel disk) throws IOException {
    int size = (int) Math.min(disk.size(), (long) Layout.MAX_BLOCKS * Layout.BLOCK);
    ByteBuffer content = ByteBuffer.allocate(size);
    disk.position(0);
    while (content.hasRemaining() && disk.read(content) >= 0) {}
    return read(content.array());
  }

  /// Checks the content of a disk.
  public static SlateDisk read(byte[] content) {
    SlateDisk result = new SlateDisk(ByteBuffer.wrap(content));
    result.check();
    return result;
  }

  /// The readable files by name, in the order of the directory.
  public SequencedMap<String, byte[]> files() {
    return Collections.unmodifiableSequencedMap(files);
  }

  /// What contradicts the layout, one sentence each; empty for a sound disk. A block that is taken
  /// but belongs to no file counts, though a machine that stopped in the middle of a write may
  /// leave one.
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /// All blocks of the file system, taken or free.
  public int blocks() {
    return blocks;
  }

  /// The blocks that the bitmap says are free.
  public int freeBlocks() {
    return freeBlocks;
  }

  private void check() {
    int present = content.capacity() / Layout.BLOCK;
    if (present <= Layout.FIRST_FILE_BLOCK) {
      problems.add("the disk has only " + content.capacity() + " bytes");
      return;
    }
    ByteBuffer superblock = readBlock(0);
    byte[] magic = new byte[Layout.MAGIC.length];
    superblock.get(0, magic);
    if (!Arrays.equals(magic, Layout.MAGIC)) {
      problems.add("block 0 is no superblock");
      return;
    }
    long claimed = Integer.toUnsignedLong(superblock.getInt(Layout.SUPERBLOCK_BLOCKS));
    if (claimed <= Layout.FIRST_FILE_BLOCK || claimed > Math.min(present, Layout.MAX_BLOCKS)) {
      problems.add("the superblock claims %d blocks of %d".formatted(claimed, present));
      return;
    }
    blocks = (int) claimed;

    BitSet used = new BitSet(blocks);
    used.set(0, Layout.FIRST_FILE_BLOCK);
    ByteBuffer directory = readBlock(Layout.DIRECTORY_BLOCK);
    for (int entry = 0; entry < Layout.BLOCK; entry += Layout.ENTRY) {
      if (directory.get(entry) != 0) {
        checkFile(directory.slice(entry, Layout.ENTRY).order(ByteOrder.LITTLE_ENDIAN), used);
      }
    }
    checkBitmap(readBlock(Layout.BITMAP_BLOCK), used);
  }

  private void checkFile(ByteBuffer entry, BitSet used) {
    byte[] nameBytes = new byte[Layout.MAX_NAME];
    entry.get(0, nameBytes);
    String padded = new String(nameBytes, StandardCharsets.ISO_8859_1);
    int end = padded.indexOf(0);
    String name = end < 0 ? padded : padded.substring(0, end);
    if (!Layout.isValidName(name) || entry.get(Layout.MAX_NAME) != 0) {
      problems.add("a file has the bad name '" + name + "'");
      return;
    }

    List<Integer> fileBlocks = new ArrayList<>();
    for (int extent = 0; extent < Layout.EXTENTS; extent++) {
      int offset = Layout.ENTRY_EXTENTS + extent * Layout.EXTENT;
      long first = Integer.toUnsignedLong(entry.getInt(offset));
      long count = Integer.toUnsignedLong(entry.getInt(offset + 4));
      if (count == 0) {
        break;
      }
      if (first < Layout.FIRST_FILE_BLOCK || first + count > blocks) {
        problems.add(
            "%s: blocks %d to %d are outside the files' part of the disk"
                .formatted(name, first, first + count - 1));
        return;
      }
      for (int block = (int) first; block < first + count; block++) {
        if (used.get(block)) {
          problems.add("%s: block %d is used twice".formatted(name, block));
        }
        used.set(block);
        fileBlocks.add(block);
      }
    }

    long length = Integer.toUnsignedLong(entry.getInt(Layout.ENTRY_LENGTH));
    if (Math.ceilDiv(length, Layout.BLOCK) != fileBlocks.size()) {
      problems.add("%s: %d bytes in %d blocks".formatted(name, length, fileBlocks.size()));
      return;
    }
    ByteBuffer contents = ByteBuffer.allocate((int) length);
    for (int block : fileBlocks) {
      ByteBuffer data = readBlock(block);
      contents.put(data.limit(Math.min(Layout.BLOCK, contents.remaining())));
    }
    if (files.putIfAbsent(name, contents.array()) != null) {
      problems.add("two files have the name " + name);
    }
  }

  private void checkBitmap(ByteBuffer bitmap, BitSet used) {
    BitSet taken = BitSet.valueOf(bitmap);
    for (int block = 0; block < blocks; block++) {
      if (used.get(block) && !taken.get(block)) {
        problems.add("block %d is used but marked as free".formatted(block));
      }
      if (!used.get(block) && taken.get(block)) {
        problems.add("block %d is taken but belongs to no file".formatted(block));
      }
    }
    freeBlocks = blocks - taken.get(0, blocks).cardinality();
  }

  private ByteBuffer readBlock(int block) {
    return content.slice(block * Layout.BLOCK, Layout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  }
}
