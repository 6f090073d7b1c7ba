package softmetal.monitor.oracle.fence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import softmetal.monitor.oracle.TwinBoards.Block;

/// A program for both boards that carries out commands, and where things are in memory.
///
/// | from | what |
/// |---|---|
/// | 0x80000000 | the program, in machine mode |
/// | [#TABLES] | page tables |
/// | [#FRAMES] | the frames that translations lead to |
/// | [#SCRIPT] | the commands, 32 bytes each |
/// | [#RESULTS] | eight bytes for each command |
///
/// The result of an access is the number of the frame that it reached, which stands at its beginning, or, for an
/// execution, what the code in it says, or [#TRAP] and a cause.
final class Board {
  static final long TABLES = 0x8010_0000L;
  static final int TABLE_BYTES = 4096;
  static final long FRAMES = 0x8020_0000L;
  static final int FRAME_BYTES = 4096;
  static final int FRAMES_COUNT = 16;
  static final long SCRIPT = 0x8100_0000L;
  static final long RESULTS = 0x8500_0000L;

  static final long TRAP = 0x1000;

  /// A store that did not trap and reached no frame.
  static final long NOWHERE = 0x2000;

  private static final int COMMAND_BYTES = 32;
  private static final int CODE_OFFSET = 16;
  private static final int LOAD_OFFSET = 32;
  private static final int ECALL = 0x73;
  private static final int LOAD_A0 = 0x0005_b503; // ld a0, 0(a1)

  private Board() {}

  /// `li a0, number`: what the code of a frame begins with.
  static int codeThatSays(int number) {
    return number << 20 | 10 << 7 | 0x13;
  }

  /// In the language of GNU as.
  static String program() {
    return """
    .option norvc
    .globl _start
    _start:
      la t0, handler
      csrw mtvec, t0
      li t0, -1
      csrw pmpaddr1, t0
      li s0, 0x%x
      li s1, 0x%x
      li s5, 0x20800        # MPRV, and supervisor mode before
      li s6, 0x20000
      li s7, 0x1800
    next:
      ld s2, 0(s0)
      ld s3, 8(s0)
      ld s4, 16(s0)
      addi s0, s0, 32
      li a0, 0
      csrc mstatus, s7
      la t0, table
      slli s2, s2, 2
      add t0, t0, s2
      jr t0
    table:
      j finish
      j write_entry
      j fence_all
      j fence_page
      j fence_space
      j fence_page_and_space
      j load
      j store
      j fetch
      j fetch_and_load
      j switch
      j protect
      j write_code
      fence.i
    done:
      sd a0, 0(s1)
      addi s1, s1, 8
      j next
    write_entry:
      sd s4, 0(s3)
      j done
    fence_all:
      sfence.vma
      j done
    fence_page:
      sfence.vma s3
      j done
    fence_space:
      sfence.vma zero, s4
      j done
    fence_page_and_space:
      sfence.vma s3, s4
      j done
    load:
      csrs mstatus, s5
      ld a0, 0(s3)
      csrc mstatus, s6
      j done
    store:
      csrs mstatus, s5
      sd s1, 8(s3)
      csrc mstatus, s6
      li t0, 0x%x
      li t1, %d
      li t3, 4096
    1: ld t2, 8(t0)
      beq t2, s1, 2f
      add t0, t0, t3
      addi t1, t1, -1
      bnez t1, 1b
      li a0, 0x%x
      j done
    2: sd zero, 8(t0)
      ld a0, 0(t0)
      j done
    fetch:
      li t0, 0x800
      csrs mstatus, t0
      addi s3, s3, %d
      csrw mepc, s3
      mret
    fetch_and_load:
      li t0, 0x800
      csrs mstatus, t0
      addi s3, s3, %d
      csrw mepc, s3
      mv a1, s4
      mret
    switch:
      csrw satp, s3
      j done
    protect:
      csrw pmpaddr0, s3
      li t0, 0x1f00
      or t0, t0, s4
      csrw pmpcfg0, t0
      j done
    write_code:
      sw s4, %d(s3)
      j done
    finish:
      li t0, 0x100000
      li t1, 0x5555
      sw t1, 0(t0)
      j .
    .balign 4
    handler:
      csrr t0, mcause
      li t1, 9
      beq t0, t1, 1f        # an ecall: a0 is the result
      li a0, 0x%x
      or a0, a0, t0
    1: csrc mstatus, s6
      j done
    """
        .formatted(
            SCRIPT,
            RESULTS,
            FRAMES,
            FRAMES_COUNT,
            NOWHERE,
            CODE_OFFSET,
            LOAD_OFFSET,
            CODE_OFFSET,
            TRAP);
  }

  /// What has to be in memory.
  static List<Block> memory(List<Command> commands) {
    return List.of(new Block(FRAMES, frames()), new Block(SCRIPT, script(commands)));
  }

  private static byte[] frames() {
    ByteBuffer bytes = bytes(FRAMES_COUNT * FRAME_BYTES);
    for (int frame = 0; frame < FRAMES_COUNT; frame++) {
      int at = frame * FRAME_BYTES;
      bytes.putLong(at, frame);
      bytes.putInt(at + CODE_OFFSET, codeThatSays(frame));
      bytes.putInt(at + CODE_OFFSET + 4, ECALL);
      bytes.putInt(at + LOAD_OFFSET, LOAD_A0);
      bytes.putInt(at + LOAD_OFFSET + 4, ECALL);
    }
    return contents(bytes);
  }

  private static byte[] script(List<Command> commands) {
    ByteBuffer bytes = bytes((commands.size() + 1) * COMMAND_BYTES);
    for (Command command : commands) {
      long[] words = words(command);
      for (int i = 0; i < COMMAND_BYTES / Long.BYTES; i++) {
        bytes.putLong(i < words.length ? words[i] : 0);
      }
    }
    return contents(bytes);
  }

  private static long[] words(Command command) {
    return switch (command) {
      case Command.WriteEntry(long address, long value) -> new long[] {1, address, value};
      case Command.Fence(long page, int asid) ->
          new long[] {page == 0 ? (asid == 0 ? 2 : 4) : (asid == 0 ? 3 : 5), page, asid};
      case Command.Load(long page) -> new long[] {6, page};
      case Command.Store(long page) -> new long[] {7, page};
      case Command.Fetch(long page) -> new long[] {8, page};
      case Command.FetchAndLoad(long code, long data) -> new long[] {9, code, data};
      case Command.SwitchSpace(long root, int asid) ->
          new long[] {10, 8L << 60 | (long) asid << 44 | root >> 12};
      case Command.TurnPagingOff() -> new long[] {10, 0};
      case Command.Protect(int frame, int permissions) -> {
        long address = frameAddress(frame) >> 2 | 0x1ff;
        yield new long[] {11, address, 0x18 | permissions};
      }
      case Command.WriteCode(int frame, int word) -> new long[] {12, frameAddress(frame), word};
      case Command.FenceCode() -> new long[] {13};
    };
  }

  static long frameAddress(int frame) {
    return FRAMES + (long) frame * FRAME_BYTES;
  }

  static List<Long> results(byte[] memory) {
    ByteBuffer bytes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> results = new ArrayList<>();
    while (bytes.hasRemaining()) {
      results.add(bytes.getLong());
    }
    return results;
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] contents(ByteBuffer bytes) {
    byte[] all = new byte[bytes.capacity()];
    bytes.get(0, all);
    return all;
  }
}
