package softmetal.assembler.object;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of bytes with a name and relocations. Compared by identity: two sections may have the same name.
public final class Section {
  /// `sh_type`.
  public static final int PROGBITS = 1;

  public static final int RELA = 4;
  public static final int NOBITS = 8;
  public static final int NOTE = 7;
  public static final int INIT_ARRAY = 14;
  public static final int FINI_ARRAY = 15;
  public static final int PREINIT_ARRAY = 16;
  public static final int GROUP = 17;
  public static final int RISCV_ATTRIBUTES = 0x7000_0003;

  /// `sh_flags`.
  public static final long WRITE = 1;

  public static final long ALLOC = 2;
  public static final long EXECINSTR = 4;
  public static final long MERGE = 0x10;
  public static final long STRINGS = 0x20;

  /// Thread-local storage.
  public static final long TLS = 0x400;

  /// A group has it.
  public static final long IN_GROUP = 0x200;

  public static final long LINK_ORDER = 0x80;

  /// The linker leaves it out.
  public static final long EXCLUDE = 0x8000_0000L;

  private final String name;
  private final int type;
  private final long flags;
  private final long alignment;
  private final long entrySize;
  private final long size;
  private final byte[] contents;
  private final List<Relocation> relocations;
  private List<Section> members = List.of();
  private @Nullable Symbol signature;
  private @Nullable Section linkedTo;

  /// @param alignment a power of two, at least 1
  /// @param size in bytes; for a section with contents their length
  /// @param contents empty for NOBITS
  /// @param relocations by rising offset. Not copied: who builds an object fills this list afterwards, because
  ///     relocations refer to symbols, and symbols to sections. From then on it stays as it is.
  public Section(
      String name,
      int type,
      long flags,
      long alignment,
      long entrySize,
      long size,
      byte[] contents,
      List<Relocation> relocations) {
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment " + alignment + " of section " + name);
    }
    if (type != NOBITS && size != contents.length) {
      throw new IllegalArgumentException(
          "section %s: size %d, %d bytes".formatted(name, size, contents.length));
    }
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.alignment = alignment;
    this.entrySize = entrySize;
    this.size = size;
    this.contents = contents;
    this.relocations = Collections.unmodifiableList(relocations);
  }

  public String name() {
    return name;
  }

  public int type() {
    return type;
  }

  public long flags() {
    return flags;
  }

  public boolean has(long flag) {
    return (flags & flag) != 0;
  }

  public long alignment() {
    return alignment;
  }

  public long entrySize() {
    return entrySize;
  }

  public long size() {
    return size;
  }

  /// Not a copy: do not write to it.
  public byte[] contents() {
    return contents;
  }

  public List<Relocation> relocations() {
    return relocations;
  }

  /// Makes a section group of a section of type [#GROUP]; its contents are one word of flags. Who builds an object
  /// calls this once, because the symbol that names a group may stand in it.
  public void group(Symbol name, List<Section> sections) {
    signature = name;
    members = List.copyOf(sections);
  }

  /// The symbol that names a group; null for other sections, and for groups that were read from a file.
  public @Nullable Symbol signature() {
    return signature;
  }

  public List<Section> members() {
    return members;
  }

  /// Says whose order this section follows, with flag [#LINK_ORDER].
  public void follow(Section other) {
    linkedTo = other;
  }

  public @Nullable Section linkedTo() {
    return linkedTo;
  }

  @Override
  public String toString() {
    return name;
  }
}
