package softmetal.assembler.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a line table as `.debug_line`: a header with the files, and a program that makes the rows.
///
/// Addresses advance by 16-bit operands that a linker can correct when it shortens code, as in GNU as 2.40. Source:
/// DWARF standard, "Line Number Information".
final class LineProgram {
  private static final int LINE_BASE = -5;
  private static final int LINE_RANGE = 14;
  private static final int[] OPERANDS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

  private static final int COPY = 1;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int SET_COLUMN = 5;
  private static final int NEGATE_STATEMENT = 6;
  private static final int SET_BASIC_BLOCK = 7;
  private static final int FIXED_ADVANCE = 9;
  private static final int SET_PROLOGUE_END = 10;
  private static final int SET_EPILOGUE_BEGIN = 11;
  private static final int SET_ISA = 12;
  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int SET_DISCRIMINATOR = 4;

  private static final int PATH = 1;
  private static final int DIRECTORY_INDEX = 2;
  private static final int MD5 = 5;
  private static final int FORM_UDATA = 0x0f;
  private static final int FORM_DATA16 = 0x1e;
  private static final int FORM_LINE_STRP = 0x1f;

  /// Beyond this distance the address is set afresh.
  private static final long MAX_ADVANCE = 50_000;

  private final LineTable table;
  private final Output out;
  private final DebugSections sections;
  private final String compileDirectory;

  LineProgram(LineTable table, Output out, DebugSections sections, String compileDirectory) {
    this.table = table;
    this.out = out;
    this.sections = sections;
    this.compileDirectory = compileDirectory;
  }

  void write() {
    int version = Math.max(3, table.version());
    Place end = out.length();
    out.number(version, 2);
    if (version >= 5) {
      out.write((byte) 8, (byte) 0);
    }
    Place headerEnd = out.length();
    out.number(1, 1);
    if (version >= 4) {
      out.number(1, 1);
    }
    out.write((byte) 1, (byte) LINE_BASE, (byte) LINE_RANGE, (byte) (OPERANDS.length + 1));
    for (int operands : OPERANDS) {
      out.number(operands, 1);
    }
    if (version >= 5) {
      indirectFiles();
    } else {
      files();
    }
    out.reach(headerEnd);
    for (Map.Entry<Code, List<LineTable.Row>> sequence : table.rows().entrySet()) {
      new Sequence().write(sequence.getKey(), sequence.getValue());
    }
    out.reach(end);
  }

  private void files() {
    for (String directory : table.directories()) {
      if (directory != null) {
        out.text(directory);
      }
    }
    out.number(0, 1);
    for (int i = 1; i < table.files().size(); i++) {
      LineTable.SourceFile file = table.files().get(i);
      if (file != null) {
        out.text(file.name());
        out.unsigned(file.directory());
        out.unsigned(0);
        out.unsigned(0);
      }
    }
    out.number(0, 1);
  }

  /// Since version 5 names are in a section of their own, and file 0 is the one that was compiled.
  @SuppressWarnings("ReferenceEquality") // an entry of the same content may be another file
  private void indirectFiles() {
    Output strings = sections.open(".debug_line_str", DebugSections.Kind.STRINGS, 1);
    out.write((byte) 1, (byte) PATH, (byte) FORM_LINE_STRP);
    List<@Nullable String> directories = table.directories();
    out.unsigned(directories.size());
    for (String directory : directories) {
      out.address(string(strings, directory == null ? compileDirectory : directory), 0, 4);
    }
    boolean summed = table.files().stream().anyMatch(file -> file != null && file.md5() != null);
    out.number(summed ? 3 : 2, 1);
    out.write((byte) PATH, (byte) FORM_LINE_STRP);
    out.write((byte) DIRECTORY_INDEX, (byte) FORM_UDATA);
    if (summed) {
      out.write((byte) MD5, (byte) FORM_DATA16);
    }
    List<LineTable.SourceFile> files = new ArrayList<>();
    List<Reference> names = new ArrayList<>();
    for (int i = 0; i < table.files().size(); i++) {
      LineTable.SourceFile file = table.files().get(i);
      if (i == 0 && file == null && table.files().size() > 1) {
        file = table.files().get(1);
      }
      if (file != null) {
        files.add(file);
      }
    }
    out.unsigned(files.size());
    for (LineTable.SourceFile file : files) {
      int same = files.indexOf(file);
      boolean again = same < names.size() && files.get(same) == file;
      Reference name = again ? names.get(same) : string(strings, file.name());
      names.add(name);
      out.address(name, 0, 4);
      out.unsigned(file.directory());
      if (summed) {
        byte[] md5 = file.md5();
        out.write(md5 == null ? new byte[16] : md5);
      }
    }
  }

  private static Reference string(Output strings, String text) {
    Place place = strings.here();
    strings.text(text);
    return place;
  }

  /// The rows of one section; the machine that makes rows starts anew for each.
  private final class Sequence {
    private int file = 1;
    private int line = 1;
    private int column;
    private int isa;
    private boolean statement = true;

    void write(Code code, List<LineTable.Row> rows) {
      Place last = null;
      for (LineTable.Row row : rows) {
        LineLocation location = row.location();
        state(location);
        int lines = location.line() - line;
        line = location.line();
        if (last == null) {
          setAddress(row.place());
          first(lines);
        } else {
          advanceLine(lines);
          advance(last, row.place());
          out.number(COPY, 1);
        }
        last = row.place();
      }
      if (last != null) {
        advance(last, code.end());
        extended(END_SEQUENCE, new byte[0]);
      }
    }

    private void state(LineLocation location) {
      if (location.file() != file) {
        file = location.file();
        out.number(SET_FILE, 1);
        out.unsigned(file);
      }
      if (location.column() != column) {
        column = location.column();
        out.number(SET_COLUMN, 1);
        out.unsigned(column);
      }
      if (location.discriminator() != 0) {
        extended(SET_DISCRIMINATOR, Leb128.unsigned(location.discriminator()));
      }
      if (location.isa() != isa) {
        isa = location.isa();
        out.number(SET_ISA, 1);
        out.unsigned(isa);
      }
      if (location.is(LineLocation.STATEMENT) != statement) {
        statement = !statement;
        out.number(NEGATE_STATEMENT, 1);
      }
      mark(location, LineLocation.BASIC_BLOCK, SET_BASIC_BLOCK);
      mark(location, LineLocation.PROLOGUE_END, SET_PROLOGUE_END);
      mark(location, LineLocation.EPILOGUE_BEGIN, SET_EPILOGUE_BEGIN);
    }

    private void mark(LineLocation location, int flag, int opcode) {
      if (location.is(flag)) {
        out.number(opcode, 1);
      }
    }

    private void first(int lines) {
      if (lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE) {
        if (lines == 0) {
          out.number(COPY, 1);
        } else {
          out.number(OPERANDS.length + 1 + lines - LINE_BASE, 1);
        }
      } else {
        advanceLine(lines);
        out.number(COPY, 1);
      }
    }

    private void advanceLine(int lines) {
      out.number(ADVANCE_LINE, 1);
      out.signed(lines);
    }

    private void advance(Place from, Place to) {
      if (out.assumedDistance(from, to) > MAX_ADVANCE) {
        setAddress(to);
      } else {
        out.number(FIXED_ADVANCE, 1);
        out.distance(from, to, 2);
      }
    }

    private void setAddress(Place place) {
      out.write((byte) 0, (byte) 9, (byte) SET_ADDRESS);
      out.address(place, 0, 8);
    }

    private void extended(int opcode, byte[] operand) {
      out.number(0, 1);
      out.unsigned(1 + operand.length);
      out.number(opcode, 1);
      out.write(operand);
    }
  }
}
