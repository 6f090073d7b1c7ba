package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InstructionSetPageTest {
  @Test
  void docs_instruction_set_is_printed_from_the_tables() throws IOException {
    Path page = Path.of("../docs/instruction-set.md");
    String current = new InstructionSetPage().print();
    if (Boolean.getBoolean("docs.rewrite")) {
      Files.createDirectories(page.toAbsolutePath().normalize().getParent());
      Files.writeString(page, current);
    }

    assertEquals(
        current,
        Files.readString(page),
        "rewrite it with ./mvnw test -pl assembler -Dtest=InstructionSetPageTest -Ddocs.rewrite=true");
  }
}
