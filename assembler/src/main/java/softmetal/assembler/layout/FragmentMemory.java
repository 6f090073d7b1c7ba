package softmetal.assembler.layout;

/// Where GNU as 2.40 begins a new fragment for no other reason than that its memory was full.
///
/// It takes the distance of two rules of a call frame for settled when both are in one fragment; otherwise it leaves the
/// distance to the linker, by a pair of relocations, even if nothing between the two can change. A fragment ends at
/// everything whose size is open, behind each instruction that a linker may take away, and where it happens to hit the
/// end of a chunk of memory. For the same objects the latter has to be counted, too:
///
/// - Each part of a section has chunks of its own, of [#CHUNK] bytes each; the first [#CHUNK_HEADER] are the chunk's.
/// - A fragment is [#HEADER] bytes at a multiple of [#ALIGNMENT], and behind these its bytes.
/// - What is added in one step (an instruction, one number of a `.word`) must fit into the rest of the chunk. If it does
///   not, fragments are begun until there is room: empty ones in the old chunk, as long as their headers fit, and then
///   one in a new chunk. That one is larger if need be: twice the step, and a header.
/// - Text is added byte by byte, and never takes the last byte of a chunk.
/// - What has an open size (a branch, padding, `.space`) keeps room for what it may need, and ends its fragment.
///
/// All of this was found by measuring where the relocations appear; it holds for the tool on a host of 64 bits.
final class FragmentMemory {
  private static final int CHUNK = 4064;
  private static final int CHUNK_HEADER = 16;
  private static final int HEADER = 120;
  private static final int ALIGNMENT = 8;

  /// Beyond this size of a step, a new chunk is larger by only so much.
  private static final int LARGE = 0x10000;

  /// What is added besides the header to a chunk that is made for the header.
  private static final int SLACK = 100 + ALIGNMENT - 1;

  private int fragment;
  private long limit = CHUNK;
  private long next = CHUNK_HEADER + HEADER;

  /// The number of the present fragment.
  int fragment() {
    return fragment;
  }

  /// Adds bytes in one step.
  void add(int bytes) {
    if (bytes > limit - next) {
      reserve(bytes);
    }
    next += bytes;
  }

  /// Makes sure that so many bytes will be in one fragment.
  void reserve(int bytes) {
    if (bytes <= limit - next) {
      return;
    }
    long wanted = (bytes < LARGE ? 2L * bytes : bytes + (long) LARGE) + HEADER;
    while (bytes > limit - next) {
      begin(Math.max(CHUNK, wanted));
    }
  }

  /// Adds bytes one by one.
  void addSingly(int bytes) {
    int left = bytes;
    while (left > 0) {
      if (limit - next <= 1) {
        begin(CHUNK);
      }
      int step = (int) Math.min(left, limit - next - 1);
      next += step;
      left -= step;
    }
  }

  /// Ends the fragment with room for something of an open size.
  void end(int room) {
    add(room);
    begin(CHUNK);
  }

  private void begin(long chunk) {
    fragment++;
    next = Math.min((next + ALIGNMENT - 1) & -ALIGNMENT, limit);
    if (limit - next < HEADER) {
      limit = Math.max(chunk, HEADER + SLACK);
      next = CHUNK_HEADER;
    }
    next += HEADER;
  }
}
