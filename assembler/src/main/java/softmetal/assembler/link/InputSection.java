package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;

/// A section of an object on its way into the image.
///
/// Changes while the link goes on: first it gets an output section, then, again and again until all addresses agree,
/// an offset in it.
final class InputSection {
  private final ObjectFile object;
  private final @Nullable Section section;
  private final String name;
  private final int type;
  private final long flags;
  private long alignment;
  private final long entrySize;
  private final long assembledSize;
  private byte[] contents;
  private List<Relocation> relocations;
  private int[] relaxable = {};
  private int[] alignments = {};
  private Cuts cuts = Cuts.NONE;
  private long size;
  private @Nullable OutputSection output;
  private boolean discarded;
  private boolean alone;
  private long offset = -1;
  private @Nullable LongFunction<Place> merging;

  InputSection(ObjectFile object, Section section) {
    this.object = object;
    this.section = section;
    this.name = section.name();
    this.type = section.type();
    this.flags = section.flags();
    this.alignment = section.alignment();
    this.entrySize = section.entrySize();
    this.contents = section.contents();
    this.relocations = section.relocations();
    this.assembledSize = section.size();
    this.size = assembledSize;
    findWorkForRelaxation();
  }

  /// The common symbols of one object: like a `.bss` named COMMON.
  InputSection(ObjectFile object, long alignment, long size) {
    this.object = object;
    this.section = null;
    this.name = "COMMON";
    this.type = Section.NOBITS;
    this.flags = Section.ALLOC | Section.WRITE;
    this.alignment = alignment;
    this.entrySize = 0;
    this.contents = new byte[0];
    this.relocations = List.of();
    this.assembledSize = size;
    this.size = size;
  }

  ObjectFile object() {
    return object;
  }

  /// The section that it was; empty for common symbols.
  Optional<Section> section() {
    return Optional.ofNullable(section);
  }

  String name() {
    return name;
  }

  int type() {
    return type;
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  long alignment() {
    return alignment;
  }

  long entrySize() {
    return entrySize;
  }

  long size() {
    return size;
  }

  byte[] contents() {
    return contents;
  }

  List<Relocation> relocations() {
    return relocations;
  }

  /// A place in a section.
  record Place(InputSection section, long offset) {}

  /// Where an offset of the section as assembled went: surplus padding was cut out, or equal strings were merged.
  Place moved(long assembledOffset) {
    LongFunction<Place> merged = merging;
    return merged != null
        ? merged.apply(assembledOffset)
        : new Place(this, cuts.moved(assembledOffset));
  }

  /// Whether what follows a place may have gone elsewhere than the place itself.
  boolean isMerged() {
    return merging != null;
  }

  /// Gives it other contents, as merging equal strings does.
  void merge(byte[] newContents, LongFunction<Place> newPlaces) {
    contents = newContents;
    size = newContents.length;
    merging = newPlaces;
  }

  /// Gives it other contents and relocations, when parts of it are left out.
  ///
  /// @param newOffsets where an offset went
  void rebuild(byte[] newContents, List<Relocation> newRelocations, LongUnaryOperator newOffsets) {
    merge(newContents, offset -> new Place(this, newOffsets.applyAsLong(offset)));
    relocations = newRelocations;
    relaxable = new int[0];
    alignments = new int[0];
  }

  /// Lets it lie anywhere, as there is nothing left in it.
  void loosen() {
    alignment = 1;
  }

  /// What is left of a symbol's size.
  long movedSize(long assembledOffset, long symbolSize) {
    return cuts.moved(assembledOffset + symbolSize) - cuts.moved(assembledOffset);
  }

  // --- relaxation

  private void findWorkForRelaxation() {
    int[] near = new int[relocations.size()];
    int[] aligned = new int[relocations.size()];
    int nearCount = 0;
    int alignedCount = 0;
    for (int i = 0; i < relocations.size(); i++) {
      Relocation relocation = relocations.get(i);
      if (relocation.type() == RelocationType.R_RISCV_ALIGN) {
        aligned[alignedCount++] = i;
      } else if (Relaxation.canRelax(relocation.type())
          && i + 1 < relocations.size()
          && relocations.get(i + 1).type() == RelocationType.R_RISCV_RELAX
          && relocations.get(i + 1).offset() == relocation.offset()) {
        near[nearCount++] = i;
      }
    }
    if (nearCount + alignedCount > 0) {
      relaxable = Arrays.copyOf(near, nearCount);
      alignments = Arrays.copyOf(aligned, alignedCount);
      relocations = new ArrayList<>(relocations);
      contents = contents.clone();
    }
  }

  /// The relocations that may still be relaxed, as indexes into [#relocations()].
  int[] relaxable() {
    return relaxable;
  }

  void relaxable(int[] left) {
    relaxable = left;
  }

  /// The places of R_RISCV_ALIGN, as indexes into [#relocations()].
  int[] alignments() {
    return alignments;
  }

  long assembledSize() {
    return assembledSize;
  }

  Cuts cuts() {
    return cuts;
  }

  /// The nops are cut: from now on nothing in it may move any more.
  void keepAlignment() {
    alignments = new int[0];
    relaxable = new int[0];
  }

  /// Takes bytes out. Contents and relocations keep their old offsets until [#finishRelaxation()].
  void cut(List<Cuts.Cut> more) {
    if (!more.isEmpty()) {
      cuts = cuts.with(more);
      size = assembledSize - cuts.removed();
    }
  }

  /// From now on contents and relocations are those that remain.
  void finishRelaxation() {
    if (cuts.removed() == 0) {
      return;
    }
    contents = cuts.applied(contents);
    relocations.replaceAll(
        r -> new Relocation(cuts.moved(r.offset()), r.type(), r.symbol(), r.addend(), r.source()));
    relaxable = new int[0];
    alignments = new int[0];
  }

  /// Gives it other contents of another size.
  void replace(byte[] newContents) {
    contents = newContents;
    relocations = List.of();
    relaxable = new int[0];
    alignments = new int[0];
    size = newContents.length;
  }

  /// Keeps it apart from other sections, whatever the script says.
  void standAlone() {
    alone = true;
  }

  boolean standsAlone() {
    return alone;
  }

  boolean isTaken() {
    return output != null || discarded;
  }

  boolean isDiscarded() {
    return discarded;
  }

  void discard() {
    discarded = true;
  }

  Optional<OutputSection> output() {
    return Optional.ofNullable(output);
  }

  void takeInto(OutputSection taker) {
    output = taker;
  }

  /// Where it lies in its output section; -1 before the first layout.
  long offset() {
    return offset;
  }

  void place(long offsetInOutput) {
    offset = offsetInOutput;
  }

  /// Its address in the image; only for sections that were placed.
  long address() {
    OutputSection home = output;
    if (home == null) {
      throw new IllegalStateException("section " + this + " has no place");
    }
    return home.address() + offset;
  }

  /// `boot.o(.text+0x10)`, for messages.
  String at(long offsetInSection) {
    return "%s(%s+%#x)".formatted(object.name(), name, offsetInSection);
  }

  SourceText source() {
    return SourceText.binary(object.name());
  }

  @Override
  public String toString() {
    return object.name() + "(" + name + ")";
  }
}
