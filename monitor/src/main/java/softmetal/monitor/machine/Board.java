package softmetal.monitor.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.isa.Xlen;
import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.device.clint.Clint;
import softmetal.monitor.device.finisher.PowerSwitch;
import softmetal.monitor.device.finisher.TestFinisher;
import softmetal.monitor.device.plic.Plic;
import softmetal.monitor.device.rom.BootRom;
import softmetal.monitor.device.rtc.GoldfishRtc;
import softmetal.monitor.device.uart.Uart;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.device.virtio.VirtioMmio;
import softmetal.monitor.device.virtio.block.VirtioBlock;
import softmetal.monitor.device.virtio.console.VirtioConsole;
import softmetal.monitor.device.virtio.net.VirtioNet;
import softmetal.monitor.device.virtio.rng.VirtioRng;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.hart.CodeCache;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.InterpretedHart;
import softmetal.monitor.hart.SoftwareTlb;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.Mode;
import softmetal.monitor.privileged.Timebase;
import softmetal.monitor.privileged.VirtualCpu;
import softmetal.monitor.sbi.Sbi;
import softmetal.monitor.sbi.SerialPort;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.Restorable;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The parts of one machine and their wires, as on QEMU's `virt` board. A reset makes a new one around the same RAM.
final class Board implements PowerSwitch {
  static final long RAM_BASE = 0x8000_0000L;
  static final long ROM_BASE = 0x1000;
  static final long FINISHER_BASE = 0x10_0000;
  static final long RTC_BASE = 0x10_1000;
  static final int RTC_SOURCE = 11;
  static final long CLINT_BASE = 0x200_0000;
  static final long PLIC_BASE = 0xc00_0000;
  static final long UART_BASE = 0x1000_0000;
  static final int UART_SOURCE = 10;
  static final long VIRTIO_BASE = 0x1000_1000;
  static final int VIRTIO_STRIDE = 0x1000;
  static final int VIRTIO_SLOTS = 8;
  static final int VIRTIO_SOURCE = 1;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_TICK =
      NANOS_PER_SECOND / (10_000_000L * Clock.TICKS_PER_MTIME);
  private static final long DEVICE_TREE_ALIGNMENT = 2L << 20;
  private static final long DEVICE_TREE_LIMIT = 3L << 30;
  private static final long SMALL_RAM = 8L << 20;
  private static final long RAMDISK_DISTANCE = 128L << 20;

  private final MachineDefinition definition;
  private final Host host;
  private final Ram ram;
  private final Dma dma;
  private final Bus bus;
  private final CodeCache codeCache;
  private final VirtualClock clock = new VirtualClock();
  private final Alarm timeIsUp = clock.alarm("time is up", () -> {});
  private final List<Core> cores = new ArrayList<>();
  private final List<Component> components = new ArrayList<>();
  private final Clint clint;
  private final Uart uart;
  private final long ticksBefore;
  private @Nullable VirtioConsole terminal;
  private long steps;
  private @Nullable Sbi sbi;
  private @Nullable Outcome outcome;
  private boolean resetRequested;

  /// @param ticksBefore how long the machine had run when it was reset; 0 at first
  Board(MachineDefinition definition, Host host, Ram ram, long ticksBefore) {
    this.definition = definition;
    this.ticksBefore = ticksBefore;
    this.host = host;
    this.ram = ram;
    codeCache = new CodeCache(ram, definition.instructionSet());
    dma = new Dma(ram);
    dma.observe(codeCache);
    bus = new Bus(dma);
    for (int number = 0; number < definition.harts(); number++) {
      cores.add(core(number, codeCache));
    }
    clint = new Clint(clock, lines(Interrupt.MACHINE_SOFTWARE), lines(Interrupt.MACHINE_TIMER));
    Plic plic = new Plic(externalLines());
    uart = new Uart("uart0", clock, plic.source(UART_SOURCE), host::consoleOutput);
    attach(FINISHER_BASE, new TestFinisher(this));
    attach(RTC_BASE, rtc(plic));
    attach(CLINT_BASE, clint);
    attach(PLIC_BASE, plic);
    attach(UART_BASE, uart);
    for (int slot = 0; slot < VIRTIO_SLOTS; slot++) {
      attach(VIRTIO_BASE + (long) VIRTIO_STRIDE * slot, virtio(slot, plic));
    }
    components.addAll(definition.disks());
    components.addAll(definition.options().switches());
    components.add(clock);
    components.add(ram);
  }

  private Core core(int number, CodeCache codeCache) {
    InterpretedHart hart = new InterpretedHart("hart" + number, codeCache);
    VirtualCpu cpu =
        new VirtualCpu(
            number,
            definition.instructionSet(),
            hart,
            bus,
            timebase(number),
            () -> new SoftwareTlb(codeCache));
    components.add(hart);
    components.add(cpu);
    return new Core(number, hart, cpu);
  }

  private Timebase timebase(int number) {
    Alarm alarm = clock.alarm("stimecmp" + number, () -> {});
    return new Timebase() {
      @Override
      public long mtime() {
        return clint.mtime();
      }

      @Override
      public void wakeAt(long mtime) {
        long wait = mtime - clint.mtime();
        if (Long.compareUnsigned(mtime, clint.mtime()) <= 0) {
          alarm.set(clock.ticks());
        } else if (wait < 0 || wait > Long.MAX_VALUE / Clock.TICKS_PER_MTIME - clock.mtime()) {
          alarm.cancel();
        } else {
          alarm.set((clock.mtime() + wait) * Clock.TICKS_PER_MTIME);
        }
      }
    };
  }

  /// The wires to one interrupt input of every hart.
  private List<InterruptLine> lines(Interrupt interrupt) {
    return IntStream.range(0, definition.harts()).mapToObj(hart -> line(hart, interrupt)).toList();
  }

  private List<InterruptLine> externalLines() {
    return IntStream.range(0, definition.harts())
        .boxed()
        .flatMap(hart ->
            List.of(
                line(hart, Interrupt.MACHINE_EXTERNAL), line(hart, Interrupt.SUPERVISOR_EXTERNAL))
                .stream())
        .toList();
  }

  private InterruptLine line(int hart, Interrupt interrupt) {
    return high -> cores.get(hart).cpu().setLine(interrupt, high);
  }

  private GoldfishRtc rtc(Plic plic) {
    long nanos =
        definition.options().startSeconds() * NANOS_PER_SECOND + ticksBefore * NANOS_PER_TICK;
    return new GoldfishRtc("rtc", clock, plic.source(RTC_SOURCE), nanos);
  }

  private VirtioMmio virtio(int slot, Plic plic) {
    Transport transport =
        definition.options().legacySlots().contains(slot) ? Transport.LEGACY : Transport.MODERN;
    InterruptLine line = plic.source(VIRTIO_SOURCE + slot);
    return new VirtioMmio("virtio" + slot, transport, line, dma, function(slot));
  }

  private @Nullable Function function(int slot) {
    List<Minidisk> disks = definition.disks();
    if (slot < disks.size()) {
      return new VirtioBlock("disk" + slot, clock, disks.get(slot));
    }
    List<Peripheral> peripherals = definition.options().peripherals();
    int index = slot - disks.size();
    return index < peripherals.size() ? function(slot, peripherals.get(index)) : null;
  }

  private Function function(int slot, Peripheral peripheral) {
    return switch (peripheral) {
      case Peripheral.NetworkCard(Port port, MacAddress address) ->
          new VirtioNet("net" + slot, clock, ticksBefore, port, address);
      case Peripheral.EntropySource() ->
          new VirtioRng("rng" + slot, clock, definition.options().seed() + slot);
      case Peripheral.VirtioTerminal() -> {
        VirtioConsole console = new VirtioConsole("console" + slot, clock, host::consoleOutput);
        terminal = console;
        yield console;
      }
    };
  }

  private void attach(long address, Device device) {
    bus.attach(address, device);
    components.add(device);
  }

  /// Clears what a program expects to be clear, loads all that is to be in RAM, and leaves every hart where the boot ROM would.
  void boot(Boot boot) {
    boot.kernel().ifPresent(this::load);
    if (boot.firmware() instanceof Firmware.Image(Executable program)) {
      load(program);
    }
    Optional<DeviceTree.Span> ramdisk = ramdisk(boot);
    ramdisk.ifPresent(
        span -> dma.write(span.start(), boot.initialRamdisk(), 0, boot.initialRamdisk().length));
    byte[] tree = deviceTree(boot);
    long treeAddress = deviceTreeAddress(tree.length);
    dma.write(treeAddress, tree, 0, tree.length);
    equip(boot, treeAddress);
    long entry = boot.first().entry();
    Sbi firmware = sbi;
    if (firmware != null) {
      firmware.boot(entry, treeAddress);
      return;
    }
    for (Core core : cores) {
      HartState state = core.hart().state();
      Xlen xlen = definition.instructionSet().xlen();
      state.pc = xlen.extend(entry);
      state.x[10] = core.number();
      state.x[11] = xlen.extend(treeAddress);
      if (boot.firmware() instanceof Firmware.Image) {
        state.x[12] = ROM_BASE + BootRom.DYNAMIC_INFORMATION;
      }
    }
  }

  /// Puts in what is there for the sake of what is booted: the ROM, and the built-in firmware.
  private void equip(Boot boot, long treeAddress) {
    long next = boot.kernel().map(Executable::entry).orElse(0L);
    attach(ROM_BASE, new BootRom(boot.first().entry(), treeAddress, next));
    if (boot.firmware() instanceof Firmware.BuiltIn) {
      sbi =
          new Sbi(
              definition.instructionSet().xlen(),
              cores.stream().map(Core::cpu).toList(),
              dma,
              new Console(),
              this);
    }
  }

  /// As after [#boot], but with nothing loaded: that is in the RAM already, as it was saved.
  void equip(Boot boot) {
    equip(boot, deviceTreeAddress(deviceTree(boot).length));
  }

  /// The parts that are saved and loaded one by one, in the order in which that must happen. RAM and disks are not among them.
  List<Restorable> restorables() {
    List<Restorable> all = new ArrayList<>();
    for (Component component : components) {
      if (component instanceof Restorable restorable && component != clock) {
        all.add(restorable);
      }
    }
    cores.forEach(core -> all.add(core.cpu().translations()));
    all.add(new Progress());
    all.add(clock);
    return all;
  }

  /// How far the board has come: what no device knows.
  private final class Progress implements Restorable {
    @Override
    public String name() {
      return "board";
    }

    @Override
    public int version() {
      return 1;
    }

    /// The steps; whether it was switched off and with what status; whether a reset is due.
    @Override
    public void save(StateOutput output) {
      output.putLong(steps);
      boolean isOff = outcome instanceof Outcome.PoweredOff;
      output.putBoolean(isOff);
      output.putInt(outcome instanceof Outcome.PoweredOff(int status) ? status : 0);
      output.putBoolean(resetRequested);
    }

    @Override
    public void load(StateInput input) {
      steps = input.getLong("the steps", 0, Long.MAX_VALUE / 2);
      boolean isOff = input.getBoolean();
      int status = input.getInt("the exit status", 0, 0xffff);
      outcome = isOff ? new Outcome.PoweredOff(status) : null;
      resetRequested = input.getBoolean();
      cores.forEach(Core::newlyRetired);
    }
  }

  /// The serial port as firmware uses it: without a look at the registers that a kernel may have changed.
  private final class Console implements SerialPort {
    @Override
    public void put(byte value) {
      host.consoleOutput(value & 0xff);
    }

    @Override
    public int take() {
      return uart.take();
    }
  }

  byte[] deviceTree(Boot boot) {
    return DeviceTree.of(
        definition.instructionSet(),
        definition.harts(),
        definition.memoryBytes(),
        definition.bootArguments(),
        ramdisk(boot));
  }

  /// As on QEMU: half of RAM behind the kernel's entry, but at most 128 MiB.
  Optional<DeviceTree.Span> ramdisk(Boot boot) {
    if (boot.initialRamdisk().length == 0) {
      return Optional.empty();
    }
    long start =
        boot.kernel().orElse(boot.first()).entry() + Math.min(ram.size() / 2, RAMDISK_DISTANCE);
    return Optional.of(new DeviceTree.Span(start, start + boot.initialRamdisk().length));
  }

  /// Answers the `ecall` of a hart: as firmware that is part of the monitor, or by a trap.
  Entry environmentCall(Core core, Exit.EnvironmentCall call) {
    Sbi firmware = sbi;
    return firmware != null && core.cpu().mode() == Mode.SUPERVISOR
        ? firmware.call(core.number())
        : core.cpu().answer(call);
  }

  /// Near the end of RAM, as on QEMU, but never beyond 3 GiB.
  long deviceTreeAddress(int bytes) {
    long end = Math.min(ram.base() + ram.size(), DEVICE_TREE_LIMIT);
    long alignment = ram.size() < SMALL_RAM ? Ram.PAGE_BYTES : DEVICE_TREE_ALIGNMENT;
    return (end - bytes) / alignment * alignment;
  }

  private void load(Executable executable) {
    executable.segments().forEach(this::load);
  }

  /// What lies below RAM is left out: linkers like to put the headers of an ELF file before the first section.
  private void load(Segment segment) {
    byte[] contents = segment.contents();
    int skipped = Math.clamp(ram.base() - segment.physicalAddress(), 0, contents.length);
    long address = segment.physicalAddress() + skipped;
    dma.write(address, contents, skipped, contents.length - skipped);
    clear(address + contents.length - skipped, segment.physicalAddress() + segment.memorySize());
  }

  /// A machine that was reset has old data where a fresh one has zeros; pages of zeros are not touched.
  private void clear(long start, long end) {
    byte[] zeros = new byte[Ram.PAGE_BYTES];
    byte[] old = new byte[Ram.PAGE_BYTES];
    for (long at = Math.max(start, ram.base()); at < end; at += zeros.length) {
      int length = (int) Math.min(zeros.length, end - at);
      dma.read(at, old, 0, length);
      if (!Arrays.equals(old, 0, length, zeros, 0, length)) {
        dma.write(at, zeros, 0, length);
      }
    }
  }

  List<Core> cores() {
    return cores;
  }

  CodeCache codeCache() {
    return codeCache;
  }

  Dma dma() {
    return dma;
  }

  Bus bus() {
    return bus;
  }

  VirtualClock clock() {
    return clock;
  }

  List<Component> components() {
    return components;
  }

  /// What a store to a device may mean beyond it: who sets `mtime` moves the moments that the harts wait for.
  void written(Device device) {
    if (device == clint) {
      cores.forEach(core -> core.cpu().timeChanged());
    }
  }

  /// One step is the time of one instruction of one hart: with n harts, n steps are one tick.
  void passSteps(long count) {
    if (count > 0) {
      steps += count;
      clock.advanceTo(Math.max(clock.ticks(), steps / definition.harts()));
    }
  }

  /// How long, in steps, until something happens that no hart does; at least 1.
  long stepsUntilNextEvent() {
    long next = clock.nextEventTicks();
    if (next == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    int harts = definition.harts();
    return next > Long.MAX_VALUE / harts ? Long.MAX_VALUE : Math.max(1, next * harts - steps);
  }

  void advanceTo(long ticks) {
    clock.advanceTo(ticks);
    steps = ticks * definition.harts();
  }

  /// Hands over what has been typed, as far as the console has room.
  ///
  /// @return whether there was anything
  boolean feedConsole(boolean idle) {
    boolean any = false;
    while (takesKeys()) {
      int value = host.consoleInput(clock.ticks(), idle);
      if (value < 0) {
        return any;
      }
      type((byte) value);
      any = true;
    }
    return any;
  }

  private boolean takesKeys() {
    return terminal == null ? uart.waiting() == 0 : terminal.hasRoom();
  }

  private void type(byte value) {
    if (terminal == null) {
      uart.receive(value);
    } else {
      terminal.type(value);
    }
  }

  /// Keeps time from passing beyond a moment in one step.
  Alarm timeIsUp() {
    return timeIsUp;
  }

  /// How long the machine has run, resets and all.
  long ticks() {
    return ticksBefore + clock.ticks();
  }

  /// How long the machine had run before this board was made.
  long ticksBefore() {
    return ticksBefore;
  }

  /// The tick of this board's clock when the machine has run for so long.
  long clockTicks(long ticks) {
    return ticks - ticksBefore;
  }

  @Override
  public void powerOff(int exitCode) {
    outcome = new Outcome.PoweredOff(exitCode);
  }

  @Override
  public void reset() {
    resetRequested = true;
  }

  boolean hasNews() {
    return outcome != null || resetRequested;
  }

  @Nullable Outcome outcome() {
    return outcome;
  }

  boolean resetRequested() {
    return resetRequested;
  }
}
