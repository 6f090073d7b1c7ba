package softmetal.assembler.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;

/// The nops that R_RISCV_ALIGN asks for, cut to what is needed.
///
/// The assembler leaves room for the worst case and lets the linker cut. As a section starts at least as aligned as
/// anything in it, how much is needed depends on nothing but the section itself.
///
/// @param contents the section without the surplus
/// @param relocations without the R_RISCV_ALIGN, at their new offsets
/// @param cuts by rising offset in the section as assembled
record Padding(byte[] contents, List<Relocation> relocations, List<Cut> cuts) {
  private static final int NOP = 0x0000_0013;
  private static final int COMPRESSED_NOP = 0x0001;

  static final Padding NONE = new Padding(new byte[0], List.of(), List.of());

  /// `length` bytes that are gone, from `start` on.
  record Cut(long start, long length) {}

  static Padding of(ObjectFile object, Section section, Diagnostics diagnostics) {
    if (section.relocations().stream().noneMatch(r -> r.type() == RelocationType.R_RISCV_ALIGN)) {
      return new Padding(section.contents(), section.relocations(), List.of());
    }
    byte[] bytes = section.contents().clone();
    List<Cut> cuts = new ArrayList<>();
    long removed = 0;
    for (Relocation relocation : section.relocations()) {
      long room = relocation.addend();
      long start = relocation.offset();
      if (relocation.type() != RelocationType.R_RISCV_ALIGN || room == 0) {
        continue;
      }
      long boundary = Math.max(2, Long.highestOneBit(Math.max(room, 1)) << 1);
      long needed = -(start - removed) & (boundary - 1);
      if (room < 0 || room > bytes.length - start || needed > room) {
        diagnostics.report(
            Problem.BAD_ALIGNMENT_ROOM.at(
                relocation.source().orElse(SourceText.binary(object.name()).whole()),
                section.name(),
                start,
                needed,
                boundary,
                room));
        continue;
      }
      if (needed != room) {
        nops(bytes, (int) start, (int) needed);
        cuts.add(new Cut(start + needed, room - needed));
        removed += room - needed;
      }
    }
    return new Padding(without(bytes, cuts), moved(section.relocations(), cuts), cuts);
  }

  long removed() {
    return cuts.stream().mapToLong(Cut::length).sum();
  }

  long moved(long offset) {
    return moved(offset, cuts);
  }

  /// Four-byte nops first, a two-byte one last, as GNU ld leaves them.
  private static void nops(byte[] bytes, int start, int count) {
    int at = start;
    for (; at + 4 <= start + count; at += 4) {
      bytes[at] = NOP;
      Arrays.fill(bytes, at + 1, at + 4, (byte) 0);
    }
    if (at + 2 <= start + count) {
      bytes[at] = COMPRESSED_NOP;
      bytes[at + 1] = 0;
    }
  }

  private static byte[] without(byte[] bytes, List<Cut> cuts) {
    ByteArrayOutputStream left = new ByteArrayOutputStream(bytes.length);
    int from = 0;
    for (Cut cut : cuts) {
      left.write(bytes, from, (int) cut.start - from);
      from = (int) (cut.start + cut.length);
    }
    left.write(bytes, from, bytes.length - from);
    return left.toByteArray();
  }

  private static List<Relocation> moved(List<Relocation> relocations, List<Cut> cuts) {
    return relocations.stream()
        .filter(r -> r.type() != RelocationType.R_RISCV_ALIGN)
        .map(r ->
            new Relocation(moved(r.offset(), cuts), r.type(), r.symbol(), r.addend(), r.source()))
        .toList();
  }

  private static long moved(long offset, List<Cut> cuts) {
    long moved = offset;
    for (Cut cut : cuts) {
      if (offset > cut.start) {
        moved -= Math.min(cut.length, offset - cut.start);
      }
    }
    return moved;
  }
}
