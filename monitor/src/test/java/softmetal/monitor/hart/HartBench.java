package softmetal.monitor.hart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;

/// A hart on a workbench: RAM (1 MiB unless said otherwise), mapped where it is, code put down word by word, exits looked at one by one.
final class HartBench implements AutoCloseable {
  static final long BASE = 0x8000_0000L;

  /// Where programs begin, unless a test says otherwise.
  static final long CODE = BASE;

  /// A page of data, far from the code.
  static final long DATA = BASE + 0x8000;

  final Ram ram;
  final Dma dma;
  final CodeCache codeCache;
  final SoftwareTlb tlb;
  final InterpretedHart hart;
  final HartState state;

  /// What [#run] answered by itself.
  final List<Exit.TlbMiss> misses = new ArrayList<>();

  HartBench() {
    this(1 << 20);
  }

  HartBench(long ramBytes) {
    try {
      ram = Ram.allocate(BASE, ramBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dma = new Dma(ram);
    codeCache = new CodeCache(ram, InstructionSet.ALL);
    dma.observe(codeCache);
    tlb = new SoftwareTlb(codeCache);
    hart = newHart("hart0");
    hart.use(tlb);
    state = hart.state();
    state.pc = CODE;
  }

  InterpretedHart newHart(String name) {
    return new InterpretedHart(name, codeCache);
  }

  @Override
  public void close() {
    ram.close();
  }

  /// The word of an instruction; fields in the order rd, rs1, rs2, rs3, rounding mode, immediate, as far as it has them.
  static int word(Instruction instruction, long... fields) {
    Map<Field, Long> values = new EnumMap<>(Field.class);
    int next = 0;
    for (Field field : Field.values()) {
      if (instruction.encoding().field(field) != null && next < fields.length) {
        values.put(field, fields[next++]);
      }
    }
    if (next < fields.length) {
      throw new IllegalArgumentException(instruction + " has only " + next + " fields");
    }
    return instruction.encoding().encode(values);
  }

  /// Puts instructions down one behind the other, each with its own length.
  ///
  /// @return the address behind the last
  long put(long address, int... words) {
    long at = address;
    for (int word : words) {
      if ((word & 3) == 3) {
        dma.putInt(at, word);
        at += 4;
      } else {
        dma.putShort(at, (short) word);
        at += 2;
      }
    }
    return at;
  }

  /// Puts instructions at the program counter and executes exactly as many.
  void execute(int... words) {
    put(state.pc, words);
    Exit exit = run(words.length);
    if (!(exit instanceof Exit.Preempted)) {
      throw new AssertionError("stopped by " + exit);
    }
  }

  Exit run(long budget) {
    return run(new Entry.Resume(), budget);
  }

  /// Runs on, with every page of RAM mapped where it is.
  Exit run(Entry entry, long budget) {
    long end = state.retired + budget;
    Exit exit = hart.run(entry, budget);
    while (exit instanceof Exit.TlbMiss miss && dma.contains(miss.virtualAddress(), 1)) {
      misses.add(miss);
      tlb.fillRam(miss.access(), miss.virtualAddress(), miss.virtualAddress());
      exit = hart.run(new Entry.Resume(), end - state.retired);
    }
    return exit;
  }
}
