package softmetal.monitor.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.monitor.machine.BoardOptions;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Peripheral;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;

/// What `softmetal run` was asked to put on the board besides disks.
///
/// @param cards one for each `--net`
/// @param legacy the slots with version 1 of virtio-mmio
record BoardSettings(
    List<Card> cards,
    boolean entropy,
    boolean virtioConsole,
    Set<Integer> legacy,
    long seed,
    long startSeconds) {
  private static final long FIRST_MAC = 0x5254_0012_3456L;

  /// A network card: the name of its switch, and its address.
  record Card(String network, MacAddress address) {}

  /// @throws IllegalArgumentException with a message for the user
  static BoardSettings of(Parsed line) {
    List<Card> cards = new ArrayList<>();
    for (String text : line.values("net")) {
      cards.add(card(text, FIRST_MAC + cards.size()));
    }
    return new BoardSettings(
        cards,
        line.has("rng"),
        line.has("virtio-console"),
        legacy(line.value("legacy")),
        seed(line.value("seed")),
        start(line.value("rtc-base")));
  }

  /// How many virtio slots it takes.
  int slots() {
    return cards.size() + (entropy ? 1 : 0) + (virtioConsole ? 1 : 0);
  }

  /// The board.
  ///
  /// @param switches the virtual switch of a name
  BoardOptions options(Function<String, EthernetSwitch> switches) {
    BoardOptions options =
        BoardOptions.plain().withLegacySlots(legacy).withSeed(seed).withStartSeconds(startSeconds);
    for (Card card : cards) {
      EthernetSwitch network = switches.apply(card.network);
      options = options.with(new Peripheral.NetworkCard(network.connect(), card.address));
    }
    if (entropy) {
      options = options.with(new Peripheral.EntropySource());
    }
    return virtioConsole ? options.with(new Peripheral.VirtioTerminal()) : options;
  }

  private static Card card(String text, long defaultMac) {
    String[] parts = text.split(",", -1);
    Optional<MacAddress> address = Optional.of(new MacAddress(defaultMac));
    if (parts.length == 2) {
      address =
          parts[1].startsWith("mac=")
              ? MacAddress.parse(parts[1].substring("mac=".length()))
              : Optional.empty();
    }
    if (parts[0].isEmpty() || parts.length > 2 || address.isEmpty()) {
      throw new IllegalArgumentException(
          "--net: `%s` is not the name of a network, as in lan or lan,mac=52:54:00:12:34:56"
              .formatted(text));
    }
    return new Card(parts[0], address.get());
  }

  private static Set<Integer> legacy(Optional<String> text) {
    Set<Integer> slots = new TreeSet<>();
    if (text.isEmpty()) {
      return slots;
    }
    if (text.get().equals("all")) {
      IntStream.range(0, MachineDefinition.MAX_DISKS).forEach(slots::add);
      return slots;
    }
    for (String part : text.get().split(",", -1)) {
      if (!part.matches("[0-7]")) {
        throw new IllegalArgumentException(
            "--legacy: `%s` is neither `all` nor slots such as 0,2 (0 to 7)".formatted(text.get()));
      }
      slots.add(Integer.parseInt(part));
    }
    return slots;
  }

  private static long seed(Optional<String> text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text.get());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--seed: `%s` is not a whole number".formatted(text.get()), e);
    }
  }

  private static long start(Optional<String> text) {
    if (text.isEmpty()) {
      return BoardOptions.DEFAULT_START_SECONDS;
    }
    Optional<Long> seconds = seconds(text.get());
    if (seconds.isEmpty() || seconds.get() < 0 || seconds.get() > 4_000_000_000L) {
      throw new IllegalArgumentException(
          "--rtc-base: `%s` is neither a date such as 2026-01-31 or 2026-01-31T12:00:00 nor seconds since 1970"
              .formatted(text.get()));
    }
    return seconds.get();
  }

  private static Optional<Long> seconds(String text) {
    try {
      if (text.matches("[0-9]{1,10}")) {
        return Optional.of(Long.parseLong(text));
      }
      LocalDateTime time =
          text.contains("T") ? LocalDateTime.parse(text) : LocalDate.parse(text).atStartOfDay();
      return Optional.of(time.toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
