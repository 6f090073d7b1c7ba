package softmetal.assembler.listing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.listing.Listing.Statement;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.isa.Disassembler;

/// Puts the bytes of a section beside the lines that made them.
final class Blocks {
  private static final int DATA_BYTES = 8;

  /// Of longer data, only the start is shown.
  private static final int MOST_ROWS = 8;

  /// In code, a run of so many zero bytes is no code, and is told in one row.
  private static final int MOST_ZEROS = 64;

  private final Disassembler disassembler;
  private final Map<String, String[]> linesOfFile = new HashMap<>();

  /// Lines that have bytes somewhere, so that they are not shown again without.
  private final Set<String> linesWithBytes = new HashSet<>();

  Blocks(Listing listing, Disassembler disassembler) {
    this.disassembler = disassembler;
    for (List<Statement> statements : listing.statements().values()) {
      for (int i = 0; i < statements.size(); i++) {
        boolean last = i + 1 == statements.size();
        if (last || statements.get(i + 1).address() != statements.get(i).address()) {
          SourceSpan root = root(statements.get(i).place().span());
          linesWithBytes.add(root.source().name() + ":" + root.line());
        }
      }
    }
  }

  /// The statement in a file that an expansion goes back to.
  static SourceSpan root(SourceSpan span) {
    SourceSpan at = span;
    SourceText.Expansion expansion = at.source().expansion();
    while (expansion != null) {
      at = expansion.call();
      expansion = at.source().expansion();
    }
    return at;
  }

  private static int depth(SourceSpan span) {
    int depth = 0;
    SourceText.Expansion expansion = span.source().expansion();
    while (expansion != null) {
      depth++;
      expansion = expansion.call().source().expansion();
    }
    return depth;
  }

  List<Block> of(PlacedSection placed, List<Statement> statements) {
    List<Block> blocks = new ArrayList<>();
    Section section = placed.section();
    long end = placed.address() + section.size();
    if (statements.isEmpty()) {
      blocks.add(unknown(placed, placed.address(), end));
      return blocks;
    }
    if (statements.getFirst().address() != placed.address()) {
      blocks.add(unknown(placed, placed.address(), statements.getFirst().address()));
    }
    String file = "";
    int lastLine = 0;
    int i = 0;
    while (i < statements.size()) {
      SourceSpan root = root(statements.get(i).place().span());
      int behind = i + 1;
      while (behind < statements.size() && isSameLine(root, statements.get(behind))) {
        behind++;
      }
      if (!file.equals(root.source().name())) {
        file = root.source().name();
        blocks.add(new Block.File(file));
        lastLine = firstOfComment(root) - 1;
      }
      between(root, lastLine, blocks);
      long until = behind < statements.size() ? statements.get(behind).address() : end;
      line(placed, root, statements.subList(i, behind), until, blocks);
      lastLine = root.line();
      i = behind;
    }
    return withoutEmptyFiles(blocks);
  }

  /// Without what was included and has no bytes here.
  private static List<Block> withoutEmptyFiles(List<Block> blocks) {
    List<Block> kept = new ArrayList<>();
    List<Block> run = new ArrayList<>();
    boolean bytes = false;
    for (Block block : blocks) {
      if (block instanceof Block.File && !run.isEmpty()) {
        kept.addAll(bytes ? run : List.of());
        run.clear();
        bytes = false;
      }
      run.add(block);
      bytes |= block instanceof Block.Code;
    }
    kept.addAll(bytes ? run : List.of());
    return kept;
  }

  private static boolean isSameLine(SourceSpan root, Statement statement) {
    SourceSpan other = root(statement.place().span());
    return other.source().name().equals(root.source().name()) && other.line() == root.line();
  }

  /// The first line of the comment that stands right above a line.
  private int firstOfComment(SourceSpan root) {
    String[] lines = lines(root.source());
    int line = root.line();
    while (line > 1 && line - 2 < lines.length && lines[line - 2].strip().startsWith("#")) {
      line--;
    }
    return line;
  }

  /// The lines of the file that lead from one with bytes to the next.
  private void between(SourceSpan root, int lastLine, List<Block> blocks) {
    String[] lines = lines(root.source());
    int end = Math.min(root.line() - 1, lines.length);
    int start = lastLine + 1;
    for (int number = start; number <= end; number++) {
      if (linesWithBytes.contains(root.source().name() + ":" + number)) {
        start = Math.max(number + 1, firstOfComment(root));
      }
    }
    for (int number = start; number <= end; number++) {
      blocks.add(new Block.Line(number, lines[number - 1]));
    }
  }

  private String[] lines(SourceText source) {
    return linesOfFile.computeIfAbsent(source.name(), _ -> source.text().split("\r?\n", -1));
  }

  private void line(
      PlacedSection placed,
      SourceSpan root,
      List<Statement> statements,
      long until,
      List<Block> blocks) {
    String text = root.source().lineText(root.start());
    long start = statements.getFirst().address();
    String note = note(statements, until);
    if (start == until && note.isEmpty()) {
      blocks.add(new Block.Line(root.line(), text));
      return;
    }
    List<Block.Expanded> expansion = new ArrayList<>();
    boolean expanded =
        statements.stream().anyMatch(s -> s.place().span().source().expansion() != null);
    for (int i = 0; expanded && i < statements.size(); i++) {
      SourceSpan span = statements.get(i).place().span();
      long next = i + 1 < statements.size() ? statements.get(i + 1).address() : until;
      if (span.source().expansion() != null) {
        expansion.add(
            new Block.Expanded(
                depth(span),
                span.text().strip(),
                bytes(placed, statements.get(i).address(), next)));
      }
    }
    List<Block.Bytes> bytes = bytes(placed, start, until);
    blocks.add(new Block.Code(root.line(), text, start, bytes, expansion, note));
  }

  private static String note(List<Statement> statements, long until) {
    long assembled = statements.stream().mapToLong(Statement::assembled).sum();
    long now = until - statements.getFirst().address();
    if (assembled == now || now > assembled) {
      return "";
    }
    return now == 0
        ? "deleted by the linker (%d bytes before)".formatted(assembled)
        : "relaxed by the linker: %d bytes before, %d now".formatted(assembled, now);
  }

  private Block unknown(PlacedSection placed, long from, long to) {
    return new Block.Code(0, "", from, bytes(placed, from, to), List.of(), "");
  }

  private List<Block.Bytes> bytes(PlacedSection placed, long from, long to) {
    Section section = placed.section();
    List<Block.Bytes> rows = new ArrayList<>();
    if (section.type() == Section.NOBITS) {
      if (to > from) {
        rows.add(new Block.Bytes(from, "", "%d zero bytes".formatted(to - from), null, List.of()));
      }
      return rows;
    }
    ByteBuffer contents = ByteBuffer.wrap(section.contents());
    boolean code = section.has(Section.EXECINSTR);
    int at = (int) (from - placed.address());
    int end = (int) (to - placed.address());
    while (at < end) {
      long address = placed.address() + at;
      if (rows.size() == MOST_ROWS && !code && end - at > DATA_BYTES) {
        rows.add(
            new Block.Bytes(address, "…", "%d more bytes".formatted(end - at), null, List.of()));
        break;
      }
      int zeros = code ? zeros(contents, at, end) : 0;
      if (zeros >= MOST_ZEROS) {
        rows.add(
            new Block.Bytes(
                address,
                "…",
                "%d zero bytes".formatted(zeros),
                null,
                relocations(section, at, at + zeros)));
        at += zeros;
        continue;
      }
      int length;
      if (code) {
        Disassembler.Shown shown = disassembler.show(contents.slice(at, end - at), address);
        length = shown.length();
        boolean data = shown.decoded() == null;
        rows.add(
            new Block.Bytes(
                address,
                data ? hex(contents, at, length, 1) : hex(contents, at, length, -1),
                shown.toString(),
                shown.decoded(),
                relocations(section, at, at + length)));
      } else {
        length = Math.min(DATA_BYTES, end - at);
        rows.add(
            new Block.Bytes(
                address,
                hex(contents, at, length, 1),
                "",
                null,
                relocations(section, at, at + length)));
      }
      at += length;
    }
    return rows;
  }

  /// How many zero bytes come, as a whole number of instructions.
  private static int zeros(ByteBuffer contents, int from, int to) {
    int at = from;
    while (at < to && contents.get(at) == 0) {
      at++;
    }
    return (at - from) & -4;
  }

  private static List<String> relocations(Section section, int from, int to) {
    List<String> found = new ArrayList<>();
    List<Relocation> all = section.relocations();
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).offset() < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low; i < all.size() && all.get(i).offset() < to; i++) {
      found.add(describe(all.get(i)));
    }
    return found;
  }

  private static String describe(Relocation relocation) {
    long addend = relocation.addend();
    String sum =
        addend == 0 ? "" : addend > 0 ? "+%#x".formatted(addend) : "-%#x".formatted(-addend);
    return "%s %s%s".formatted(relocation.type(), relocation.symbol(), sum).strip();
  }

  /// @param step 1 for the order in memory, -1 for the number that they make
  private static String hex(ByteBuffer contents, int at, int length, int step) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int value = contents.get(step > 0 ? at + i : at + length - 1 - i) & 0xff;
      text.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
    }
    return text.toString();
  }
}
