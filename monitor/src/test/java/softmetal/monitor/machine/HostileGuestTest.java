package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.device.Device;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.memory.AddressMap.Range;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;

/// A machine full of devices whose guest does anything at all: no exception, no hang, no more memory, and a neighbour in
/// the same process that notices nothing.
///
/// `-Dsoftmetal.accesses=N` and `-Dsoftmetal.images=N` try more, `-Dsoftmetal.seed=S` starts elsewhere.
class HostileGuestTest {
  private static final long HEAP_BYTES = 64L << 20;
  private static final int IMAGE_BYTES = 8 << 10;
  private static final long INSTRUCTIONS = 300_000;

  /// Where something is, and what lies right beside it.
  private static final long[] WINDOWS = {
    Board.ROM_BASE,
    Board.FINISHER_BASE,
    Board.RTC_BASE,
    Board.CLINT_BASE,
    Board.PLIC_BASE,
    Board.PLIC_BASE + 0x1000,
    Board.PLIC_BASE + 0x2000,
    Board.PLIC_BASE + 0x20_0000,
    Board.UART_BASE,
    Board.VIRTIO_BASE,
    Board.VIRTIO_BASE + 0x1000,
    Board.VIRTIO_BASE + 0x2000,
    Board.VIRTIO_BASE + 0x3000,
    Board.VIRTIO_BASE + 0x4000,
    Board.VIRTIO_BASE + 0x8000,
    Board.RAM_BASE,
    Board.RAM_BASE + Ram.MIN_BYTES
  };

  private final Drives drives = Drives.inMemory(1, 1 << 20);
  private final Minidisk disk;

  HostileGuestTest() throws Exception {
    disk = drives.create(64 * 512, "32K");
  }

  @AfterEach
  void close() throws Exception {
    drives.close();
  }

  private MachineDefinition everything(Set<Integer> legacy) {
    EthernetSwitch network = new EthernetSwitch("lan");
    BoardOptions options =
        BoardOptions.plain()
            .with(new Peripheral.NetworkCard(network.connect(), new MacAddress(0x5254_0012_3456L)))
            .with(new Peripheral.NetworkCard(network.connect(), new MacAddress(0x5254_0012_3457L)))
            .with(new Peripheral.EntropySource())
            .with(new Peripheral.VirtioTerminal())
            .withLegacySlots(legacy);
    return MachineDefinition.small()
        .withMemory(Ram.MIN_BYTES)
        .withHarts(2)
        .withDisks(List.of(disk))
        .withOptions(options);
  }

  @Test
  void accesses_all_over_the_address_space() throws Exception {
    access(100_000);
  }

  @Tag("slow")
  @Test
  void many_accesses_all_over_the_address_space() throws Exception {
    access(Long.getLong("softmetal.accesses", 3_000_000));
  }

  private void access(long count) throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    try (Ram ram = Ram.allocate(Board.RAM_BASE, Ram.MIN_BYTES);
        Machine neighbour = neighbour()) {
      String before = neighbour.stateHash();
      Board board = board(ram, random);
      long heap = usedHeap();
      long devices = 0;
      for (long i = 0; i < count; i++) {
        devices += access(board, random) ? 1 : 0;
        if (random.nextInt(64) == 0) {
          board.feedConsole(true);
          board.advanceTo(Math.min(board.clock().nextEventTicks(), board.clock().ticks() + 5_000));
        }
        if (random.nextInt(50_000) == 0) {
          board = board(ram, random);
        }
      }
      System.out.printf("seed %d: %,d accesses, %,d of devices%n", seed, count, devices);
      assertTrue(devices > count / 3, "only %d accesses hit a device".formatted(devices));
      assertTrue(usedHeap() - heap < HEAP_BYTES, "seed %d: the heap has grown".formatted(seed));
      assertEquals(before, neighbour.stateHash());
    }
  }

  private Board board(Ram ram, SplittableRandom random) throws Exception {
    Board board =
        new Board(
            everything(random.nextBoolean() ? Set.of() : Set.of(0, 1, 2, 3, 4)),
            new RecordingHost(new byte[1000]),
            ram,
            0);
    board.boot(Boot.of(program(new byte[64])));
    return board;
  }

  /// What the run loop does for a load or store that hits no RAM.
  private static boolean access(Board board, SplittableRandom random) {
    Width width = List.of(Width.values()).get(random.nextInt(4));
    long address = address(random) & (random.nextInt(8) == 0 ? -1 : -width.bytes());
    Range<Device> range = board.bus().deviceAt(address, width);
    if (range == null) {
      return false;
    }
    int offset = (int) (address - range.start());
    if (random.nextBoolean()) {
      long value = range.value().read(offset, width);
      assertEquals(width.truncate(value), value, range.value().name());
    } else {
      range.value().write(offset, width, width.truncate(value(random)));
      board.written(range.value());
    }
    return true;
  }

  private static long address(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextLong() & ((1L << 56) - 1);
      case 2 -> WINDOWS[random.nextInt(WINDOWS.length)] - random.nextInt(16);
      case 3 -> WINDOWS[random.nextInt(WINDOWS.length)] + random.nextInt(0x2000);
      default -> WINDOWS[random.nextInt(WINDOWS.length)] + random.nextInt(0x140);
    };
  }

  private static long value(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(16);
      case 1 -> Board.RAM_BASE + random.nextInt(1 << 20);
      case 2 -> (Board.RAM_BASE >>> 12) + random.nextInt(256);
      case 3 -> -random.nextInt(16);
      case 4 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  @Test
  void random_images() throws Exception {
    run(6);
  }

  @Tag("slow")
  @Test
  void many_random_images() throws Exception {
    run(Long.getLong("softmetal.images", 60));
  }

  private void run(long images) throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    try (Machine neighbour = neighbour()) {
      String before = neighbour.stateHash();
      long heap = usedHeap();
      long retired = 0;
      for (long image = seed; image < seed + images; image++) {
        retired += run(new SplittableRandom(image), "-Dsoftmetal.seed=" + image);
      }
      System.out.printf("%,d images from seed %d: %,d instructions%n", images, seed, retired);
      assertTrue(retired > images * INSTRUCTIONS / 20, "only %d instructions".formatted(retired));
      assertTrue(usedHeap() - heap < HEAP_BYTES, "seed %d: the heap has grown".formatted(seed));
      assertEquals(before, neighbour.stateHash());
    }
  }

  private long run(SplittableRandom random, String seed) throws Exception {
    Firmware firmware = random.nextInt(4) == 0 ? new Firmware.BuiltIn() : new Firmware.None();
    Xlen xlen = random.nextBoolean() ? Xlen.RV64 : Xlen.RV32;
    MachineDefinition definition =
        everything(random.nextBoolean() ? Set.of() : Set.of(0, 2))
            .withInstructionSet(InstructionSet.ALL.with(xlen));
    try (Machine machine = new Machine(definition, new RecordingHost(new byte[100]))) {
      machine.load(new Boot(firmware, Optional.of(program(image(random), xlen)), new byte[0]));
      Outcome outcome = machine.run(INSTRUCTIONS);
      assertFalse(outcome instanceof Outcome.Failed, seed + ": " + outcome);
      machine.stateHash();
      return machine.retired();
    }
  }

  /// For both widths: random words, many of them loads and stores near devices, behind a handler that goes on after each trap; or nothing but random
  /// bytes.
  private static byte[] image(SplittableRandom random) {
    byte[] image = new byte[IMAGE_BYTES];
    if (random.nextInt(8) == 0) {
      random.nextBytes(image);
      return image;
    }
    ByteBuffer code = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int handler = 4 * 40;
    code.putInt(0x0000_0297); // auipc t0, 0
    code.putInt(handler << 20 | 5 << 15 | 5 << 7 | 0x13); // addi t0, t0, handler
    code.putInt(0x305 << 20 | 5 << 15 | 1 << 12 | 0x73); // csrw mtvec, t0
    code.putInt(0x105 << 20 | 5 << 15 | 1 << 12 | 0x73); // csrw stvec, t0
    for (int register = 8; register < 31; register++) {
      long window = WINDOWS[random.nextInt(WINDOWS.length - 2)];
      code.putInt((int) (window & 0xffff_f000) | register << 7 | 0x37); // lui
    }
    code.putInt(jump(handler + 32 - code.position()));
    code.position(handler);
    code.putInt(0x341 << 20 | 2 << 12 | 31 << 7 | 0x73); // csrr t6, mepc
    code.putInt(4 << 20 | 31 << 15 | 31 << 7 | 0x13); // addi t6, t6, 4
    code.putInt(0x341 << 20 | 31 << 15 | 1 << 12 | 0x73); // csrw mepc, t6
    code.putInt(0x3020_0073); // mret
    code.position(handler + 32);
    while (code.remaining() >= 8) {
      code.putInt(word(random));
    }
    code.putInt(jump(handler + 32 - code.position()));
    return image;
  }

  /// `j` over so many bytes.
  private static int jump(int bytes) {
    return (bytes >> 20 & 1) << 31
        | (bytes >> 1 & 0x3ff) << 21
        | (bytes >> 11 & 1) << 20
        | (bytes >> 12 & 0xff) << 12
        | 0x6f;
  }

  private static int word(SplittableRandom random) {
    int base = 8 + random.nextInt(23);
    int other = random.nextInt(32);
    int offset = random.nextInt(3) == 0 ? random.nextInt(0x800) : random.nextInt(64) * 4;
    return switch (random.nextInt(8)) {
      case 0, 1 -> offset << 20 | base << 15 | random.nextInt(7) << 12 | (other & 7) << 7 | 0x03;
      case 2, 3, 4 ->
          offset >> 5 << 25
              | other << 20
              | base << 15
              | random.nextInt(4) << 12
              | (offset & 31) << 7
              | 0x23;
      case 5 -> random.nextInt(0x1000) << 20 | (other & 7) << 7 | 0x13; // addi, a small number
      default -> random.nextInt() | (random.nextInt(4) == 0 ? 0 : 3);
    };
  }

  /// A machine that has run for a while, in the same process.
  private static Machine neighbour() throws Exception {
    Machine machine =
        new Machine(MachineDefinition.small().withMemory(Ram.MIN_BYTES), new RecordingHost());
    machine.load(program(new byte[] {0x13, 0, 0, 0, 0x6f, (byte) 0xf0, (byte) 0xdf, (byte) 0xff}));
    machine.run(10_000);
    return machine;
  }

  private static Executable program(byte[] contents) {
    return program(contents, Xlen.RV64);
  }

  private static Executable program(byte[] contents, Xlen xlen) {
    long address = Board.RAM_BASE;
    Segment segment = new Segment(address, address, contents, contents.length, 7);
    return new Executable("image", xlen.bits(), 0, address, List.of(segment), List.of(), List.of());
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
