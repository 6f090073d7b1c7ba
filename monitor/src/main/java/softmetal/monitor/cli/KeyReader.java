package softmetal.monitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Standard input as keyboards: a thread of its own reads it and types what it reads.
///
/// At a terminal, Ctrl-A is the escape key: it and the next key are for the monitor.
final class KeyReader {
  private static final int ESCAPE = 1;

  private final InputStream input;
  private final List<Key> keys;
  private final Supplier<Keyboard> typedOn;
  private final List<Keyboard> all;

  /// A key behind Ctrl-A.
  ///
  /// @param letter a small one
  /// @param help what it does, in a few words
  /// @param action is called on the thread that reads
  record Key(char letter, String help, Runnable action) {}

  /// @param keys behind Ctrl-A; without any, Ctrl-A is a key like any other
  /// @param typedOn the keyboard that gets the next key
  /// @param all to be told when the input ends
  KeyReader(InputStream input, List<Key> keys, Supplier<Keyboard> typedOn, List<Keyboard> all) {
    this.input = input;
    this.keys = List.copyOf(keys);
    this.typedOn = typedOn;
    this.all = List.copyOf(all);
  }

  /// One guest, and no keys for the monitor.
  static KeyReader of(InputStream input, Keyboard keyboard) {
    return new KeyReader(input, List.of(), () -> keyboard, List.of(keyboard));
  }

  /// The keys and what they do, a line each.
  static String help(List<Key> keys) {
    List<String> lines = new ArrayList<>();
    keys.forEach(key -> lines.add("Ctrl-A %c  %s%n".formatted(key.letter, key.help)));
    lines.add("Ctrl-A a  send Ctrl-A to the guest%n".formatted());
    return String.join("", lines);
  }

  void start() {
    Thread.ofPlatform().daemon().name("keyboard").start(this::read);
  }

  private void read() {
    try {
      try {
        for (int value = input.read(); value >= 0; value = input.read()) {
          if (value == ESCAPE && !keys.isEmpty()) {
            escaped(input.read());
          } else {
            type(value);
          }
        }
      } catch (IOException e) {
        // Nobody will type any more.
      }
      for (Keyboard keyboard : all) {
        keyboard.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A person who types on and on at a guest that takes nothing must still be able to leave.
  private void type(int value) throws InterruptedException {
    if (keys.isEmpty()) {
      typedOn.get().type(value);
    } else {
      typedOn.get().typeIfThereIsRoom(value);
    }
  }

  private void escaped(int letter) throws InterruptedException {
    int small = Character.toLowerCase(letter);
    Optional<Key> key = keys.stream().filter(k -> k.letter == small).findFirst();
    if (key.isPresent()) {
      key.get().action.run();
    } else if (small == 'a' || small == ESCAPE) {
      type(ESCAPE);
    }
  }
}
