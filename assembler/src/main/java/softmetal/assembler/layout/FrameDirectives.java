package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.CallFrame;
import softmetal.assembler.debug.FrameOperation;
import softmetal.assembler.debug.FrameOperation.OfRegister.Kind;
import softmetal.assembler.debug.FrameOperation.Plain;
import softmetal.assembler.debug.Frames;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Csr;
import softmetal.isa.FloatRegister;
import softmetal.isa.Register;

/// `.cfi_*`: where a procedure keeps the registers of its caller.
final class FrameDirectives {
  /// Offsets of saved registers are in units of this.
  private static final int UNIT = 4;

  /// The numbers of registers behind the integer ones. Source: RISC-V DWARF Specification, "DWARF Register Numbers".
  private static final int FIRST_FLOAT = 32;

  private static final int FIRST_CSR = 4096;

  private final Layout layout;
  private final OperandReader read;
  private final Frames frames;

  FrameDirectives(Layout layout, Frames frames) {
    this.layout = layout;
    this.frames = frames;
    read = new OperandReader(layout);
  }

  // spotless:off (the columns are the documentation)
  void addTo(Directives directives) {
    directives.add(this::sections,                                ".cfi_sections");
    directives.add(this::start,                                   ".cfi_startproc");
    directives.add(this::end,                                     ".cfi_endproc");
    directives.add(this::defineCfa,                               ".cfi_def_cfa");
    directives.add(d -> ofRegister(d, Kind.DEFINE_CFA_REGISTER),  ".cfi_def_cfa_register");
    directives.add(d -> cfaOffset(d, false),                      ".cfi_def_cfa_offset");
    directives.add(d -> cfaOffset(d, true),                       ".cfi_adjust_cfa_offset");
    directives.add(d -> saved(d, false),                          ".cfi_offset");
    directives.add(d -> saved(d, true),                           ".cfi_rel_offset");
    directives.add(this::value,                                   ".cfi_val_offset");
    directives.add(this::copied,                                  ".cfi_register");
    directives.add(d -> ofRegister(d, Kind.RESTORE),              ".cfi_restore");
    directives.add(d -> ofRegister(d, Kind.UNDEFINED),            ".cfi_undefined");
    directives.add(d -> ofRegister(d, Kind.SAME_VALUE),           ".cfi_same_value");
    directives.add(d -> plain(d, Plain.REMEMBER_STATE),           ".cfi_remember_state");
    directives.add(d -> plain(d, Plain.RESTORE_STATE),            ".cfi_restore_state");
    directives.add(d -> plain(d, Plain.WINDOW_SAVE),              ".cfi_window_save", ".cfi_negate_ra_state");
    directives.add(this::escape,                                  ".cfi_escape");
    directives.add(this::returnColumn,                            ".cfi_return_column");
    directives.add(this::signal,                                  ".cfi_signal_frame");
    directives.add(d -> pointer(d, true),                         ".cfi_personality");
    directives.add(d -> pointer(d, false),                        ".cfi_lsda");
  }
  // spotless:on

  private DebugInformation debug() {
    return layout.debug();
  }

  private void sections(Statement.Directive directive) {
    boolean unwind = false;
    boolean debug = false;
    for (Operand operand : directive.operands()) {
      switch (operand.span().text()) {
        case ".eh_frame" -> unwind = true;
        case ".debug_frame" -> debug = true;
        default -> {
          read.usage(directive, ".cfi_sections .eh_frame, .debug_frame");
          return;
        }
      }
    }
    frames.sections(unwind, debug);
  }

  private void start(Statement.Directive directive) {
    if (frames.current(debug().code()) != null) {
      layout.report(Problem.FRAME_STILL_OPEN.at(directive.span()));
      return;
    }
    Operand word = read.operand(directive, 0);
    boolean simple = word != null && word.span().text().equals("simple");
    if (directive.operands().size() > 1 || (word != null && !simple)) {
      read.usage(directive, ".cfi_startproc, or .cfi_startproc simple");
      return;
    }
    SectionBuilder section = layout.sections().current();
    if (section.structureOffset().isPresent()) {
      layout.report(Problem.NO_CONTENTS.at(directive.span(), section.name()));
      return;
    }
    debug().startFrame(simple, directive.span());
  }

  private void end(Statement.Directive directive) {
    if (open(directive, 0) != null) {
      frames.end(debug().code(), debug().here());
    }
  }

  /// The frame that is open here, if the directive has as many operands as it takes.
  private @Nullable CallFrame open(Statement.Directive directive, int operands) {
    CallFrame frame = frames.current(debug().code());
    if (frame == null) {
      layout.report(Problem.FRAME_NOT_OPEN.at(directive.span(), directive.name()));
      return null;
    }
    if (directive.operands().size() < operands) {
      layout.report(Problem.OPERAND_EXPECTED.at(directive.span(), directive.name()));
      return null;
    }
    if (directive.operands().size() > operands) {
      SourceSpan surplus = directive.operands().get(operands).span();
      layout.report(Problem.SURPLUS_OPERAND.at(surplus, directive.name()));
      return null;
    }
    return frame;
  }

  private void add(CallFrame frame, FrameOperation operation) {
    frame.add(debug().here(), operation);
  }

  // --- rules

  private void defineCfa(Statement.Directive directive) {
    CallFrame frame = open(directive, 2);
    if (frame == null) {
      return;
    }
    OptionalInt register = register(directive, 0);
    OptionalLong offset = number(directive, 1);
    if (register.isPresent() && offset.isPresent()) {
      add(frame, new FrameOperation.DefineCfa(register.getAsInt(), offset.getAsLong()));
    }
  }

  private void cfaOffset(Statement.Directive directive, boolean adjust) {
    CallFrame frame = open(directive, 1);
    if (frame != null) {
      number(directive, 0)
          .ifPresent(offset ->
              add(
                  frame,
                  new FrameOperation.DefineCfaOffset(
                      adjust ? frame.cfaOffset() + offset : offset)));
    }
  }

  private void saved(Statement.Directive directive, boolean relative) {
    CallFrame frame = open(directive, 2);
    if (frame == null) {
      return;
    }
    OptionalInt register = register(directive, 0);
    OptionalLong offset = multiple(directive, relative ? -frame.cfaOffset() : 0);
    if (register.isPresent() && offset.isPresent()) {
      add(frame, new FrameOperation.Saved(register.getAsInt(), offset.getAsLong()));
    }
  }

  private void value(Statement.Directive directive) {
    CallFrame frame = open(directive, 2);
    if (frame == null) {
      return;
    }
    OptionalInt register = register(directive, 0);
    OptionalLong offset = multiple(directive, 0);
    if (register.isPresent() && offset.isPresent()) {
      add(frame, new FrameOperation.Value(register.getAsInt(), offset.getAsLong()));
    }
  }

  /// The second operand, as an offset from the CFA.
  private OptionalLong multiple(Statement.Directive directive, long base) {
    OptionalLong offset = number(directive, 1);
    if (offset.isPresent() && (offset.getAsLong() + base) % UNIT != 0) {
      SourceSpan span = directive.operands().get(1).span();
      layout.report(Problem.FRAME_OFFSET.at(span, offset.getAsLong() + base));
      return OptionalLong.empty();
    }
    return offset.isPresent() ? OptionalLong.of(offset.getAsLong() + base) : offset;
  }

  private void copied(Statement.Directive directive) {
    CallFrame frame = open(directive, 2);
    if (frame == null) {
      return;
    }
    OptionalInt register = register(directive, 0);
    OptionalInt other = register(directive, 1);
    if (register.isPresent() && other.isPresent()) {
      add(frame, new FrameOperation.Copied(register.getAsInt(), other.getAsInt()));
    }
  }

  private void ofRegister(Statement.Directive directive, Kind kind) {
    boolean several = kind != Kind.DEFINE_CFA_REGISTER && directive.operands().size() > 1;
    CallFrame frame = open(directive, several ? directive.operands().size() : 1);
    for (int i = 0; frame != null && i < directive.operands().size(); i++) {
      register(directive, i)
          .ifPresent(register -> add(frame, new FrameOperation.OfRegister(kind, register)));
    }
  }

  private void plain(Statement.Directive directive, Plain operation) {
    CallFrame frame = open(directive, 0);
    if (frame == null) {
      return;
    }
    if (operation == Plain.RESTORE_STATE && !frame.hasRemembered()) {
      layout.report(Problem.NOTHING_REMEMBERED.at(directive.span()));
      return;
    }
    add(frame, operation);
  }

  private void escape(Statement.Directive directive) {
    CallFrame frame = open(directive, directive.operands().size());
    if (frame == null) {
      return;
    }
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < directive.operands().size(); i++) {
      number(directive, i).ifPresent(numbers::add);
    }
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = numbers.get(i).byteValue();
    }
    if (bytes.length == directive.operands().size()) {
      add(frame, new FrameOperation.Escape(bytes));
    }
  }

  // --- the frame as a whole

  private void returnColumn(Statement.Directive directive) {
    CallFrame frame = open(directive, 1);
    if (frame != null) {
      frame.reach(debug().here());
      register(directive, 0).ifPresent(frame::returnColumn);
    }
  }

  private void signal(Statement.Directive directive) {
    CallFrame frame = open(directive, 0);
    if (frame != null) {
      frame.reach(debug().here());
      frame.markSignal();
    }
  }

  private void pointer(Statement.Directive directive, boolean personality) {
    OptionalLong encoding =
        directive.operands().isEmpty() ? OptionalLong.empty() : number(directive, 0);
    boolean none = encoding.isPresent() && encoding.getAsLong() == CallFrame.Pointer.OMIT;
    CallFrame frame = open(directive, none ? 1 : 2);
    if (frame == null || encoding.isEmpty()) {
      return;
    }
    CallFrame.Pointer pointer = none ? null : pointer(directive, (int) encoding.getAsLong());
    if (pointer == null && !none) {
      return;
    }
    if (personality) {
      frame.personality(pointer);
    } else {
      frame.languageData(pointer);
    }
  }

  private CallFrame.@Nullable Pointer pointer(Statement.Directive directive, int encoding) {
    if (!(directive.operands().get(1) instanceof Operand.Value(SourceSpan span, var target))) {
      layout.report(Problem.NAME_EXPECTED.at(directive.operands().get(1).span()));
      return null;
    }
    Term term = layout.freeze(target);
    if (term == null) {
      return null;
    }
    CallFrame.Pointer pointer = new CallFrame.Pointer(encoding, term);
    if (pointer.size() == 0) {
      layout.report(Problem.BAD_POINTER_ENCODING.at(span, encoding));
      return null;
    }
    return pointer;
  }

  // --- operands

  private OptionalLong number(Statement.Directive directive, int index) {
    return read.number(directive.operands().get(index), directive.name());
  }

  private OptionalInt register(Statement.Directive directive, int index) {
    Operand operand = directive.operands().get(index);
    if (operand instanceof Operand.Value(var _, Expression.Symbol(var span, String name))) {
      OptionalInt number = named(name);
      if (number.isPresent()) {
        return number;
      }
      if (!layout.isDefined(name)) {
        layout.report(Problem.UNKNOWN_REGISTER.at(span, name));
        return number;
      }
    }
    OptionalLong number = number(directive, index);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private static OptionalInt named(String name) {
    Register register = Register.named(name);
    if (register != null) {
      return OptionalInt.of(register.number());
    }
    FloatRegister floating = FloatRegister.named(name);
    if (floating != null) {
      return OptionalInt.of(FIRST_FLOAT + floating.number());
    }
    Integer csr = Csr.numberOf(name);
    return csr == null ? OptionalInt.empty() : OptionalInt.of(FIRST_CSR + csr);
  }
}
