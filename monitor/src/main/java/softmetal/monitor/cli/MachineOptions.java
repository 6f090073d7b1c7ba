package softmetal.monitor.cli;

import java.util.ArrayList;
import java.util.List;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.cli.RunSettings.BootSettings;
import softmetal.monitor.network.MacAddress;

/// The options that make a machine, but for its disks: those of `run`, and of `create`, which keeps them.
final class MachineOptions {
  private static final List<String> WITH_VALUE =
      List.of("memory", "isa", "harts", "legacy", "seed", "rtc-base", "append");

  private static final List<String> WITHOUT = List.of("rng", "virtio-console");

  private MachineOptions() {}

  static CommandLine add(CommandLine line) {
    return line.option("--memory=SIZE", "RAM of the machine, such as 64M (default: 128M)")
        .option(
            "--isa=ISA",
            "what the harts execute, such as rv32gc or rv64imac (default: what the kernel is for, with all extensions)")
        .option("--harts=N", "processors, 1 to 16 (default: 1)")
        .option(
            "--net=NAME[,mac=ADDRESS]",
            "a network card on the virtual switch of this name; may be repeated")
        .option("--rng", "a virtio entropy source")
        .option(
            "--virtio-console", "a virtio console, which gets the keys in place of the serial port")
        .option(
            "--legacy=all|SLOT,...",
            "virtio slots (0 to 7) with version 1 of the registers instead of 2")
        .option("--seed=N", "what random numbers follow from (default: 0)")
        .option(
            "--rtc-base=DATE",
            "when the machine starts, by its clock (default: 2026-01-01T00:00:00)")
        .option(
            "--bios=none|sbi|FILE",
            "what comes before the kernel: nothing, so that it starts in M mode (the default, if its project does not say otherwise); the built-in SBI, so that it starts in S mode; or firmware such as OpenSBI")
        .option("--initrd=FILE", "an initial RAM disk for the kernel")
        .option("--append=TEXT", "the kernel's command line, in the device tree");
  }

  /// What was said of a machine, as arguments that mean the same in any directory.
  ///
  /// @param firstMac of the cards for which no address was given; the next one is one higher
  static List<String> absolute(Parsed line, long firstMac, Surroundings surroundings) {
    List<String> arguments = new ArrayList<>();
    for (String option : WITH_VALUE) {
      line.value(option).ifPresent(value -> arguments.add("--%s=%s".formatted(option, value)));
    }
    WITHOUT.stream().filter(line::has).forEach(option -> arguments.add("--" + option));
    long mac = firstMac;
    for (String card : line.values("net")) {
      arguments.add(
          card.contains(",")
              ? "--net=" + card
              : "--net=%s,mac=%s".formatted(card, new MacAddress(mac++)));
    }
    line.value("bios")
        .ifPresent(bios -> {
          boolean isFile = !bios.equals(BootSettings.NONE) && !bios.equals(BootSettings.BUILT_IN);
          arguments.add("--bios=" + (isFile ? absolute(bios, surroundings) : bios));
        });
    line.value("initrd")
        .ifPresent(file -> arguments.add("--initrd=" + absolute(file, surroundings)));
    line.operands().forEach(file -> arguments.add(absolute(file, surroundings)));
    return arguments;
  }

  private static String absolute(String file, Surroundings surroundings) {
    return RunCommand.path(file, surroundings).toAbsolutePath().normalize().toString();
  }
}
