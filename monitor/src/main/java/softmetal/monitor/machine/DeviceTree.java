package softmetal.monitor.machine;

import java.util.Optional;
import java.util.stream.IntStream;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;

/// The description of the board that a kernel finds at reset, at the address in a1.
///
/// Nodes and properties are those of QEMU's `virt` board, as far as this board has the part.
public final class DeviceTree {
  private static final int MACHINE_SOFTWARE = 3;
  private static final int MACHINE_TIMER = 7;
  private static final int SUPERVISOR_EXTERNAL = 9;
  private static final int MACHINE_EXTERNAL = 11;

  /// Physical addresses, the second one behind the last byte.
  public record Span(long start, long end) {}

  private DeviceTree() {}

  /// The tree as a blob for a kernel.
  ///
  /// @param instructionSet of every hart
  /// @param harts how many, at least 1
  /// @param memoryBytes of RAM
  /// @param bootArguments the command line of the kernel; may be empty
  /// @param initialRamdisk where it is; empty for none
  public static byte[] of(
      InstructionSet instructionSet,
      int harts,
      long memoryBytes,
      String bootArguments,
      Optional<Span> initialRamdisk) {
    FlattenedTree tree = new FlattenedTree();
    tree.begin("")
        .cells("#address-cells", 2)
        .cells("#size-cells", 2)
        .text("compatible", "riscv-virtio")
        .text("model", "riscv-virtio,qemu");

    tree.begin("chosen");
    if (!bootArguments.isEmpty()) {
      tree.text("bootargs", bootArguments);
    }
    initialRamdisk.ifPresent(span ->
        tree.cells("linux,initrd-start", (int) (span.start() >>> 32), (int) span.start())
            .cells("linux,initrd-end", (int) (span.end() >>> 32), (int) span.end()));
    tree.text("stdout-path", "/soc/" + node("serial", Board.UART_BASE)).end();

    tree.begin(node("memory", Board.RAM_BASE)).text("device_type", "memory");
    register(tree, Board.RAM_BASE, memoryBytes).end();

    cpus(tree, instructionSet, harts);
    power(tree, "poweroff", harts, 0x5555);
    power(tree, "reboot", harts, 0x7777);

    tree.begin("soc")
        .cells("#address-cells", 2)
        .cells("#size-cells", 2)
        .text("compatible", "simple-bus")
        .flag("ranges");
    devices(tree, harts);
    return tree.end().end().toBytes();
  }

  private static void cpus(FlattenedTree tree, InstructionSet instructionSet, int harts) {
    boolean narrow = instructionSet.xlen() == Xlen.RV32;
    tree.begin("cpus")
        .cells("#address-cells", 1)
        .cells("#size-cells", 0)
        .cells("timebase-frequency", 10_000_000);
    for (int hart = 0; hart < harts; hart++) {
      tree.begin("cpu@" + Integer.toHexString(hart))
          .cells("phandle", cpuHandle(harts, hart))
          .text("device_type", "cpu")
          .cells("reg", hart)
          .text("status", "okay")
          .text("compatible", "riscv")
          .text("riscv,isa", instructionSet + "_sstc")
          .text("mmu-type", narrow ? "riscv,sv32" : "riscv,sv39");
      tree.begin("interrupt-controller")
          .cells("#interrupt-cells", 1)
          .flag("interrupt-controller")
          .text("compatible", "riscv,cpu-intc")
          .cells("phandle", interruptHandle(harts, hart))
          .end();
      tree.end();
    }
    tree.begin("cpu-map").begin("cluster0");
    for (int hart = 0; hart < harts; hart++) {
      tree.begin("core" + hart).cells("cpu", cpuHandle(harts, hart)).end();
    }
    tree.end().end().end();
  }

  private static void power(FlattenedTree tree, String what, int harts, int value) {
    tree.begin(what)
        .cells("value", value)
        .cells("offset", 0)
        .cells("regmap", finisherHandle(harts))
        .text("compatible", "syscon-" + what)
        .end();
  }

  private static void devices(FlattenedTree tree, int harts) {
    tree.begin(node("test", Board.FINISHER_BASE)).cells("phandle", finisherHandle(harts));
    register(tree, Board.FINISHER_BASE, 0x1000)
        .text("compatible", "sifive,test1", "sifive,test0", "syscon")
        .end();

    tree.begin(node("clint", Board.CLINT_BASE))
        .cells("interrupts-extended", perHart(harts, MACHINE_SOFTWARE, MACHINE_TIMER));
    register(tree, Board.CLINT_BASE, 0x10000)
        .text("compatible", "sifive,clint0", "riscv,clint0")
        .end();

    tree.begin(node("plic", Board.PLIC_BASE))
        .cells("phandle", plicHandle(harts))
        .cells("riscv,ndev", 96)
        .cells("interrupts-extended", perHart(harts, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL))
        .flag("interrupt-controller")
        .text("compatible", "sifive,plic-1.0.0", "riscv,plic0")
        .cells("#address-cells", 0)
        .cells("#interrupt-cells", 1);
    register(tree, Board.PLIC_BASE, 0x600000).end();

    tree.begin(node("rtc", Board.RTC_BASE));
    interrupt(tree, harts, Board.RTC_SOURCE);
    register(tree, Board.RTC_BASE, 0x1000).text("compatible", "google,goldfish-rtc").end();

    tree.begin(node("serial", Board.UART_BASE)).cells("clock-frequency", 3_686_400);
    interrupt(tree, harts, Board.UART_SOURCE);
    register(tree, Board.UART_BASE, 0x100).text("compatible", "ns16550a").end();

    for (int slot = 0; slot < Board.VIRTIO_SLOTS; slot++) {
      long address = Board.VIRTIO_BASE + (long) slot * Board.VIRTIO_STRIDE;
      tree.begin(node("virtio_mmio", address));
      interrupt(tree, harts, Board.VIRTIO_SOURCE + slot);
      register(tree, address, 0x1000).text("compatible", "virtio,mmio").end();
    }
  }

  private static String node(String name, long address) {
    return name + "@" + Long.toHexString(address);
  }

  private static FlattenedTree register(FlattenedTree tree, long address, long size) {
    return tree.cells(
        "reg", (int) (address >>> 32), (int) address, (int) (size >>> 32), (int) size);
  }

  private static void interrupt(FlattenedTree tree, int harts, int source) {
    tree.cells("interrupts", source).cells("interrupt-parent", plicHandle(harts));
  }

  /// Two interrupt inputs of each hart.
  private static int[] perHart(int harts, int first, int second) {
    return IntStream.range(0, harts)
        .flatMap(hart -> {
          int handle = interruptHandle(harts, hart);
          return IntStream.of(handle, first, handle, second);
        })
        .toArray();
  }

  /// Handles are given to the harts first, from the last to the first.
  private static int cpuHandle(int harts, int hart) {
    return 2 * (harts - 1 - hart) + 1;
  }

  private static int interruptHandle(int harts, int hart) {
    return cpuHandle(harts, hart) + 1;
  }

  private static int plicHandle(int harts) {
    return 2 * harts + 1;
  }

  private static int finisherHandle(int harts) {
    return 2 * harts + 2;
  }
}
