package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.FrameAdvance;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Symbol;
import softmetal.isa.Instruction;

/// The bytes of one section whose fragments have their addresses, and what is left to the linker.
final class Contents {
  private static final int NOP = 0x0000_0013;
  private static final int COMPRESSED_NOP = 0x0001;

  private final SectionBuilder section;
  private final Evaluator evaluator;
  private final boolean relaxAtEnd;
  private final Diagnostics diagnostics;
  private final List<Pending> relocations = new ArrayList<>();
  private final List<Pending> branches = new ArrayList<>();
  private final byte[] bytes;

  /// A relocation before its symbol exists.
  ///
  /// @param entry null for a relocation that names no symbol
  record Pending(
      long offset, RelocationType type, @Nullable Entry entry, long addend, SourceSpan span) {}

  /// @param relaxAtEnd the state of `.option relax` at the end of the source
  Contents(
      SectionBuilder section, Evaluator evaluator, boolean relaxAtEnd, Diagnostics diagnostics) {
    this.section = section;
    this.evaluator = evaluator;
    this.relaxAtEnd = relaxAtEnd;
    this.diagnostics = diagnostics;
    bytes = new byte[section.hasNoContents() ? 0 : (int) section.size()];
    section.fragments().forEach(this::emit);
    section.requested().forEach(this::relocate);
  }

  byte[] bytes() {
    return bytes;
  }

  /// In the order in which GNU as makes them, branches last: it shows in the order of the labels that they name.
  List<Pending> inOrderOfMaking() {
    List<Pending> all = new ArrayList<>(relocations);
    all.addAll(branches);
    return all;
  }

  /// By rising offset.
  List<Pending> relocations() {
    List<Pending> all = inOrderOfMaking();
    all.sort((left, right) -> Long.compare(left.offset(), right.offset()));
    return all;
  }

  private void relocate(SectionBuilder.Requested requested) {
    Linear place = evaluator.linear(requested.offset(), true);
    Linear target = evaluator.linear(requested.target(), true);
    OptionalLong offset =
        place == null ? OptionalLong.empty() : evaluator.offsetIn(section, place, true);
    if (offset.isEmpty() || target == null || target.minus() != null) {
      report(Complaints.notKnown(evaluator, requested.target(), requested.span()));
      return;
    }
    int size = requested.type().bytes();
    if (offset.getAsLong() < 0 || offset.getAsLong() > section.size() - size) {
      report(Problem.BEYOND_FILE.at(requested.span(), offset.getAsLong(), size, section.size()));
      return;
    }
    relocations.add(
        new Pending(
            offset.getAsLong(),
            requested.type(),
            target.plus(),
            target.constant(),
            requested.span()));
  }

  /// A `switch` over the types would be the first of a process, and cost milliseconds at its start.
  @SuppressWarnings("IfChainToSwitch")
  private void emit(Fragment fragment) {
    if (fragment instanceof Fragment.Data data) {
      emit(data);
    } else if (fragment instanceof Fragment.Branch branch) {
      put(branch, branch(branch));
    } else if (fragment instanceof Fragment.Align align) {
      put(align, padding(align));
    } else if (fragment instanceof Fragment.Space space) {
      emit(space);
    } else if (fragment instanceof Fragment.Leb leb) {
      put(leb, leb.bytes());
    } else {
      Fragment.Advance advance = (Fragment.Advance) fragment;
      put(advance, advance(advance));
    }
  }

  private void emit(Fragment.Data data) {
    // Holes are filled where the bytes are; without contents there is nothing to fill, but much
    // to check.
    boolean stored = !section.hasNoContents();
    byte[] where = stored ? bytes : new byte[data.length()];
    int start = stored ? (int) data.address() : 0;
    data.copyTo(where, start);
    for (int i = 0; i < data.fixes(); i++) {
      Fragment.Fix fix = data.fix(i);
      fix(data.address(), where, start + fix.offset(), fix);
    }
  }

  private void emit(Fragment.Space space) {
    byte[] fill = space.fill();
    for (int i = 0; i < space.size() && !section.hasNoContents(); i++) {
      bytes[(int) space.address() + i] = fill[i % fill.length];
    }
    checkForward(space);
  }

  /// The linker corrects the operand when it shortens code in between.
  private byte[] advance(Fragment.Advance advance) {
    long distance = evaluator.absolute(advance.distance()).orElse(0);
    if (distance != 0
        && advance.distance() instanceof Term.Binary(var _, var to, var from, var _)) {
      long offset = advance.address() + (FrameAdvance.operandSize(distance) == 0 ? 0 : 1);
      RelocationType[] pair = SectionOutput.relocations(distance);
      Entry last = ((Term.Named) to).entry();
      Entry first = ((Term.Named) from).entry();
      relocations.add(new Pending(offset, pair[0], last, 0, advance.span()));
      relocations.add(new Pending(offset, pair[1], first, 0, advance.span()));
    }
    return FrameAdvance.bytes(distance);
  }

  private void put(Fragment fragment, byte[] own) {
    if (!section.hasNoContents()) {
      System.arraycopy(own, 0, bytes, (int) fragment.address(), own.length);
    }
  }

  private void checkForward(Fragment.Space space) {
    if (space.isFixed() || space.size() != 0) {
      return;
    }
    Linear length = evaluator.linear(space.length(), true);
    if (length == null) {
      return;
    }
    Entry plus = length.plus();
    long wanted = length.constant() + (plus == null ? 0 : evaluator.addressOf(plus));
    if (space.toAddress() && wanted < space.address()) {
      report(
          Problem.ORG_BACKWARDS.at(
              space.span(), Long.toHexString(space.address()), Long.toHexString(wanted)));
    } else if (!space.toAddress() && plus == null && wanted < 0) {
      report(Problem.BAD_SIZE.at(space.span(), wanted));
    }
  }

  private byte[] padding(Fragment.Align align) {
    int size = (int) align.size();
    byte[] fill = align.fill();
    if (fill == null) {
      // GNU as leaves zeros where the linker is to relax, and asks only now.
      SourceSpan span = align.span();
      if (relaxAtEnd && size > 0 && span != null) {
        report(
            Problem.NORELAX_ALIGN
                .at(span, size)
                .note(
                    "nops come of it when the file ends with `.option norelax`, or is assembled without -mrelax"));
      }
      return relaxAtEnd ? new byte[size] : nops(size);
    }
    SourceSpan place = align.span();
    if (!align.isFilled() && place != null) {
      // GNU as would move what follows, but not its labels.
      report(Problem.PADDING_NOT_MULTIPLE.at(place, size, fill.length));
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = fill[i % fill.length];
    }
    return bytes;
  }

  private byte[] branch(Fragment.Branch branch) {
    Linear target = evaluator.linear(branch.target(), true);
    SourceSpan span = branch.piece().span();
    if (target == null || target.minus() != null) {
      report(Complaints.notKnown(evaluator, branch.target(), span));
      return new byte[(int) branch.size()];
    }
    Entry entry = target.plus();
    long distance =
        entry == null ? 0 : evaluator.addressOf(entry) + target.constant() - branch.address();
    if (isOdd(entry, target.constant())) {
      report(
          Problem.MISALIGNED_TARGET
              .at(span)
              .note("a number counts from address 0 and `.` from the instruction: use a label"));
    }
    BranchForm form = BranchForm.of(branch.piece(), (int) branch.size(), entry != null, distance);
    branches.add(
        new Pending(
            branch.address() + form.relocationOffset(),
            form.relocation(),
            entry,
            target.constant(),
            span));
    return form.bytes();
  }

  /// Whether a target is sure to be odd: of what another object defines, nobody knows yet.
  private boolean isOdd(@Nullable Entry entry, long distance) {
    if (entry == null) {
      return (distance & 1) != 0;
    }
    return evaluator.positionOf(entry) != null
        && ((evaluator.addressOf(entry) + distance) & 1) != 0;
  }

  /// @param own the bytes to write to
  /// @param at where in these
  private void fix(long base, byte[] own, int at, Fragment.Fix fix) {
    long offset = base + fix.offset();
    if (fix instanceof Fragment.Fix.Field field) {
      field(offset, own, at, field);
    } else if (fix instanceof Fragment.Fix.Mark mark) {
      mark(offset, mark);
    } else {
      number(offset, own, at, (Fragment.Fix.Value) fix);
    }
  }

  /// R_RISCV_RELAX belongs to the relocation before it, and goes where that one went. GNU as gives it the same addend,
  /// which nobody reads.
  private void mark(long offset, Fragment.Fix.Mark mark) {
    if (mark.type() != RelocationType.R_RISCV_RELAX) {
      relocations.add(new Pending(offset, mark.type(), null, mark.addend(), mark.span()));
      return;
    }
    Pending before = relocations.isEmpty() ? null : relocations.getLast();
    if (before == null || before.offset() != offset || before.entry() == null) {
      return;
    }
    boolean kept =
        switch (before.type()) {
          // As in GNU as, for these the state at the end of the file counts too.
          case R_RISCV_PCREL_HI20, R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> relaxAtEnd;
          default -> true;
        };
    if (kept) {
      relocations.add(new Pending(offset, mark.type(), null, before.addend(), mark.span()));
    }
  }

  private void field(long offset, byte[] own, int at, Fragment.Fix.Field field) {
    Linear target = evaluator.linear(field.value(), true);
    if (target == null || target.minus() != null) {
      report(Complaints.notKnown(evaluator, field.value(), field.span()));
      return;
    }
    Entry entry = target.plus();
    boolean branch = isBranch(field.type());
    if (branch) {
      tentative(offset, own, at, field.type(), entry, target.constant());
    }
    if (entry != null) {
      if (isThreadLocal(field.type())) {
        entry.type(Symbol.Type.TLS);
      }
      if (field.type() == RelocationType.R_RISCV_TLS_DTPREL32
          || field.type() == RelocationType.R_RISCV_TLS_DTPREL64) {
        Bytes.put(own, at, target.constant(), field.type().bytes());
      }
      (branch ? branches : relocations)
          .add(new Pending(offset, field.type(), entry, target.constant(), field.span()));
      return;
    }
    long value = target.constant();
    Instruction form =
        switch (field.type()) {
          case R_RISCV_HI20 -> Instruction.LUI;
          case R_RISCV_LO12_I -> Instruction.ADDI;
          case R_RISCV_LO12_S -> Instruction.SW;
          default -> null;
        };
    if (form == null) {
      relocations.add(new Pending(offset, field.type(), null, value, field.span()));
      return;
    }
    int word = Bytes.word(own, at);
    int bits = BranchForm.field(form, form == Instruction.LUI ? high(value) : value);
    int mask = BranchForm.field(form, form == Instruction.LUI ? -1L << 12 : -1);
    Bytes.put(own, at, (word & ~mask) | bits, 4);
  }

  /// Whether only a variable of a thread can be reached in this way.
  private static boolean isThreadLocal(RelocationType type) {
    return switch (type) {
      case R_RISCV_TLS_GOT_HI20,
          R_RISCV_TLS_GD_HI20,
          R_RISCV_TLS_DTPREL32,
          R_RISCV_TLS_DTPREL64,
          R_RISCV_TPREL_HI20,
          R_RISCV_TPREL_LO12_I,
          R_RISCV_TPREL_LO12_S,
          R_RISCV_TPREL_ADD ->
          true;
      default -> false;
    };
  }

  /// A jump of a size that the source has settled (`.insn`).
  static boolean isBranch(RelocationType type) {
    return switch (type) {
      case R_RISCV_JAL, R_RISCV_RVC_BRANCH, R_RISCV_RVC_JUMP -> true;
      default -> false;
    };
  }

  /// Fills in the distance as far as it is known: a linker replaces it.
  private void tentative(
      long offset, byte[] own, int at, RelocationType type, @Nullable Entry entry, long addend) {
    Instruction form =
        switch (type) {
          case R_RISCV_JAL -> Instruction.JAL;
          case R_RISCV_RVC_BRANCH -> Instruction.C_BEQZ;
          default -> Instruction.C_J;
        };
    long distance = entry == null ? 0 : evaluator.addressOf(entry) + addend - offset;
    int bits = BranchForm.field(form, distance);
    byte[] scattered = Bytes.little(bits, form.length());
    for (int i = 0; i < scattered.length; i++) {
      own[at + i] |= scattered[i];
    }
  }

  /// What `lui` adds to a signed 12-bit number to make `value`.
  private static long high(long value) {
    return (value + 0x800) & -0x1000;
  }

  private void number(long offset, byte[] own, int at, Fragment.Fix.Value number) {
    int size = number.size();
    SourceSpan span = number.span();
    Linear value = evaluator.linear(number.value(), false);
    Entry plus = value == null ? null : value.plus();
    Entry minus = value == null ? null : value.minus();
    if (value == null || (plus == null && minus != null)) {
      report(Complaints.notKnown(evaluator, number.value(), span));
    } else if (value.isAbsolute()) {
      if (!DataDirectives.fits(value.constant(), size)) {
        report(DataDirectives.truncated(value.constant(), size, span));
      }
      if (section.hasNoContents() && value.constant() != 0) {
        report(Problem.NO_CONTENTS.at(span, section.name()));
      }
      Bytes.put(own, at, value.constant(), size);
    } else if (section.hasNoContents()) {
      report(Problem.NO_CONTENTS.at(span, section.name()));
    } else if (minus != null) {
      relocations.add(new Pending(offset, add(size), plus, value.constant(), span));
      relocations.add(new Pending(offset, subtract(size), minus, 0, span));
    } else if (size < 4) {
      report(Problem.ADDRESS_TOO_WIDE.at(span, span.text(), size));
    } else {
      RelocationType type = size == 8 ? RelocationType.R_RISCV_64 : RelocationType.R_RISCV_32;
      relocations.add(new Pending(offset, type, plus, value.constant(), span));
    }
  }

  private static RelocationType add(int size) {
    return switch (size) {
      case 1 -> RelocationType.R_RISCV_ADD8;
      case 2 -> RelocationType.R_RISCV_ADD16;
      case 4 -> RelocationType.R_RISCV_ADD32;
      default -> RelocationType.R_RISCV_ADD64;
    };
  }

  private static RelocationType subtract(int size) {
    return switch (size) {
      case 1 -> RelocationType.R_RISCV_SUB8;
      case 2 -> RelocationType.R_RISCV_SUB16;
      case 4 -> RelocationType.R_RISCV_SUB32;
      default -> RelocationType.R_RISCV_SUB64;
    };
  }

  private void report(Diagnostic diagnostic) {
    diagnostics.report(diagnostic);
  }

  /// Padding that can be executed: a zero byte up to an even address, then the shorter nop first.
  static byte[] nops(int length) {
    byte[] bytes = new byte[length];
    int at = length & 1;
    if ((length - at) % 4 != 0) {
      Bytes.put(bytes, at, COMPRESSED_NOP, 2);
      at += 2;
    }
    for (; at < length; at += 4) {
      Bytes.put(bytes, at, NOP, 4);
    }
    return bytes;
  }
}
