package softmetal.assembler.listing;

import java.util.List;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.isa.Disassembler;

/// A listing for terminals and printers: address, bytes, line number, source.
public final class TextListing {
  private static final int NOTE_COLUMN = 88;
  private final StringBuilder out = new StringBuilder();
  private final Listing listing;

  private TextListing(Listing listing) {
    this.listing = listing;
  }

  /// @param disassembler for the bytes of instructions
  public static String of(Listing listing, Disassembler disassembler) {
    TextListing text = new TextListing(listing);
    text.print(disassembler);
    return text.out.toString();
  }

  private void print(Disassembler disassembler) {
    out.append(title(listing.file())).append("\n\nsections:\n");
    for (PlacedSection placed : listing.sections()) {
      if (placed.section().has(Section.ALLOC)) {
        out.append(
            "  %-20s %016x  %8d bytes\n"
                .formatted(placed.section().name(), placed.address(), placed.section().size()));
      }
    }
    Blocks blocks = new Blocks(listing, disassembler);
    for (PlacedSection placed : listing.sections()) {
      Section section = placed.section();
      if (section.has(Section.ALLOC) && section.size() > 0) {
        out.append("\n\n== ").append(section.name()).append(" ==\n");
        blocks
            .of(placed, listing.statements().getOrDefault(section, List.of()))
            .forEach(this::print);
      }
    }
    symbols();
  }

  static String title(ElfFile file) {
    return switch (file) {
      case ObjectFile object -> "%s: object, not yet linked".formatted(object.name());
      case Executable program ->
          "%s: program, starts at %#x".formatted(program.name(), program.entry());
    };
  }

  private void print(Block block) {
    switch (block) {
      case Block.File(String name) -> out.append("\n").append(name).append(":\n");
      case Block.Line(int number, String text) -> row("", "", Integer.toString(number), text, "");
      case Block.Code code -> print(code);
    }
  }

  private void print(Block.Code code) {
    String number = code.number() == 0 ? "" : Integer.toString(code.number());
    boolean expanded = !code.expansion().isEmpty();
    List<Block.Bytes> bytes = expanded ? List.of() : code.bytes();
    String address = hex(code.address());
    row(
        address,
        bytes.isEmpty() ? "" : bytes.getFirst().hex(),
        number,
        code.text(),
        joined(code.note(), bytes.isEmpty() ? "" : shown(bytes.getFirst(), code.text())));
    if (!bytes.isEmpty()) {
      relocations(bytes.getFirst());
    }
    rest(bytes);
    for (Block.Expanded part : code.expansion()) {
      String text = "  ".repeat(part.depth()) + "+ " + part.text();
      Block.Bytes first = part.bytes().isEmpty() ? null : part.bytes().getFirst();
      row(
          first == null ? "" : hex(first.address()),
          first == null ? "" : first.hex(),
          "",
          text,
          first == null ? "" : shown(first, part.text()));
      if (first != null) {
        relocations(first);
      }
      rest(part.bytes());
    }
  }

  private void rest(List<Block.Bytes> bytes) {
    for (int i = 1; i < bytes.size(); i++) {
      Block.Bytes more = bytes.get(i);
      row(hex(more.address()), more.hex(), "", "", more.shown());
      relocations(more);
    }
  }

  private void relocations(Block.Bytes bytes) {
    for (String relocation : bytes.relocations()) {
      row("", "", "", "", "[" + relocation + "]");
    }
  }

  /// The instruction, if it is another than the text says.
  private static String shown(Block.Bytes bytes, String text) {
    String mnemonic = bytes.shown().split(" ", 2)[0];
    return mnemonic.isEmpty() || text.matches(".*(^|[\\s:])\\Q" + mnemonic + "\\E(\\s.*|$)")
        ? ""
        : bytes.shown();
  }

  private static String joined(String note, String shown) {
    return note.isEmpty() || shown.isEmpty() ? note + shown : shown + "; " + note;
  }

  private static String hex(long address) {
    return Long.toHexString(address);
  }

  private void row(String address, String bytes, String number, String text, String note) {
    StringBuilder row = new StringBuilder();
    row.append("%10s  %-16s  %5s  ".formatted(address, bytes, number))
        .append(text.replace("\t", "    "));
    if (!note.isEmpty()) {
      row.append(" ".repeat(Math.max(1, NOTE_COLUMN - row.length()))).append("; ").append(note);
    }
    out.append(row.toString().stripTrailing()).append('\n');
  }

  private void symbols() {
    List<CrossReference.Entry> entries = CrossReference.of(listing);
    if (entries.isEmpty()) {
      return;
    }
    out.append("\n\nsymbols:\n");
    for (CrossReference.Entry entry : entries) {
      out.append(
          "  %-28s %016x  %-12s".formatted(entry.symbol(), entry.address(), entry.section()));
      places("  defined ", entry.definitions());
      places("  used ", entry.uses());
      out.append('\n');
    }
  }

  private void places(String before, List<CrossReference.Spot> spots) {
    String separator = before;
    for (var file : CrossReference.byFile(spots).entrySet()) {
      out.append(separator).append(file.getKey()).append(':');
      List<String> lines = file.getValue().stream().map(s -> Integer.toString(s.line())).toList();
      out.append(String.join(",", lines));
      separator = "; ";
    }
  }
}
