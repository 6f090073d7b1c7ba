package softmetal.assembler.differential;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import softmetal.assembler.object.RelocationType;

/// An ELF file as text, to compare two: header, section headers, contents, relocations, symbols, segments.
///
/// Reads the bytes itself, so that a reader and a writer of the project that are wrong in the same way do not agree
/// with each other. Left out is how names are packed: sizes and contents of string tables, and what lies behind them.
final class ElfText {
  private static final Set<String> PACKED = Set.of(".strtab", ".shstrtab");
  private static final int SYMTAB = 2;
  private static final int STRTAB = 3;
  private static final int RELA = 4;
  private static final int NOBITS = 8;

  private final ByteBuffer file;
  private final List<Header> headers = new ArrayList<>();
  private final List<String> symbols = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  private record Header(
      String name,
      int type,
      long flags,
      long address,
      long offset,
      long size,
      int link,
      int info,
      long align,
      long entry) {}

  private ElfText(byte[] elf) {
    file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// All of an object.
  static String object(byte[] elf) {
    ElfText text = new ElfText(elf);
    text.read();
    text.out.append("flags %x%n".formatted(text.file.getInt(48)));
    text.sections(true);
    text.symbols.forEach(symbol -> text.out.append("symbol ").append(symbol).append('\n'));
    return text.out.toString();
  }

  /// What counts of a program: its entry, the sections that it loads, its segments, and its symbols in any order.
  static String program(byte[] elf) {
    ElfText text = new ElfText(elf);
    text.read();
    text.out.append("entry %x%n".formatted(text.file.getLong(24)));
    text.sections(false);
    text.segments();
    text.symbols.stream()
        .filter(symbol -> !symbol.contains(" type 3 ") && !symbol.contains(" type 4 "))
        .sorted()
        .forEach(symbol -> text.out.append("symbol ").append(symbol).append('\n'));
    return text.out.toString();
  }

  private void read() {
    int table = (int) file.getLong(40);
    int count = file.getShort(60) & 0xffff;
    int names = file.getShort(62) & 0xffff;
    int nameTable = (int) file.getLong(table + 64 * names + 24);
    for (int i = 0; i < count; i++) {
      int at = table + 64 * i;
      headers.add(
          new Header(
              string(nameTable + file.getInt(at)),
              file.getInt(at + 4),
              file.getLong(at + 8),
              file.getLong(at + 16),
              file.getLong(at + 24),
              file.getLong(at + 32),
              file.getInt(at + 40),
              file.getInt(at + 44),
              file.getLong(at + 48),
              file.getLong(at + 56)));
    }
    for (Header header : headers) {
      if (header.type == SYMTAB) {
        readSymbols(header);
      }
    }
  }

  private void readSymbols(Header table) {
    int names = (int) headers.get(table.link).offset;
    for (int at = (int) table.offset; at < table.offset + table.size; at += 24) {
      int info = file.get(at + 4) & 0xff;
      int section = file.getShort(at + 6) & 0xffff;
      symbols.add(
          "%s = %x in %s size %x bind %d type %d other %x"
              .formatted(
                  string(names + file.getInt(at)).replace('\u0002', '^'),
                  file.getLong(at + 8),
                  section < headers.size() ? headers.get(section).name : "%x".formatted(section),
                  file.getLong(at + 16),
                  info >> 4,
                  info & 15,
                  file.get(at + 5)));
    }
  }

  private String string(int at) {
    int end = at;
    while (file.get(end) != 0) {
      end++;
    }
    return new String(file.array(), at, end - at, StandardCharsets.UTF_8);
  }

  private void sections(boolean object) {
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      boolean packed = PACKED.contains(header.name) && header.type == STRTAB;
      if (!object && (header.flags & 2) == 0) {
        continue;
      }
      out.append(
          "section %s type %x flags %x address %x size %s align %d entry %d%s%n"
              .formatted(
                  header.name,
                  header.type,
                  header.flags,
                  header.address,
                  packed ? "?" : Long.toHexString(header.size),
                  header.align,
                  header.entry,
                  object
                      ? " number %d link %d info %d".formatted(i, header.link, header.info)
                      : ""));
      if (header.type == RELA) {
        relocations(header);
      } else if (header.type != NOBITS && header.type != SYMTAB && !packed) {
        bytes(header);
      }
    }
  }

  private void bytes(Header header) {
    int from = (int) header.offset;
    byte[] bytes = Arrays.copyOfRange(file.array(), from, from + (int) header.size);
    for (int i = 0; i < bytes.length; i += 16) {
      String hex = HexFormat.of().formatHex(bytes, i, Math.min(bytes.length, i + 16));
      out.append("  %s+%05x %s%n".formatted(header.name, i, hex));
    }
  }

  private void relocations(Header header) {
    for (int at = (int) header.offset; at < header.offset + header.size; at += 24) {
      long info = file.getLong(at + 8);
      String type = String.valueOf(RelocationType.of((int) info));
      out.append(
          "  %s@%05x %s %s + %x%n"
              .formatted(
                  header.name,
                  file.getLong(at),
                  type,
                  symbols.get((int) (info >>> 32)),
                  file.getLong(at + 16)));
    }
  }

  private void segments() {
    int at = (int) file.getLong(32);
    for (int i = 0; i < file.getShort(56); i++, at += 56) {
      if (file.getInt(at) == 1) {
        out.append(
            "segment flags %x virtual %x physical %x file %x memory %x%n"
                .formatted(
                    file.getInt(at + 4),
                    file.getLong(at + 16),
                    file.getLong(at + 24),
                    file.getLong(at + 32),
                    file.getLong(at + 40)));
      }
    }
  }
}
