package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ElfRoundTripTest {

  @Test
  void an_object_reads_back_as_it_was_written() throws Exception {
    ObjectFile before = SampleObjects.object();

    ObjectFile after = ElfReader.readObject("sample.o", ElfWriter.write(before));

    assertEquals(describe(before), describe(after));
    assertArrayEquals(ElfWriter.write(before), ElfWriter.write(after));
  }

  @Test
  void an_executable_reads_back_with_local_symbols_first() throws Exception {
    Executable after =
        ElfReader.readExecutable("sample.elf", ElfWriter.write(SampleObjects.executable()));

    assertEquals(0x8000_0010L, after.entry());
    Executable.Segment segment = after.segments().getFirst();
    assertEquals(106, segment.memorySize());
    assertEquals(6, segment.contents().length);
    assertEquals(List.of("here", "_start"), after.symbols().stream().map(Symbol::name).toList());
    assertEquals(
        List.of(".text", ".data", ".bss", ".comment"),
        after.sections().stream().map(p -> p.section().name()).toList());
    assertEquals(0x8000_0016L, after.sections().get(2).address());
  }

  private static String describe(ObjectFile object) {
    StringBuilder text = new StringBuilder("flags " + object.flags() + "\n");
    for (Section s : object.sections()) {
      text.append(
          "%s %d %x %d %d %d%n"
              .formatted(s, s.type(), s.flags(), s.alignment(), s.entrySize(), s.size()));
      for (Relocation r : s.relocations()) {
        text.append("  %x %s %s %d%n".formatted(r.offset(), r.type(), r.symbol(), r.addend()));
      }
    }
    for (Symbol s : object.symbols()) {
      text.append(
          "%s %x %d %s %s %s %s%n"
              .formatted(
                  s,
                  s.value(),
                  s.size(),
                  s.binding(),
                  s.type(),
                  s.visibility(),
                  s.home() instanceof Symbol.Home.InSection(Section section)
                      ? section.name()
                      : s.home().toString()));
    }
    return text.toString();
  }
}
