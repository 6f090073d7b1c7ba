package softmetal.assembler.layout;

import static softmetal.assembler.object.Section.ALLOC;
import static softmetal.assembler.object.Section.EXECINSTR;
import static softmetal.assembler.object.Section.FINI_ARRAY;
import static softmetal.assembler.object.Section.INIT_ARRAY;
import static softmetal.assembler.object.Section.MERGE;
import static softmetal.assembler.object.Section.NOBITS;
import static softmetal.assembler.object.Section.NOTE;
import static softmetal.assembler.object.Section.PREINIT_ARRAY;
import static softmetal.assembler.object.Section.PROGBITS;
import static softmetal.assembler.object.Section.STRINGS;
import static softmetal.assembler.object.Section.WRITE;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the name of a section says about it, and what the words of `.section` mean.
final class SectionKinds {
  static final long TLS = 0x400;
  static final long GROUP = 0x200;
  static final long LINK_ORDER = 0x80;

  /// @param name the section of this name, and those whose name goes on with a dot
  record Kind(String name, int type, long flags) {}

  // spotless:off
  private static final List<Kind> BY_NAME = List.of(
      new Kind(".text",            PROGBITS,      ALLOC | EXECINSTR),
      new Kind(".init",            PROGBITS,      ALLOC | EXECINSTR),
      new Kind(".fini",            PROGBITS,      ALLOC | EXECINSTR),
      new Kind(".data",            PROGBITS,      ALLOC | WRITE),
      new Kind(".data1",           PROGBITS,      ALLOC | WRITE),
      new Kind(".rodata",          PROGBITS,      ALLOC),
      new Kind(".rodata1",         PROGBITS,      ALLOC),
      new Kind(".bss",             NOBITS,        ALLOC | WRITE),
      new Kind(".tdata",           PROGBITS,      ALLOC | WRITE | TLS),
      new Kind(".tbss",            NOBITS,        ALLOC | WRITE | TLS),
      new Kind(".init_array",      INIT_ARRAY,    ALLOC | WRITE),
      new Kind(".fini_array",      FINI_ARRAY,    ALLOC | WRITE),
      new Kind(".preinit_array",   PREINIT_ARRAY, ALLOC | WRITE),
      new Kind(".note.GNU-stack",  PROGBITS,      0),
      new Kind(".note",            NOTE,          0),
      new Kind(".comment",         PROGBITS,      0),
      new Kind(".debug",           PROGBITS,      0));

  private static final Map<Character, Long> FLAGS = Map.ofEntries(
      Map.entry('a', ALLOC),
      Map.entry('w', WRITE),
      Map.entry('x', EXECINSTR),
      Map.entry('M', MERGE),
      Map.entry('S', STRINGS),
      Map.entry('T', TLS),
      Map.entry('e', 0x8000_0000L),
      Map.entry('o', LINK_ORDER),
      Map.entry('G', GROUP),
      Map.entry('R', 0x20_0000L),
      Map.entry('?', 0L));
  // spotless:on

  private static final Map<String, Integer> TYPES =
      Map.of(
          "progbits", PROGBITS,
          "nobits", NOBITS,
          "note", NOTE,
          "init_array", INIT_ARRAY,
          "fini_array", FINI_ARRAY,
          "preinit_array", PREINIT_ARRAY);

  private SectionKinds() {}

  static Kind of(String name) {
    for (Kind kind : BY_NAME) {
      if (name.equals(kind.name()) || name.startsWith(kind.name() + ".")) {
        return kind;
      }
    }
    return new Kind(name, PROGBITS, 0);
  }

  static Optional<Long> flag(char letter) {
    return Optional.ofNullable(FLAGS.get(letter));
  }

  static Optional<Integer> type(String word) {
    if (word.matches("0x[0-9a-f]{1,8}|[0-9]{1,9}")) {
      return Optional.of((int) (long) Long.decode(word));
    }
    return Optional.ofNullable(TYPES.get(word));
  }
}
