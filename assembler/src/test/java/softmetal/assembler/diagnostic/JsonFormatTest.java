package softmetal.assembler.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JsonFormatTest {
  @Test
  void each_diagnostic_is_one_object_on_one_line_in_the_shape_of_rustc() throws IOException {
    SourceText source = SourceText.file("boot.s", "start:\n\tadi a0, a0, 1\n");
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.report(
        Problem.UNKNOWN_INSTRUCTION
            .at(source.span(8, 11), "adi")
            .suggest(source.span(8, 11), "addi", "did you mean `addi`?"));

    List<String> lines = diagnostics.all().stream().map(new JsonFormat()::format).toList();
    Map<String, Object> object = JSON.std.mapFrom(lines.getFirst());

    assertEquals(1, lines.size());
    assertEquals("error", object.get("level"));
    assertEquals(Map.of("code", "E0201"), object.get("code"));
    Map<?, ?> span = first(object, "spans");
    assertEquals("boot.s", span.get("file_name"));
    assertEquals(2, span.get("line_start"));
    assertEquals(2, span.get("column_start"));
    assertEquals(5, span.get("column_end"));
    Map<?, ?> help = first(object, "children");
    Map<?, ?> edit = first(help, "spans");
    assertEquals("addi", edit.get("suggested_replacement"));
  }

  @Test
  void of_a_row_of_macros_inside_each_other_the_innermost_are_told() throws Exception {
    SourceText text = SourceText.file("boot.s", "nop\n");
    for (int i = 0; i < 400; i++) {
      var call = new SourceText.Expansion("macro m", text.whole(), text.whole());
      Origins.Builder origins = new Origins.Builder();
      origins.copy("nop\n", 0, 4);
      text = origins.build(call);
    }

    String object = new JsonFormat().format(Problem.ERROR_DIRECTIVE.at(text.whole(), "x"));

    assertEquals(16, object.split("\"expansion\"", -1).length - 1);
  }

  private static Map<?, ?> first(Map<?, ?> object, String list) {
    return (Map<?, ?>) Objects.requireNonNull((List<?>) object.get(list)).getFirst();
  }
}
