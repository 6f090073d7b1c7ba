package softmetal.assembler.listing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.listing.CrossReference.Spot;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Section;
import softmetal.isa.Decoded;
import softmetal.isa.Disassembler;
import softmetal.isa.FieldPicture;

/// A listing as one HTML page that needs nothing else: labels lead to their definitions and back, expansions unfold,
/// and the bytes of an instruction show its fields.
public final class HtmlListing {
  /// Rows that a browser lays out together; those out of sight cost nothing.
  private static final int CHUNK = 200;

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>#.*|//.*|/\\*.*?(?:\\*/|$))|(?<string>\"(?:\\\\.|[^\"\\\\])*+\"?)|(?<name>[A-Za-z_.$][\\w.$]*)");

  private final Listing listing;
  private final Disassembler disassembler;
  private final StringBuilder body;
  private final Map<Integer, String> encodings;

  /// What the anchors of this listing start with, so that several fit in a page.
  private final String prefix;

  /// The place in the page of a line: the first row that shows it.
  private final Map<Spot, String> anchors = new HashMap<>();

  private final Map<String, CrossReference.Entry> symbols = new HashMap<>();
  private final Map<String, Integer> symbolNumbers = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private String file = "";
  private int rows;

  private HtmlListing(
      Listing listing,
      Disassembler disassembler,
      StringBuilder body,
      Map<Integer, String> encodings,
      String prefix) {
    this.listing = listing;
    this.disassembler = disassembler;
    this.body = body;
    this.encodings = encodings;
    this.prefix = prefix;
  }

  /// @param listings one after the other on the page
  /// @param disassembler for the bytes of instructions
  public static String of(List<Listing> listings, Disassembler disassembler) {
    StringBuilder body = new StringBuilder();
    Map<Integer, String> encodings = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < listings.size(); i++) {
      names.add(listings.get(i).file().name());
      String prefix = i == 0 ? "" : "f" + i + "-";
      new HtmlListing(listings.get(i), disassembler, body, encodings, prefix).print();
    }
    return template()
        .replace("{{title}}", escape(String.join(", ", names)))
        .replace("{{encodings}}", "{" + String.join(",\n", encodings.values()) + "}")
        .replace("{{body}}", body);
  }

  private void print() {
    List<CrossReference.Entry> entries = CrossReference.of(listing);
    for (CrossReference.Entry entry : entries) {
      symbols.putIfAbsent(entry.symbol().name(), entry);
      symbolNumbers.putIfAbsent(entry.symbol().name(), symbolNumbers.size());
    }
    Map<PlacedSection, List<Block>> blocks = new LinkedHashMap<>();
    Blocks maker = new Blocks(listing, disassembler);
    for (PlacedSection placed : listing.sections()) {
      if (placed.section().has(Section.ALLOC) && placed.section().size() > 0) {
        blocks.put(
            placed,
            maker.of(placed, listing.statements().getOrDefault(placed.section(), List.of())));
      }
    }
    blocks.values().forEach(this::findAnchors);
    String kind =
        listing.file() instanceof Executable program
            ? "program, starts at %#x".formatted(program.entry())
            : "object, not yet linked";
    body.append(
        "<p class=file><strong>%s</strong> <span class=kind>%s</span></p>\n"
            .formatted(escape(listing.file().name()), kind));
    index(blocks);
    int number = 0;
    for (Map.Entry<PlacedSection, List<Block>> entry : blocks.entrySet()) {
      section(entry.getKey(), entry.getValue(), number++);
    }
    crossReference(entries);
  }

  private static String template() {
    try (InputStream in = HtmlListing.class.getResourceAsStream("page.html")) {
      if (in == null) {
        throw new IllegalStateException("page.html is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findAnchors(List<Block> blocks) {
    String name = "";
    for (Block block : blocks) {
      switch (block) {
        case Block.File(String next) -> name = next;
        case Block.Line(int number, String _) -> anchor(name, number);
        case Block.Code code -> anchor(name, code.number());
      }
    }
  }

  private void anchor(String name, int number) {
    if (number > 0) {
      anchors.putIfAbsent(new Spot(name, number), prefix + "r" + anchors.size());
    }
  }

  private void index(Map<PlacedSection, List<Block>> blocks) {
    body.append("<table class=index><tr><th>section<th>address<th class=n>bytes</tr>\n");
    int number = 0;
    for (PlacedSection placed : blocks.keySet()) {
      body.append(
          "<tr><td><a href=\"#%ssection%d\">%s</a><td><code>%s</code><td class=n>%,d</tr>\n"
              .formatted(
                  prefix,
                  number++,
                  escape(placed.section().name()),
                  Long.toHexString(placed.address()),
                  placed.section().size()));
    }
    body.append("</table>\n");
    if (!symbols.isEmpty()) {
      body.append(
          "<p><a href=\"#%ssymbols\">%,d symbols</a></p>\n".formatted(prefix, symbols.size()));
    }
  }

  private void section(PlacedSection placed, List<Block> blocks, int number) {
    body.append(
        "<h2 id=%ssection%d>%s <small>%s to %s, %,d bytes</small></h2>\n"
            .formatted(
                prefix,
                number,
                escape(placed.section().name()),
                Long.toHexString(placed.address()),
                Long.toHexString(placed.address() + placed.section().size()),
                placed.section().size()));
    body.append("<div class=code>");
    rows = 0;
    body.append("<div class=chunk>\n");
    for (Block block : blocks) {
      if (rows >= CHUNK) {
        body.append("</div><div class=chunk>\n");
        rows = 0;
      }
      switch (block) {
        case Block.File(String name) -> {
          file = name;
          body.append("<h3>").append(escape(name)).append("</h3>\n");
        }
        case Block.Line(int line, String text) -> row(id(line), "", "", line, source(text), "");
        case Block.Code code -> code(code);
      }
    }
    body.append("</div></div>\n");
  }

  private String id(int line) {
    String anchor = anchors.get(new Spot(file, line));
    return anchor != null && used.add(anchor) ? " id=" + anchor : "";
  }

  private void code(Block.Code code) {
    boolean expanded = !code.expansion().isEmpty();
    String note =
        code.note().isEmpty() ? "" : "<span class=note>" + escape(code.note()) + "</span> ";
    if (expanded) {
      body.append("<details><summary>");
      long bytes = code.expansion().stream().flatMap(e -> e.bytes().stream()).count();
      row(
          id(code.number()),
          Long.toHexString(code.address()),
          "",
          code.number(),
          source(code.text()),
          note + "%d in %d lines".formatted(bytes, code.expansion().size()));
      body.append("</summary><div>\n");
      for (Block.Expanded part : code.expansion()) {
        bytes(
            part.bytes(), "", 0, "  ".repeat(part.depth()) + source(part.text()), part.text(), "");
      }
      body.append("</div></details>\n");
    } else {
      bytes(code.bytes(), id(code.number()), code.number(), source(code.text()), code.text(), note);
    }
  }

  private void bytes(
      List<Block.Bytes> bytes, String id, int line, String source, String text, String note) {
    if (bytes.isEmpty()) {
      row(id, "", "", line, source, note);
      return;
    }
    for (int i = 0; i < bytes.size(); i++) {
      Block.Bytes one = bytes.get(i);
      boolean first = i == 0;
      StringBuilder shown = new StringBuilder(first ? note : "");
      if (!first || !says(text, one.shown())) {
        shown.append(escape(one.shown()));
      }
      for (String relocation : one.relocations()) {
        shown.append(" <span class=note>").append(escape(relocation)).append("</span>");
      }
      row(
          first ? id : "",
          Long.toHexString(one.address()),
          cell(one),
          first ? line : 0,
          first ? source : "",
          shown.toString());
    }
  }

  private static boolean says(String text, String shown) {
    String mnemonic = shown.split(" ", 2)[0];
    return text.matches(".*(^|[\\s:])\\Q" + mnemonic + "\\E(\\s.*|$)");
  }

  private String cell(Block.Bytes bytes) {
    Decoded decoded = bytes.decoded();
    if (decoded == null) {
      return escape(bytes.hex());
    }
    encodings.computeIfAbsent(decoded.word(), _ -> encoding(bytes, decoded));
    return "<span class=b data-e=\"%x\">%s</span>".formatted(decoded.word(), bytes.hex());
  }

  private static String encoding(Block.Bytes bytes, Decoded decoded) {
    List<String> parts = new ArrayList<>();
    for (FieldPicture.Part part : FieldPicture.of(decoded)) {
      parts.add(
          "[%s,%s,%s]".formatted(script(part.name()), script(part.bits()), script(part.value())));
    }
    String title = decoded.instruction().mnemonic() + "  " + bytes.hex();
    if (decoded.instruction().isCompressed()) {
      title += "  short for " + decoded.expanded().instruction().mnemonic();
    }
    return "\"%x\":{t:%s,f:[%s]}".formatted(decoded.word(), script(title), String.join(",", parts));
  }

  private void row(String id, String address, String bytes, int line, String source, String shown) {
    rows++;
    body.append("<div class=r").append(id).append("><span class=a>").append(address);
    body.append("</span><span class=b>").append(bytes).append("</span><span class=l>");
    body.append(line == 0 ? "" : line).append("</span><span class=t>").append(source);
    body.append("</span><span class=d>").append(shown).append("</span></div>\n");
  }

  /// A line of source, coloured, its symbols linked.
  private String source(String text) {
    StringBuilder out = new StringBuilder();
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    boolean head = true;
    while (token.find()) {
      out.append(escape(text.substring(at, token.start())));
      at = token.end();
      String word = token.group();
      if (token.group("comment") != null) {
        span(out, "c", escape(word));
      } else if (token.group("string") != null) {
        span(out, "s", escape(word));
      } else {
        boolean label = at < text.length() && text.charAt(at) == ':';
        CrossReference.Entry entry = symbols.get(word);
        if (entry != null && (label || !head)) {
          link(out, entry, label);
        } else if (head && !label) {
          span(out, "w", escape(word));
        } else {
          out.append(escape(word));
        }
        head &= label;
      }
    }
    return out.append(escape(text.substring(at))).toString();
  }

  private static void span(StringBuilder out, String kind, String html) {
    out.append("<span class=").append(kind).append('>').append(html).append("</span>");
  }

  /// A definition leads to all that refers to it; what refers, to the definition.
  private void link(StringBuilder out, CrossReference.Entry entry, boolean definition) {
    String name = entry.symbol().name();
    String toReferences = prefix + "symbol" + symbolNumbers.get(name);
    String target =
        definition || entry.definitions().isEmpty()
            ? toReferences
            : anchors.getOrDefault(entry.definitions().getFirst(), toReferences);
    out.append("<a href=\"#").append(target).append("\"");
    out.append(definition ? " class=def" : "").append(" title=\"");
    out.append(Long.toHexString(entry.address())).append("\">").append(escape(name)).append("</a>");
  }

  private void crossReference(List<CrossReference.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    body.append("<h2 id=" + prefix + "symbols>Symbols</h2>\n<div class=xref>\n");
    Set<String> anchored = new HashSet<>();
    for (CrossReference.Entry entry : entries) {
      String name = entry.symbol().name();
      boolean first = anchored.add(name);
      body.append("<div")
          .append(first ? " id=" + prefix + "symbol" + symbolNumbers.get(name) : "")
          .append(">");
      body.append("<strong>").append(escape(name)).append("</strong></div><div class=num>");
      body.append("%x</div><div>%s</div><div>".formatted(entry.address(), escape(entry.section())));
      spots("defined ", entry.definitions());
      spots(" used ", entry.uses());
      body.append("</div>\n");
    }
    body.append("</div>\n");
  }

  private void spots(String before, List<Spot> spots) {
    String separator = before;
    for (var file : CrossReference.byFile(spots).entrySet()) {
      body.append(separator).append(escape(file.getKey())).append(' ');
      separator = "";
      for (Spot spot : file.getValue()) {
        String anchor = anchors.get(spot);
        String line = Integer.toString(spot.line());
        body.append(separator);
        body.append(anchor == null ? line : "<a href=\"#%s\">%s</a>".formatted(anchor, line));
        separator = ", ";
      }
      separator = "; ";
    }
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\t' ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /// A text as a literal of the script.
  private static String script(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
