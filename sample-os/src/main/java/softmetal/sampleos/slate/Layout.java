package softmetal.sampleos.slate;

import java.nio.charset.StandardCharsets;

/// Where things are on a slate disk. All numbers on the disk are little endian.
final class Layout {
  static final int BLOCK = 4096;
  static final int MAX_BLOCKS = 8 * BLOCK;

  static final int BITMAP_BLOCK = 1;
  static final int DIRECTORY_BLOCK = 2;
  static final int FIRST_FILE_BLOCK = 3;

  static final byte[] MAGIC = "slatefs1".getBytes(StandardCharsets.US_ASCII);
  static final int SUPERBLOCK_BLOCKS = 8;

  static final int ENTRY = 64;
  static final int FILES = BLOCK / ENTRY;
  static final int MAX_NAME = 27;
  static final int ENTRY_LENGTH = 28;
  static final int ENTRY_EXTENTS = 32;
  static final int EXTENTS = 4;
  static final int EXTENT = 8;

  private Layout() {}

  static boolean isValidName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars().allMatch(character -> character > ' ' && character <= '~');
  }
}
