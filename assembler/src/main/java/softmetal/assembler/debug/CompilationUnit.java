package softmetal.assembler.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes what debuggers need around a line table: one compilation unit, with the functions of the source.
///
/// A source that brings a `.debug_info` of its own (compiler output) keeps that. Layout of all sections as in GNU as
/// 2.40. Source: DWARF standard, versions 2 to 5, "Debugging Information Entries" and "Range Lists".
public final class CompilationUnit {
  /// `DW_LANG_Mips_Assembler`, which stands for any.
  private static final int LANGUAGE = 0x8001;

  private static final int ADDRESS_SIZE = 8;

  private static final int TAG_COMPILE_UNIT = 0x11;
  private static final int TAG_SUBPROGRAM = 0x2e;
  private static final int TAG_UNSPECIFIED_TYPE = 0x3b;
  private static final int AT_NAME = 0x03;
  private static final int AT_STMT_LIST = 0x10;
  private static final int AT_LOW_PC = 0x11;
  private static final int AT_HIGH_PC = 0x12;
  private static final int AT_LANGUAGE = 0x13;
  private static final int AT_COMP_DIR = 0x1b;
  private static final int AT_PRODUCER = 0x25;
  private static final int AT_EXTERNAL = 0x3f;
  private static final int AT_TYPE = 0x49;
  private static final int AT_RANGES = 0x55;
  private static final int FORM_ADDR = 0x01;
  private static final int FORM_DATA2 = 0x05;
  private static final int FORM_DATA4 = 0x06;
  private static final int FORM_FLAG = 0x0c;
  private static final int FORM_STRP = 0x0e;
  private static final int FORM_UDATA = 0x0f;
  private static final int FORM_REF_UDATA = 0x15;
  private static final int FORM_SEC_OFFSET = 0x17;
  private static final int RANGE_START_LENGTH = 0x07;

  private final LineTable table;
  private final DebugSections sections;
  private final DebugSetting setting;
  private final List<Code> covered;

  /// A symbol of type function.
  ///
  /// @param size in bytes; a number that need not be known yet
  public record Function(String name, Reference symbol, Reference size, boolean global) {}

  private CompilationUnit(LineTable table, DebugSections sections, DebugSetting setting) {
    this.table = table;
    this.sections = sections;
    this.setting = setting;
    covered = List.copyOf(table.rows().keySet());
  }

  /// Writes the line table, and around it what the source does not have itself.
  public static void write(
      LineTable table,
      DebugSections sections,
      DebugSetting setting,
      Collection<Function> functions) {
    boolean own = sections.hasContents(".debug_info");
    Output lines = sections.open(".debug_line", DebugSections.Kind.PLAIN, 1);
    new LineProgram(table, lines, sections, setting.directory()).write();
    if (!own && !table.isEmpty()) {
      new CompilationUnit(table, sections, setting).write(List.copyOf(functions));
    }
  }

  private void write(List<Function> functions) {
    Output info = sections.open(".debug_info", DebugSections.Kind.PLAIN, 1);
    Output abbreviations = sections.open(".debug_abbrev", DebugSections.Kind.PLAIN, 1);
    Output addresses = sections.open(".debug_aranges", DebugSections.Kind.PLAIN, 16);
    Output strings = sections.open(".debug_str", DebugSections.Kind.STRINGS, 1);
    Place ranges = covered.size() == 1 ? null : ranges();
    Extent first = addresses(addresses);
    String name = name();
    Reference nameString = string(strings, name);
    Reference directory = string(strings, setting.directory());
    Reference producer = string(strings, setting.producer());
    abbreviations(abbreviations, ranges == null, !functions.isEmpty());
    unit(info, ranges, first, List.of(nameString, directory, producer), strings, functions);
  }

  private int version() {
    return Math.max(2, table.version());
  }

  private String name() {
    for (LineTable.SourceFile file : table.files()) {
      if (file != null) {
        String directory = file.directory() == 0 ? null : table.directories().get(file.directory());
        return directory == null ? file.name() : directory + "/" + file.name();
      }
    }
    return "";
  }

  private static Reference string(Output strings, String text) {
    Place place = strings.here();
    strings.text(text);
    return place;
  }

  private Place ranges() {
    return version() >= 5 ? rangeLists() : plainRanges();
  }

  private Place plainRanges() {
    Output out = sections.open(".debug_ranges", DebugSections.Kind.PLAIN, 16);
    Place place = out.here();
    out.number(-1, ADDRESS_SIZE);
    out.number(0, ADDRESS_SIZE);
    for (Code code : covered) {
      out.address(code.start(), 0, ADDRESS_SIZE);
      out.address(code.end(), 0, ADDRESS_SIZE);
    }
    out.number(0, ADDRESS_SIZE);
    out.number(0, ADDRESS_SIZE);
    return place;
  }

  private Place rangeLists() {
    Output out = sections.open(".debug_rnglists", DebugSections.Kind.PLAIN, 1);
    Place end = out.length();
    out.number(5, 2);
    out.write((byte) ADDRESS_SIZE, (byte) 0);
    out.number(0, 4);
    Place place = out.here();
    for (Code code : covered) {
      Place start = code.start();
      out.number(RANGE_START_LENGTH, 1);
      out.address(start, 0, ADDRESS_SIZE);
      out.distance(start, code.end());
    }
    out.number(0, 1);
    out.reach(end);
    return place;
  }

  /// Where a section starts and ends.
  private record Extent(Place start, Place end) {}

  /// @return the extent of the first section
  private Extent addresses(Output out) {
    Extent first = null;
    Place end = out.length();
    out.number(2, 2);
    out.address(sections.sectionSymbol(".debug_info"), 0, 4);
    out.write((byte) ADDRESS_SIZE, (byte) 0);
    out.number(0, 4);
    for (Code code : covered) {
      Extent extent = new Extent(code.start(), code.end());
      first = first == null ? extent : first;
      out.address(extent.start, 0, ADDRESS_SIZE);
      out.distance(extent.start, extent.end, ADDRESS_SIZE);
    }
    out.number(0, ADDRESS_SIZE);
    out.number(0, ADDRESS_SIZE);
    out.reach(end);
    return Objects.requireNonNull(first);
  }

  private void abbreviations(Output out, boolean oneRange, boolean functions) {
    int offsetForm = version() < 4 ? FORM_DATA4 : FORM_SEC_OFFSET;
    int sizeForm = version() < 4 ? FORM_ADDR : FORM_UDATA;
    List<Integer> unit = new ArrayList<>(List.of(AT_STMT_LIST, offsetForm));
    unit.addAll(
        oneRange
            ? List.of(AT_LOW_PC, FORM_ADDR, AT_HIGH_PC, sizeForm)
            : List.of(AT_RANGES, offsetForm));
    unit.addAll(List.of(AT_NAME, FORM_STRP, AT_COMP_DIR, FORM_STRP, AT_PRODUCER, FORM_STRP));
    unit.addAll(List.of(AT_LANGUAGE, FORM_DATA2));
    abbreviation(out, 1, TAG_COMPILE_UNIT, functions, unit);
    if (functions) {
      List<Integer> function = new ArrayList<>(List.of(AT_NAME, FORM_STRP, AT_EXTERNAL, FORM_FLAG));
      if (version() >= 3) {
        function.addAll(List.of(AT_TYPE, FORM_REF_UDATA));
      }
      function.addAll(List.of(AT_LOW_PC, FORM_ADDR, AT_HIGH_PC, sizeForm));
      abbreviation(out, 2, TAG_SUBPROGRAM, false, function);
      if (version() >= 3) {
        abbreviation(out, 3, TAG_UNSPECIFIED_TYPE, false, List.of());
      }
    }
    out.number(0, 1);
  }

  private static void abbreviation(
      Output out, int code, int tag, boolean children, List<Integer> attributes) {
    out.unsigned(code);
    out.unsigned(tag);
    out.number(children ? 1 : 0, 1);
    for (int number : attributes) {
      out.unsigned(number);
    }
    out.number(0, 2);
  }

  /// @param ranges null when there is one section, which then is the first
  /// @param texts name, directory and producer
  private void unit(
      Output out,
      @Nullable Place ranges,
      Extent first,
      List<Reference> texts,
      Output strings,
      List<Function> functions) {
    Place start = out.here();
    Place end = out.length();
    out.number(version(), 2);
    if (version() >= 5) {
      out.write((byte) 1, (byte) ADDRESS_SIZE);
    }
    out.address(sections.sectionSymbol(".debug_abbrev"), 0, 4);
    if (version() < 5) {
      out.number(ADDRESS_SIZE, 1);
    }
    out.unsigned(1);
    out.address(sections.sectionSymbol(".debug_line"), 0, 4);
    if (ranges == null) {
      range(out, first);
    } else {
      out.address(ranges, 0, 4);
    }
    texts.forEach(text -> out.address(text, 0, 4));
    out.number(LANGUAGE, 2);
    if (!functions.isEmpty()) {
      functions(out, start, strings, functions);
    }
    out.reach(end);
  }

  private void range(Output out, Extent extent) {
    out.address(extent.start, 0, ADDRESS_SIZE);
    if (version() < 4) {
      out.address(extent.end, 0, ADDRESS_SIZE);
    } else {
      out.distance(extent.start, extent.end);
    }
  }

  private void functions(Output out, Place unit, Output strings, List<Function> functions) {
    Place type = out.ahead();
    for (Function function : functions) {
      out.unsigned(2);
      out.address(string(strings, function.name()), 0, 4);
      out.number(function.global() ? 1 : 0, 1);
      if (version() >= 3) {
        out.distance(unit, type);
      }
      out.address(function.symbol(), 0, ADDRESS_SIZE);
      if (version() < 4) {
        out.sum(function.symbol(), function.size());
      } else {
        out.unsigned(function.size());
      }
    }
    if (version() >= 3) {
      out.reach(type);
      out.unsigned(3);
    }
    out.number(0, 1);
  }
}
