package softmetal.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.isa.BitField;
import softmetal.isa.Field;
import softmetal.isa.Instruction;

/// Puts addresses into the places that wait for them.
///
/// Source: RISC-V ELF psABI, "Relocations".
final class Relocator {
  private static final int OPCODE_MASK = 0x7f;
  private static final int RS1_MASK = 0x1f << 15;
  private static final int GP = 3;
  private static final int TP = 4;

  private final Layout layout;
  private final ThreadLocals threads;
  private final SymbolTable symbols;
  private final Optional<GlobalOffsetTable> offsets;
  private final Diagnostics diagnostics;
  private final Places places;
  private final UndefinedSymbols undefined;

  /// What the instruction at the label of a `%pcrel_lo` adds to its own address, by place in the image.
  private final Map<Long, Long> highParts = new HashMap<>();

  /// @param isWeak the symbol is undefined, and that is allowed: it stands for 0
  /// @param isGone a description of code refers to what was left out
  private record Target(long address, boolean isWeak, boolean isGone) {
    static final Target GONE = new Target(0, false, true);

    Target(long address, boolean isWeak) {
      this(address, isWeak, false);
    }
  }

  /// @param offsets the table through which code reaches its data, if any does
  Relocator(
      Layout layout,
      SymbolTable symbols,
      Optional<GlobalOffsetTable> offsets,
      List<ObjectFile> objects,
      Diagnostics diagnostics) {
    this.layout = layout;
    this.offsets = offsets;
    this.threads = layout.threadLocals();
    this.symbols = symbols;
    this.diagnostics = diagnostics;
    this.places = new Places(diagnostics);
    this.undefined = new UndefinedSymbols(objects, places);
  }

  /// Relocates one input section in the bytes of its output section.
  void relocate(InputSection section, byte[] output) {
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    List<Relocation> lowParts = new ArrayList<>();
    highParts.clear();
    for (Relocation relocation : section.relocations()) {
      switch (relocation.type()) {
        case R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> lowParts.add(relocation);
        case R_RISCV_NONE, R_RISCV_RELAX, R_RISCV_ALIGN, R_RISCV_TPREL_ADD -> {}
        default -> {
          Optional<Target> target = target(section, relocation);
          if (target.isPresent() && target.get().isGone()) {
            clear(section, relocation, bytes);
          } else if (target.isPresent()) {
            apply(section, relocation, target.get(), bytes);
          } else if (isHigh(relocation.type())) {
            // Its low part must not be blamed as well.
            highParts.put(section.address() + relocation.offset(), 0L);
          }
        }
      }
    }
    // Low parts come last, as they may stand before their high parts.
    for (Relocation relocation : lowParts) {
      target(section, relocation).ifPresent(label -> lowPart(section, relocation, label, bytes));
    }
  }

  /// Reports the symbols that are defined nowhere, each once.
  void reportUndefined() {
    Set<String> known = new HashSet<>(symbols.definedNames());
    known.addAll(layout.globals().ofScript().keySet());
    undefined.messages(known).forEach(diagnostics::report);
  }

  private static boolean isHigh(RelocationType type) {
    return switch (type) {
      case R_RISCV_PCREL_HI20, R_RISCV_GOT_HI20, R_RISCV_TLS_GOT_HI20, R_RISCV_TLS_GD_HI20 -> true;
      default -> false;
    };
  }

  // --- what a relocation refers to

  private Optional<Target> target(InputSection section, Relocation relocation) {
    Symbol symbol = relocation.symbol();
    if (symbol == Symbol.NONE) {
      return Optional.of(new Target(0, false));
    }
    boolean local = symbol.binding() == Symbol.Binding.LOCAL;
    Optional<Value> value =
        local
            ? symbols.mergedValue(symbol, relocation.addend()).or(() -> symbols.value(symbol))
            : layout.globals().value(symbol.name());
    if (value.isPresent()) {
      boolean weak = !local && symbols.definition(symbol.name()) == null && isWeakly(symbol.name());
      return Optional.of(new Target(value.get().address(), weak));
    }
    Symbol definition = symbol;
    SymbolTable.Definition known = local ? null : symbols.definition(symbol.name());
    if (known != null) {
      definition = known.symbol();
    }
    Optional<InputSection> home = symbols.home(definition);
    if (offsets.map(table -> table.is(section)).orElse(false)) {
      // Reported where the code asks for it.
      return Optional.empty();
    }
    if (home.isEmpty()) {
      undefined.add(section, relocation);
      return Optional.empty();
    }
    if (!section.has(Section.ALLOC) || section.name().equals(".eh_frame")) {
      return Optional.of(Target.GONE);
    }
    report(section, relocation, Problem.DISCARDED_SYMBOL, symbol.name(), home.get());
    return Optional.empty();
  }

  private boolean isWeakly(String name) {
    return !layout.globals().ofScript().containsKey(name)
        && symbols.isReferenced(name)
        && !symbols.isStronglyReferenced(name)
        && layout.globals().startOrStop(name).isEmpty();
  }

  // --- changing the bytes

  /// A range of addresses from 0 to 0 would end the list: there it becomes 1 to 1.
  private static void clear(InputSection section, Relocation relocation, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    for (int i = 0; i < relocation.type().bytes(); i++) {
      boolean one = i == 0 && section.name().equals(".debug_ranges");
      bytes.put(at + i, (byte) (one ? 1 : 0));
    }
  }

  private void apply(InputSection section, Relocation relocation, Target target, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    long place = section.address() + relocation.offset();
    long value = target.address + relocation.addend();
    long distance = value - place;
    switch (relocation.type()) {
      case R_RISCV_32 -> {
        if (value != (int) value && value >>> 32 != 0) {
          report(
              section, relocation, Problem.ADDRESS_TOO_LARGE, value, name(relocation), "32 bits");
          return;
        }
        bytes.putInt(at, (int) value);
      }
      case R_RISCV_64 -> bytes.putLong(at, value);
      case R_RISCV_32_PCREL -> {
        if (distance != (int) distance) {
          outOfReach(
              section,
              relocation,
              distance,
              "a 32-bit difference",
              Integer.MIN_VALUE,
              Integer.MAX_VALUE);
          return;
        }
        bytes.putInt(at, (int) distance);
      }
      case R_RISCV_ADD8 -> bytes.put(at, (byte) (bytes.get(at) + value));
      case R_RISCV_ADD16 -> bytes.putShort(at, (short) (bytes.getShort(at) + value));
      case R_RISCV_ADD32 -> bytes.putInt(at, (int) (bytes.getInt(at) + value));
      case R_RISCV_ADD64 -> bytes.putLong(at, bytes.getLong(at) + value);
      case R_RISCV_SUB8 -> bytes.put(at, (byte) (bytes.get(at) - value));
      case R_RISCV_SUB16 -> bytes.putShort(at, (short) (bytes.getShort(at) - value));
      case R_RISCV_SUB32 -> bytes.putInt(at, (int) (bytes.getInt(at) - value));
      case R_RISCV_SUB64 -> bytes.putLong(at, bytes.getLong(at) - value);
      case R_RISCV_SET6 -> bytes.put(at, lowSix(bytes.get(at), value));
      case R_RISCV_SUB6 -> bytes.put(at, lowSix(bytes.get(at), bytes.get(at) - value));
      case R_RISCV_SET8 -> bytes.put(at, (byte) value);
      case R_RISCV_SET16 -> bytes.putShort(at, (short) value);
      case R_RISCV_SET32 -> bytes.putInt(at, (int) value);
      case R_RISCV_BRANCH ->
          jump(section, relocation, Instruction.BEQ, "a branch", distance, bytes);
      case R_RISCV_JAL -> jump(section, relocation, Instruction.JAL, "jal", distance, bytes);
      case R_RISCV_RVC_BRANCH ->
          jump(section, relocation, Instruction.C_BEQZ, "a compressed branch", distance, bytes);
      case R_RISCV_RVC_JUMP -> jump(section, relocation, Instruction.C_J, "c.j", distance, bytes);
      case R_RISCV_HI20 -> highPart(section, relocation, value, bytes);
      case R_RISCV_LO12_I -> set(bytes, at, Instruction.ADDI, low(value));
      case R_RISCV_LO12_S -> set(bytes, at, Instruction.SW, low(value));
      case R_RISCV_RVC_LUI -> compressedLui(section, relocation, value, bytes);
      case R_RISCV_GPREL_I -> near(section, relocation, Instruction.ADDI, value, bytes);
      case R_RISCV_GPREL_S -> near(section, relocation, Instruction.SW, value, bytes);
      case R_RISCV_TPREL_HI20 ->
          highPart(
              section, relocation, threads.offset(target.address) + relocation.addend(), bytes);
      case R_RISCV_TPREL_LO12_I ->
          set(
              bytes,
              at,
              Instruction.ADDI,
              low(threads.offset(target.address) + relocation.addend()));
      case R_RISCV_TPREL_LO12_S ->
          set(bytes, at, Instruction.SW, low(threads.offset(target.address) + relocation.addend()));
      case R_RISCV_TPREL_I -> nearThread(section, relocation, Instruction.ADDI, target, bytes);
      case R_RISCV_TPREL_S -> nearThread(section, relocation, Instruction.SW, target, bytes);
      case R_RISCV_PCREL_HI20 -> relativeHighPart(section, relocation, value, place, bytes);
      case R_RISCV_CALL, R_RISCV_CALL_PLT -> call(section, relocation, target, distance, bytes);
      case R_RISCV_TLS_TPREL64 ->
          bytes.putLong(at, threads.offset(target.address) + relocation.addend());
      case R_RISCV_TLS_DTPREL64 ->
          bytes.putLong(
              at, threads.offset(target.address) - ThreadLocals.BIAS + relocation.addend());
      case R_RISCV_TLS_TPREL32 ->
          bytes.putInt(at, (int) (threads.offset(target.address) + relocation.addend()));
      case R_RISCV_TLS_DTPREL32 ->
          bytes.putInt(
              at, (int) (threads.offset(target.address) - ThreadLocals.BIAS + relocation.addend()));
      case R_RISCV_GOT_HI20, R_RISCV_TLS_GOT_HI20, R_RISCV_TLS_GD_HI20 ->
          relativeHighPart(
              section,
              relocation,
              offsets.orElseThrow().entry(relocation) + relocation.addend(),
              place,
              bytes);
      case R_RISCV_NONE, R_RISCV_RELAX, R_RISCV_ALIGN, R_RISCV_TPREL_ADD -> {}
      case R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> {}
      case R_RISCV_RELATIVE,
          R_RISCV_COPY,
          R_RISCV_JUMP_SLOT,
          R_RISCV_TLS_DTPMOD32,
          R_RISCV_TLS_DTPMOD64 ->
          report(
              section,
              relocation,
              Problem.UNSUPPORTED_RELOCATION,
              relocation.type(),
              "it belongs to programs that a loader relocates");
    }
  }

  private static byte lowSix(byte old, long value) {
    return (byte) ((old & 0xc0) | (value & 0x3f));
  }

  private void jump(
      InputSection section,
      Relocation relocation,
      Instruction instruction,
      String what,
      long distance,
      ByteBuffer bytes) {
    BitField field = immediate(instruction);
    if (distance % field.step() != 0) {
      long address = section.address() + relocation.offset() + distance;
      report(
          section,
          relocation,
          Problem.TARGET_MISALIGNED,
          name(relocation),
          address,
          what,
          field.step());
    } else if (distance < field.min() || distance > field.max()) {
      outOfReach(section, relocation, distance, what, field.min(), field.max());
    } else {
      set(bytes, (int) (section.offset() + relocation.offset()), instruction, distance);
    }
  }

  private void highPart(InputSection section, Relocation relocation, long value, ByteBuffer bytes) {
    if (!fitsHigh(value)) {
      Diagnostic diagnostic =
          Problem.ADDRESS_TOO_LARGE.at(
              places.span(section, relocation),
              value,
              name(relocation),
              "lui, which reaches -0x80000000 to 0x7ffff7ff");
      diagnostics.report(
          places
              .placed(diagnostic, section, relocation)
              .note(
                  "`la` reaches what is within 2 GiB of the instruction (in C: -mcmodel=medany)"));
      return;
    }
    set(bytes, (int) (section.offset() + relocation.offset()), Instruction.LUI, high(value));
  }

  /// The auipc of a pair. What is near 0 but far from here is reached by a lui in its place.
  private void relativeHighPart(
      InputSection section, Relocation relocation, long value, long place, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    long distance = value - place;
    if (fitsHigh(distance)) {
      highParts.put(place, distance);
      set(bytes, at, Instruction.AUIPC, high(distance));
    } else if (fitsHigh(value)) {
      highParts.put(place, value);
      int word = (bytes.getInt(at) & ~OPCODE_MASK) | Instruction.LUI.encoding().match();
      bytes.putInt(at, word);
      set(bytes, at, Instruction.LUI, high(value));
    } else {
      highParts.put(place, 0L);
      outOfReach(section, relocation, distance, "auipc", Integer.MIN_VALUE, 0x7fff_f7ffL);
    }
  }

  private void lowPart(
      InputSection section, Relocation relocation, Target label, ByteBuffer bytes) {
    Long distance = highParts.get(label.address);
    if (distance == null) {
      lowPartAlone(section, relocation);
      return;
    }
    Instruction form =
        relocation.type() == RelocationType.R_RISCV_PCREL_LO12_I
            ? Instruction.ADDI
            : Instruction.SW;
    set(bytes, (int) (section.offset() + relocation.offset()), form, low(distance));
  }

  /// Says which label was probably meant: that of the last upper part before it.
  private void lowPartAlone(InputSection section, Relocation relocation) {
    Optional<Relocation> high =
        section.relocations().stream()
            .filter(r -> isHigh(r.type()))
            .filter(r -> r.offset() <= relocation.offset())
            .reduce((_, last) -> last);
    String help =
        high.map(h -> rightLabel(section, h))
            .orElseGet(() ->
                "no %%pcrel_hi stands before it: write `1: auipc a0, %%pcrel_hi(%s)`, then `%%pcrel_lo(1b)`"
                    .formatted(relocation.symbol()));
    Diagnostic diagnostic =
        Problem.PCREL_LO_WITHOUT_HI.at(places.span(section, relocation), name(relocation));
    diagnostics.report(places.placed(diagnostic, section, relocation).note(help));
  }

  private static String rightLabel(InputSection section, Relocation high) {
    long at = Places.assembledOffset(section, high);
    String what =
        "the auipc before it, for the upper part of `%s`, is at %s"
            .formatted(high.symbol(), Places.named(section, at));
    return Places.label(section, at)
        .map(label -> what + ": write `%%pcrel_lo(%s)`".formatted(label))
        .orElse(what + ": put a label there, and name that label");
  }

  /// auipc and jalr. A call of an undefined weak function jumps to 0.
  private void call(
      InputSection section, Relocation relocation, Target target, long distance, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    long reach = distance;
    if (target.isWeak) {
      int jalr = bytes.getInt(at + 4);
      bytes.putInt(at + 4, jalr & ~RS1_MASK);
      reach = relocation.addend();
    }
    if (!fitsHigh(reach)) {
      outOfReach(section, relocation, reach, "call", Integer.MIN_VALUE, 0x7fff_f7ffL);
      return;
    }
    set(bytes, at, Instruction.AUIPC, high(reach));
    set(bytes, at + 4, Instruction.JALR, low(reach));
  }

  /// The instruction that is left of a pair: it reaches its target from address 0 or from where gp points.
  private void near(
      InputSection section, Relocation relocation, Instruction form, long value, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    long pointer = layout.globalPointer();
    int word = bytes.getInt(at) & ~RS1_MASK;
    if (value == low(value)) {
      bytes.putInt(at, word);
      set(bytes, at, form, value);
    } else if (value - pointer == low(value - pointer)) {
      bytes.putInt(at, word | GP << 15);
      set(bytes, at, form, value - pointer);
    } else {
      outOfReach(section, relocation, value - pointer, "gp", -0x800, 0x7ff);
    }
  }

  /// The instruction that is left of three: it reaches a thread's own datum from where tp points.
  private void nearThread(
      InputSection section,
      Relocation relocation,
      Instruction form,
      Target target,
      ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    long offset = threads.offset(target.address) + relocation.addend();
    if (offset != low(offset)) {
      outOfReach(section, relocation, offset, "tp", -0x800, 0x7ff);
      return;
    }
    bytes.putInt(at, bytes.getInt(at) & ~RS1_MASK | TP << 15);
    set(bytes, at, form, offset);
  }

  private void compressedLui(
      InputSection section, Relocation relocation, long value, ByteBuffer bytes) {
    int at = (int) (section.offset() + relocation.offset());
    BitField field = immediate(Instruction.C_LUI);
    long high = high(value);
    if (high == 0) {
      // What was just above 0x800 may have come below it: c.lui has no 0, but c.li does.
      int half = bytes.getShort(at) & ~Instruction.C_LUI.encoding().match();
      bytes.putShort(at, (short) (half | Instruction.C_LI.encoding().match()));
      set(bytes, at, Instruction.C_LI, 0);
      return;
    }
    if (high < field.min() || high > field.max()) {
      report(section, relocation, Problem.ADDRESS_TOO_LARGE, value, name(relocation), "c.lui");
      return;
    }
    set(bytes, at, Instruction.C_LUI, high);
  }

  /// Whether lui or auipc with a signed low part can make a value.
  private static boolean fitsHigh(long value) {
    return high(value) == (int) high(value);
  }

  private static long high(long value) {
    return value + 0x800 & -0x1000L;
  }

  private static long low(long value) {
    return value << 52 >> 52;
  }

  private static BitField immediate(Instruction instruction) {
    BitField field = instruction.encoding().field(Field.IMMEDIATE);
    if (field == null) {
      throw new IllegalArgumentException(instruction + " has no immediate");
    }
    return field;
  }

  /// Replaces the immediate of the instruction at an offset.
  private static void set(ByteBuffer bytes, int at, Instruction instruction, long value) {
    BitField field = immediate(instruction);
    int bits = field.scatter(value);
    int mask = field.scatter(-field.step());
    if (instruction.length() == 2) {
      bytes.putShort(at, (short) ((bytes.getShort(at) & ~mask) | bits));
    } else {
      bytes.putInt(at, (bytes.getInt(at) & ~mask) | bits);
    }
  }

  // --- messages

  private static String name(Relocation relocation) {
    String name = relocation.symbol().name();
    long addend = relocation.addend();
    String base = name.isEmpty() ? "address" : name;
    return addend == 0 ? base : "%s%s%#x".formatted(base, addend < 0 ? "-" : "+", Math.abs(addend));
  }

  private void outOfReach(
      InputSection section, Relocation relocation, long distance, String what, long min, long max) {
    Diagnostic diagnostic =
        Problem.TARGET_OUT_OF_REACH.at(
            places.span(section, relocation), name(relocation), distance, what, min, max);
    String help =
        switch (relocation.type()) {
          case R_RISCV_JAL, R_RISCV_RVC_JUMP ->
              "`tail %1$s` or `call %1$s` reaches 2 GiB".formatted(relocation.symbol());
          case R_RISCV_BRANCH, R_RISCV_RVC_BRANCH ->
              "branch the other way around a `tail %s`".formatted(relocation.symbol());
          default -> "place the two sections nearer to each other, or load the address with `ld`";
        };
    diagnostics.report(places.placed(diagnostic, section, relocation).note(help));
  }

  private void report(
      InputSection section, Relocation relocation, Problem problem, Object... values) {
    diagnostics.report(
        places.placed(problem.at(places.span(section, relocation), values), section, relocation));
  }
}
