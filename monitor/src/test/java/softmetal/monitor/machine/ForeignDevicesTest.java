package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.oracle.ProcessResult;

/// Drivers in C, compiled by a foreign compiler, get the same from our devices as from QEMU's, with both versions of virtio-mmio.
@Tag("oracle")
class ForeignDevicesTest {
  private static final int DISK_BYTES = 1 << 20;
  private static final long PINGING_MAC = 0x5254_0012_3456L;
  private static final String START = "2026-01-01T00:00:00";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void a_disk(Transport transport) throws Exception {
    Path image = Files.write(directory.resolve("disk.img"), new byte[DISK_BYTES]);
    Path kernel = compile("legacy");

    ProcessResult qemu =
        qemu(
            kernel,
            transport,
            "",
            List.of(
                "-drive",
                "file=%s,if=none,format=raw,id=x".formatted(image),
                "-device",
                "virtio-blk-device,drive=x,bus=virtio-mmio-bus.0"));

    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      MachineDefinition definition =
          MachineDefinition.small().withDisks(List.of(drives.create(DISK_BYTES, "1M")));
      assertEquals(qemu, boot(kernel, with(definition, transport), ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_entropy_source(Transport transport) throws Exception {
    Path kernel = compile("entropy");

    ProcessResult qemu =
        qemu(kernel, transport, "", List.of("-device", "virtio-rng-device,bus=virtio-mmio-bus.0"));

    assertEquals(qemu, boot(kernel, with(transport, new Peripheral.EntropySource()), ""));
  }

  /// The keys go to the virtio console on both sides, and nothing is written to the serial port.
  @ParameterizedTest
  @EnumSource
  void a_console(Transport transport) throws Exception {
    Path kernel = compile("terminal");
    String typed = "a line that is longer than one of the buffers\nand another one.";

    List<String> command =
        List.of(
            "-chardev",
            "stdio,id=c",
            "-device",
            "virtio-serial-device,bus=virtio-mmio-bus.0,max_ports=1",
            "-device",
            "virtconsole,chardev=c");
    ProcessResult qemu = qemu(kernel, transport, typed, command);

    assertEquals(qemu, boot(kernel, with(transport, new Peripheral.VirtioTerminal()), typed));
  }

  @Test
  void the_registers_of_everything_else() throws Exception {
    Path kernel = compile("registers");
    MachineDefinition small = MachineDefinition.small();

    ProcessResult qemu = qemu(kernel, Transport.LEGACY, "", List.of());

    Set<Integer> all = IntStream.range(0, 8).boxed().collect(Collectors.toSet());
    BoardOptions options = small.options().withLegacySlots(all);
    assertEquals(qemu, boot(kernel, small.withOptions(options), ""));
  }

  @Test
  void a_clock() throws Exception {
    Path kernel = compile("clock");

    ProcessResult qemu =
        qemu(kernel, Transport.MODERN, "", List.of("-rtc", "base=%s,clock=vm".formatted(START)));

    assertEquals(qemu, boot(kernel, MachineDefinition.small(), ""));
  }

  @ParameterizedTest
  @EnumSource
  void two_machines_on_a_network(Transport transport) throws Exception {
    Path kernel = compile("network");
    Path socket = directory.resolve("wire");

    CompletableFuture<ProcessResult> answering =
        CompletableFuture.supplyAsync(() -> onWire(kernel, transport, socket, 1));
    while (!Files.exists(socket)) {
      Thread.sleep(20);
    }
    ProcessResult pinging = onWire(kernel, transport, socket, 0);

    List<String> states = new ArrayList<>();
    assertEquals(List.of(pinging, answering.get()), onSwitch(kernel, transport, states));
    onSwitch(kernel, transport, states);
    assertEquals(states.subList(0, 2), states.subList(2, 4), "two runs end differently");
  }

  /// Frames that are on their way when both are saved arrive at their successors, as if nothing had been.
  @ParameterizedTest
  @EnumSource
  void two_machines_on_a_network_go_on_from_one_moment_of_both(Transport transport)
      throws Exception {
    Path kernel = compile("network");
    List<String> straight = new ArrayList<>();
    List<ProcessResult> expected = onSwitch(kernel, transport, straight);

    List<RecordingHost> hosts = List.of(new RecordingHost(), new RecordingHost());
    List<Machine> machines = pair(kernel, transport, hosts);
    List<Outcome> outcomes = List.of();
    for (int round = 0; round < 200; round++) {
      outcomes = new Lockstep(machines).run(2_000 + 1_234 * (round % 7));
      if (!outcomes.contains(new Outcome.LimitReached())) {
        break;
      }
      if (outcomes.stream().allMatch(new Outcome.LimitReached()::equals)) {
        machines = successors(machines, hosts);
      }
    }
    outcomes = new Lockstep(machines).run(1_000_000_000);
    List<Outcome> ends = outcomes;

    assertEquals(straight, machines.stream().map(Machine::stateHash).toList());
    assertEquals(
        expected,
        IntStream.range(0, 2).mapToObj(role -> result(ends.get(role), hosts.get(role))).toList());
    machines.forEach(Machine::close);
  }

  private static List<Machine> successors(List<Machine> machines, List<RecordingHost> hosts)
      throws Exception {
    List<MachineState> states = machines.stream().map(Machine::save).toList();
    assertTrue(states.get(0).isOneMomentWith(states.get(1), "lan"));
    List<Port> ports = states.getFirst().definition().options().switches().getFirst().twin();
    List<Machine> successors = new ArrayList<>();
    for (int role = 0; role < 2; role++) {
      successors.add(Machine.restore(states.get(role), List.of(), hosts.get(role), _ -> ports));
    }
    machines.forEach(Machine::close);
    return successors;
  }

  /// @param role the second one is there first, and waits for the other
  private ProcessResult onWire(Path kernel, Transport transport, Path socket, int role) {
    String end =
        "stream,id=n,server=%s,addr.type=unix,addr.path=%s"
            .formatted(role == 1 ? "on" : "off", socket);
    String card =
        "virtio-net-device,netdev=n,mac=%s,bus=virtio-mmio-bus.0"
            .formatted(new MacAddress(PINGING_MAC + role));
    try {
      return qemu(kernel, transport, "", List.of("-netdev", end, "-device", card));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// @param states takes the fingerprints of both machines at the end
  private static List<ProcessResult> onSwitch(Path kernel, Transport transport, List<String> states)
      throws Exception {
    List<RecordingHost> hosts = List.of(new RecordingHost(), new RecordingHost());
    List<Machine> machines = pair(kernel, transport, hosts);
    try {
      List<Outcome> outcomes = new Lockstep(machines).run(1_000_000_000);
      machines.forEach(machine -> states.add(machine.stateHash()));
      return IntStream.range(0, 2)
          .mapToObj(role -> result(outcomes.get(role), hosts.get(role)))
          .toList();
    } finally {
      machines.forEach(Machine::close);
    }
  }

  private static List<Machine> pair(Path kernel, Transport transport, List<RecordingHost> hosts)
      throws Exception {
    EthernetSwitch network = new EthernetSwitch("lan");
    List<Machine> machines = new ArrayList<>();
    for (int role = 0; role < 2; role++) {
      Peripheral card =
          new Peripheral.NetworkCard(network.connect(), new MacAddress(PINGING_MAC + role));
      Machine machine = new Machine(with(transport, card), hosts.get(role));
      machines.add(machine);
      machine.load(executable(kernel));
    }
    return machines;
  }

  private static MachineDefinition with(Transport transport, Peripheral peripheral) {
    MachineDefinition small = MachineDefinition.small();
    return with(small.withOptions(small.options().with(peripheral)), transport);
  }

  private static MachineDefinition with(MachineDefinition definition, Transport transport) {
    Set<Integer> legacy = transport == Transport.LEGACY ? Set.of(0) : Set.of();
    return definition.withOptions(definition.options().withLegacySlots(legacy));
  }

  private Path compile(String name) throws IOException, InterruptedException {
    return ForeignKernelsTest.compile(name, "link.ld", directory);
  }

  private static ProcessResult qemu(
      Path kernel, Transport transport, String input, List<String> devices)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("qemu-system-riscv64", "-M", "virt"));
    command.addAll(List.of("-bios", "none", "-m", "128M", "-display", "none"));
    command.addAll(List.of("-kernel", kernel.toString(), "-monitor", "none"));
    command.addAll(List.of("-serial", devices.contains("stdio,id=c") ? "none" : "stdio"));
    command.addAll(devices);
    command.addAll(
        List.of("-global", "virtio-mmio.force-legacy=" + (transport == Transport.LEGACY)));
    ProcessResult result = ProcessResult.of(command, input);
    return new ProcessResult(
        result.status(), result.output().replaceAll("(?m)^qemu-system-riscv64: .*\\R", ""));
  }

  private static Executable executable(Path kernel) throws Exception {
    return ElfReader.readExecutable(kernel.toString(), Files.readAllBytes(kernel));
  }

  private static ProcessResult boot(Path kernel, MachineDefinition definition, String typed)
      throws Exception {
    RecordingHost host = new RecordingHost(typed.getBytes(StandardCharsets.US_ASCII));
    try (Machine machine = new Machine(definition, host)) {
      machine.load(executable(kernel));
      return result(machine.run(2_000_000_000), host);
    }
  }

  private static ProcessResult result(Outcome outcome, RecordingHost host) {
    return switch (outcome) {
      case Outcome.PoweredOff(int status) -> new ProcessResult(status, host.text());
      default -> throw new AssertionError(outcome + " after:\n" + host.text());
    };
  }
}
