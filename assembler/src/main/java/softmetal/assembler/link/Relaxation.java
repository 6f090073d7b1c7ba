package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Shortens code whose targets turn out to be near, in the way of GNU ld, so that the result is the same.
///
/// The layout asks for it section by section, in the middle of a walk: sections before this one have their new
/// addresses then, those behind it still the ones of the walk before. In a first phase, walks are repeated until no
/// section becomes shorter. In the second, the nops that R_RISCV_ALIGN asks for are cut to what is needed; until then
/// each alignment has room for its worst case. What may still move apart is allowed for by *slack*: the largest
/// alignment that can come in between.
///
/// Source: RISC-V ELF psABI, "Linker Relaxation".
final class Relaxation {
  static final String GLOBAL_POINTER = "__global_pointer$";
  private static final int NOP = 0x0000_0013;
  private static final int COMPRESSED_NOP = 0x0001;
  private static final int MATCH_JAL = 0x6f;
  private static final int MATCH_JALR = 0x67;
  private static final int MATCH_C_J = 0xa001;
  private static final int MATCH_C_LUI = 0x6001;
  private static final int RD_MASK = 0x1f << 7;
  private static final int STACK_POINTER = 2;
  private static final long LUI_SLACK = 0x1000;
  private static final int RS1_MASK = 0x1f << 15;

  private final SymbolTable symbols;
  private final Function<String, Optional<Value>> defined;
  private final List<OutputSection> sections;
  private final Diagnostics diagnostics;

  /// The largest alignment of any section of the image, as it was when the first section was relaxed.
  private OptionalLong largestAlignment = OptionalLong.empty();

  private boolean usesGlobalPointer;

  /// @param defined a global symbol's value, empty if neither script nor object define it
  Relaxation(
      SymbolTable symbols,
      Function<String, Optional<Value>> defined,
      List<OutputSection> sections,
      Diagnostics diagnostics) {
    this.symbols = symbols;
    this.defined = defined;
    this.sections = sections;
    this.diagnostics = diagnostics;
  }

  /// Whether a relocation of this type, with an R_RISCV_RELAX beside it, can be relaxed.
  static boolean canRelax(RelocationType type) {
    return switch (type) {
      case R_RISCV_CALL, R_RISCV_CALL_PLT -> true;
      case R_RISCV_HI20, R_RISCV_LO12_I, R_RISCV_LO12_S -> true;
      case R_RISCV_PCREL_HI20, R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> true;
      case R_RISCV_TPREL_HI20, R_RISCV_TPREL_ADD -> true;
      case R_RISCV_TPREL_LO12_I, R_RISCV_TPREL_LO12_S -> true;
      default -> false;
    };
  }

  /// Whether code was changed to reach data by way of register gp.
  boolean usesGlobalPointer() {
    return usesGlobalPointer;
  }

  /// First phase: takes out what is not needed to reach the targets of one section.
  ///
  /// @return whether it became shorter
  boolean shorten(InputSection section) {
    return section.relaxable().length > 0 && new Scan(section).run();
  }

  /// Second phase: leaves of each alignment's nops as many as are needed.
  void align(InputSection section) {
    if (section.alignments().length == 0) {
      return;
    }
    List<Cuts.Cut> found = new ArrayList<>();
    long removed = 0;
    long behind = 0;
    for (int index : section.alignments()) {
      Relocation relocation = section.relocations().get(index);
      long room = relocation.addend();
      long start = relocation.offset();
      if (room == 0) {
        continue;
      }
      long boundary = Math.max(2, Long.highestOneBit(Math.max(room, 1)) << 1);
      long at = section.address() + section.cuts().moved(start) - removed;
      long needed = -at & (boundary - 1);
      if (room < 0
          || room > section.assembledSize() - start
          || needed > room
          || start < behind
          || section.cuts().overlap(start, room)) {
        diagnostics.report(
            Problem.BAD_ALIGNMENT_ROOM.at(
                relocation.source().orElse(section.source().whole()),
                section.name(),
                start,
                needed,
                boundary,
                room));
        continue;
      }
      if (needed != room) {
        nops(section.contents(), (int) start, (int) needed);
        found.add(new Cuts.Cut(start + needed, room - needed));
        removed += room - needed;
        behind = start + room;
      }
    }
    section.cut(found);
    section.keepAlignment();
  }

  /// Four-byte nops first, a two-byte one last.
  private static void nops(byte[] bytes, int start, int count) {
    int at = start;
    for (; at + 4 <= start + count; at += 4) {
      putWord(bytes, at, NOP);
    }
    if (at + 2 <= start + count) {
      putHalf(bytes, at, COMPRESSED_NOP);
    }
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  private static void putHalf(byte[] bytes, int at, int half) {
    bytes[at] = (byte) half;
    bytes[at + 1] = (byte) (half >>> 8);
  }

  private static void putWord(byte[] bytes, int at, int word) {
    putHalf(bytes, at, word);
    putHalf(bytes, at + 2, word >>> 16);
  }

  private long largestAlignment() {
    if (largestAlignment.isEmpty()) {
      largestAlignment =
          OptionalLong.of(
              sections.stream()
                  .filter(section -> !section.isDropped())
                  .mapToLong(OutputSection::alignment)
                  .max()
                  .orElse(1));
    }
    return largestAlignment.getAsLong();
  }

  // --- where a relocation points to

  /// @param address with the addend
  /// @param output the section of the image that it lies in; null for an absolute address
  /// @param movable whether it is code, or a constant that may be merged with others
  /// @param isWeak whether nobody defines the symbol and that is allowed
  private record Target(
      long address, @Nullable OutputSection output, boolean movable, boolean isWeak) {
    static final Target WEAK = new Target(0, null, false, true);
  }

  private static boolean fitsTwelve(long value) {
    return value >= -0x800 && value < 0x800;
  }

  private static boolean fitsJump(long distance) {
    return distance >= -0x10_0000 && distance < 0x10_0000 && (distance & 1) == 0;
  }

  private static boolean fitsCompressedJump(long distance) {
    return distance >= -0x800 && distance < 0x800 && (distance & 1) == 0;
  }

  /// Whether c.lui can load the upper part of a value.
  private static boolean fitsCompressedLui(long high) {
    return high != 0 && high >= -0x2_0000 && high < 0x2_0000;
  }

  private static long high(long value) {
    return value + 0x800 & -0x1000L;
  }

  /// One pass over the relocations of one section. Nothing moves before its end.
  private final class Scan {
    /// An auipc that is gone: its low parts reach the target by themselves.
    private record High(Target target, Symbol symbol, long addend) {}

    private final InputSection section;
    private final ObjectFile object;
    private final byte[] bytes;
    private final List<Relocation> relocations;
    private final boolean compressed;
    private final List<Cuts.Cut> found = new ArrayList<>();
    private final Map<Long, High> highs = new HashMap<>();
    private final Set<Long> lowsSeen = new HashSet<>();

    /// How many bytes behind the target must be reached as well. For a global function GNU ld does not work it out,
    /// and keeps the number of the relocation before.
    private long reserve;

    private Scan(InputSection section) {
      this.section = section;
      this.object = section.object();
      this.bytes = section.contents();
      this.relocations = section.relocations();
      this.compressed = (object.flags() & ObjectFile.FLAG_RVC) != 0;
    }

    private boolean run() {
      int[] candidates = section.relaxable().clone();
      int kept = 0;
      for (int index : candidates) {
        if (!isDone(index)) {
          candidates[kept++] = index;
        }
      }
      section.relaxable(Arrays.copyOf(candidates, kept));
      section.cut(found);
      return !found.isEmpty();
    }

    /// Tries to relax one relocation; whether it need not be tried again.
    private boolean isDone(int index) {
      Relocation relocation = relocations.get(index);
      Target target = target(relocation);
      if (target == null) {
        return false;
      }
      return switch (relocation.type()) {
        case R_RISCV_CALL, R_RISCV_CALL_PLT -> call(index, relocation, target);
        case R_RISCV_HI20, R_RISCV_LO12_I, R_RISCV_LO12_S -> absolute(index, relocation, target);
        case R_RISCV_PCREL_HI20 -> relativeHigh(index, relocation, target);
        case R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> relativeLow(index, relocation);
        case R_RISCV_TPREL_HI20, R_RISCV_TPREL_ADD, R_RISCV_TPREL_LO12_I, R_RISCV_TPREL_LO12_S ->
            threadLocal(index, relocation, target);
        default -> false;
      };
    }

    private @Nullable Target target(Relocation relocation) {
      Symbol symbol = relocation.symbol();
      if (symbol == Symbol.NONE) {
        return null;
      }
      boolean isCall =
          relocation.type() == RelocationType.R_RISCV_CALL
              || relocation.type() == RelocationType.R_RISCV_CALL_PLT;
      Optional<Value> value;
      if (symbol.binding() == Symbol.Binding.LOCAL) {
        reserve = reserve(symbol, relocation);
        value = symbols.mergedValue(symbol, relocation.addend()).or(() -> symbols.value(symbol));
      } else {
        value = defined.apply(symbol.name());
        SymbolTable.Definition definition = symbols.definition(symbol.name());
        if (value.isEmpty()) {
          boolean weak = !symbols.isStronglyReferenced(symbol.name());
          return weak && !isCall && definition == null ? Target.WEAK : null;
        }
        if (definition == null) {
          reserve = 0;
        } else if (definition.symbol().type() != Symbol.Type.FUNCTION) {
          reserve = reserve(definition.symbol(), relocation);
        }
      }
      return value
          .map(v ->
              new Target(v.address() + relocation.addend(), output(v), isMovable(symbol, v), false))
          .orElse(null);
    }

    private long reserve(Symbol symbol, Relocation relocation) {
      long size = symbols.size(symbol);
      long rest = size - relocation.addend();
      return Long.compareUnsigned(rest, size) > 0 ? 0 : rest;
    }

    private static @Nullable OutputSection output(Value value) {
      return value instanceof Value.Relative(OutputSection output, _) ? output : null;
    }

    private boolean isMovable(Symbol symbol, Value value) {
      Symbol definition = symbol;
      if (symbol.binding() != Symbol.Binding.LOCAL) {
        SymbolTable.Definition known = symbols.definition(symbol.name());
        definition = known == null ? symbol : known.symbol();
      }
      Optional<InputSection> home = symbols.home(definition);
      if (home.isPresent()) {
        return home.get().has(Section.EXECINSTR | Section.MERGE);
      }
      OutputSection output = output(value);
      return output != null && (output.flags() & (Section.EXECINSTR | Section.MERGE)) != 0;
    }

    private long place(Relocation relocation) {
      return section.address() + section.cuts().moved(relocation.offset());
    }

    // --- the three ways to be shorter

    private boolean call(int index, Relocation relocation, Target target) {
      long distance = target.address - place(relocation);
      boolean nearZero = fitsTwelve(target.address);
      if (fitsJump(distance)) {
        long slack = slack(target.output, section.output().orElse(null));
        distance += distance < 0 ? -slack : slack;
      }
      if (!fitsJump(distance) && !nearZero) {
        return false;
      }
      int at = (int) relocation.offset();
      int rd = word(bytes, at + 4) & RD_MASK;
      boolean half = compressed && rd == 0 && fitsCompressedJump(distance);
      int length = half ? 2 : 4;
      if (!cut(relocation.offset() + length, 8 - length)) {
        return true;
      }
      RelocationType type;
      if (half) {
        type = RelocationType.R_RISCV_RVC_JUMP;
        putHalf(bytes, at, MATCH_C_J);
      } else if (fitsJump(distance)) {
        type = RelocationType.R_RISCV_JAL;
        putWord(bytes, at, MATCH_JAL | rd);
      } else {
        type = RelocationType.R_RISCV_LO12_I;
        putWord(bytes, at, MATCH_JALR | rd);
      }
      change(index, type, relocation.symbol(), relocation.addend());
      return true;
    }

    private boolean absolute(int index, Relocation relocation, Target target) {
      if (isNear(target)) {
        switch (relocation.type()) {
          case R_RISCV_LO12_I ->
              change(
                  index, RelocationType.R_RISCV_GPREL_I, relocation.symbol(), relocation.addend());
          case R_RISCV_LO12_S ->
              change(
                  index, RelocationType.R_RISCV_GPREL_S, relocation.symbol(), relocation.addend());
          default -> remove(index, relocation);
        }
        return true;
      }
      return relocation.type() == RelocationType.R_RISCV_HI20
          && compressLui(index, relocation, target);
    }

    /// The page in between allows for what alignment may still move.
    private boolean compressLui(int index, Relocation relocation, Target target) {
      int at = (int) relocation.offset();
      int rd = word(bytes, at) & RD_MASK;
      long high = high(target.address);
      if (!compressed
          || !fitsCompressedLui(high)
          || !fitsCompressedLui(high + LUI_SLACK)
          || rd == 0
          || rd == STACK_POINTER << 7
          || !cut(relocation.offset() + 2, 2)) {
        return false;
      }
      putHalf(bytes, at, MATCH_C_LUI | rd);
      change(index, RelocationType.R_RISCV_RVC_LUI, relocation.symbol(), relocation.addend());
      return true;
    }

    private boolean relativeHigh(int index, Relocation relocation, Target target) {
      boolean movable = !target.isWeak && target.movable;
      if (movable || lowsSeen.contains(relocation.offset()) || !isNear(target)) {
        return false;
      }
      highs.put(relocation.offset(), new High(target, relocation.symbol(), relocation.addend()));
      remove(index, relocation);
      return true;
    }

    private boolean relativeLow(int index, Relocation relocation) {
      // An addend belongs to the target of the high part, not to the label of the auipc.
      long label = relocation.symbol().value();
      High high = highs.get(label);
      if (high == null) {
        lowsSeen.add(label);
        return false;
      }
      boolean load = relocation.type() == RelocationType.R_RISCV_PCREL_LO12_I;
      if (!high.target.isWeak) {
        change(
            index,
            load ? RelocationType.R_RISCV_GPREL_I : RelocationType.R_RISCV_GPREL_S,
            high.symbol,
            relocation.addend() + high.addend);
        return true;
      }
      int at = (int) relocation.offset();
      putWord(bytes, at, word(bytes, at) & ~RS1_MASK);
      change(
          index,
          load ? RelocationType.R_RISCV_LO12_I : RelocationType.R_RISCV_LO12_S,
          high.symbol,
          high.addend);
      return true;
    }

    /// Of lui, add and an access, the last does it alone where the datum is near tp.
    private boolean threadLocal(int index, Relocation relocation, Target target) {
      if (high(ThreadLocals.among(sections).offset(target.address)) != 0) {
        return false;
      }
      switch (relocation.type()) {
        case R_RISCV_TPREL_LO12_I ->
            change(index, RelocationType.R_RISCV_TPREL_I, relocation.symbol(), relocation.addend());
        case R_RISCV_TPREL_LO12_S ->
            change(index, RelocationType.R_RISCV_TPREL_S, relocation.symbol(), relocation.addend());
        default -> remove(index, relocation);
      }
      return true;
    }

    /// Whether an instruction reaches a target from address 0, or from where gp points.
    private boolean isNear(Target target) {
      if (target.isWeak || fitsTwelve(target.address)) {
        return true;
      }
      Optional<Value> pointer = defined.apply(GLOBAL_POINTER);
      if (pointer.isEmpty()) {
        return false;
      }
      long slack = slack(target.output, output(pointer.get())) + reserve;
      long distance = target.address - pointer.get().address();
      boolean above = Long.compareUnsigned(target.address, pointer.get().address()) >= 0;
      boolean near = fitsTwelve(above ? distance + slack : distance - slack);
      usesGlobalPointer |= near;
      return near;
    }

    /// How much further apart two places may still get.
    private long slack(@Nullable OutputSection one, @Nullable OutputSection other) {
      return one != null && one == other ? one.alignment() : largestAlignment();
    }

    // --- what is done about it

    private void remove(int index, Relocation relocation) {
      if (cut(relocation.offset(), 4)) {
        change(index, RelocationType.R_RISCV_NONE, Symbol.NONE, 0);
      }
    }

    private boolean cut(long start, long length) {
      boolean inside = start + length <= section.assembledSize();
      boolean again = !found.isEmpty() && found.getLast().end() > start;
      if (!inside || again || section.cuts().overlap(start, length)) {
        return false;
      }
      found.add(new Cuts.Cut(start, length));
      return true;
    }

    private void change(int index, RelocationType type, Symbol symbol, long addend) {
      Relocation old = relocations.get(index);
      relocations.set(index, new Relocation(old.offset(), type, symbol, addend, old.source()));
    }
  }
}
