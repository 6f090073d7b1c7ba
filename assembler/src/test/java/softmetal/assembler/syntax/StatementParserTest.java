package softmetal.assembler.syntax;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;

class StatementParserTest {
  final Diagnostics diagnostics = new Diagnostics();
  final StatementParser parser = new StatementParser(diagnostics);

  List<Statement> parse(String text) {
    SourceText source = SourceText.file("t.s", text);
    return parser.parse(source.span(0, text.length()));
  }

  List<Operand> operands(String text) {
    return switch (parse(text).getLast()) {
      case Statement.Operation operation -> operation.operands();
      case Statement.Directive directive -> directive.operands();
      case Statement.Label _, Statement.Assignment _ -> List.of();
    };
  }

  @Test
  void labels_and_an_instruction_share_a_statement() {
    List<Statement> statements = parse("loop: 1: ADDI sp, sp, -16");

    assertEquals("loop", ((Statement.Label) statements.get(0)).name());
    assertEquals("1", ((Statement.Label) statements.get(1)).name());
    assertEquals("addi", ((Statement.Operation) statements.get(2)).mnemonic());
    assertEquals("-16", operands("addi sp, sp, -16").get(2).span().text());
  }

  @Test
  void memory_operands_have_an_offset_and_a_base() {
    Operand.Memory word =
        assertInstanceOf(Operand.Memory.class, operands("lw a0, %lo(x+4)(a1)").get(1));
    assertEquals("a1", word.base().name());
    assertInstanceOf(Expression.Modifier.class, word.offset());
    assertInstanceOf(Operand.Memory.class, operands("lr.w a0, (a1)").get(1));
    assertInstanceOf(Operand.Memory.class, operands("lw a0, 4*2(sp)").get(1));
  }

  @Test
  void parentheses_in_a_directive_are_an_expression() {
    assertInstanceOf(Operand.Value.class, operands(".word(0x100F)").getFirst());
    assertInstanceOf(Operand.Value.class, operands(".word (x)").getFirst());
  }

  @Test
  void strings_resolve_their_escapes() {
    Operand.Text text = (Operand.Text) operands(".ascii \"a\\n\\101\\x41\\\"\" \"é\"").getFirst();
    assertArrayEquals("a\nAA\"é".getBytes(StandardCharsets.UTF_8), text.bytes());
  }

  @Test
  void directives_have_words_decimals_and_gaps() {
    assertEquals(
        "progbits", ((Operand.Word) operands(".section .a,\"ax\",@progbits").get(2)).name());
    assertEquals("function", ((Operand.Word) operands(".type f, %function").get(1)).name());
    assertEquals("-2.25e3", ((Operand.Decimal) operands(".float -2.25e3").getFirst()).digits());
    assertInstanceOf(Operand.Empty.class, operands(".balign 8, , 4").get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "1|2+4, '+(|(1,2),4)'",
    "1<<4|3, '|(<<(1,4),3)'",
    "1-2-3, '-(-(1,2),3)'",
    "1+2*3==7&&x, '&&(==(+(1,*(2,3)),7),x)'",
    "-(1+2)*~3, '*(-(+(1,2)),~(3))'",
    "6!2&3, '&(!(6,2),3)'",
  })
  void operators_bind_as_in_gnu_as(String text, String tree) {
    Operand.Value value = (Operand.Value) operands(".word " + text).getFirst();
    assertEquals(tree, show(value.expression()));
  }

  private static String show(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> Long.toString(literal.value());
      case Expression.Symbol symbol -> symbol.name();
      case Expression.LocalLabel label -> label.span().text();
      case Expression.Here _ -> ".";
      case Expression.Modifier modifier ->
          "%" + modifier.name() + "(" + show(modifier.operand()) + ")";
      case Expression.Unary unary ->
          unary.span().text().charAt(0) + "(" + show(unary.operand()) + ")";
      case Expression.Binary binary ->
          binary
                  .span()
                  .source()
                  .text()
                  .substring(binary.left().span().end(), binary.right().span().start())
              + "("
              + show(binary.left())
              + ","
              + show(binary.right())
              + ")";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "addi a0 a0, 1       | E0104 | a0",
        "sw a0, [sp]         | E0110 | [sp]",
        "li a0, (1+2         | E0108 | (",
        "li a0, 0xZZ         | E0116 | Z",
        "li a0, 09           | E0118 | 09",
        "li a0, 0x1_000      | E0116 | _",
        ".asciz \"abc        | E0112 | \"",
        "nop // x            | E0111 | //",
        "add a0, a1, a2 // x | E0111 | //",
        "add a0, a1,         | E0105 | ,",
        "add a0, , a1        | E0106 | ,",
        ".word 1 +           | E0106 | +",
        ".word 1)            | E0109 | )",
        "5                   | E0103 | 5",
        ".byte 1.5+1         | E0121 | 1.5",
        ".ascii \"\\q\"      | W0114 | \\q",
      })
  void what_is_wrong_is_named_and_pointed_at(String text, String code, String span) {
    parse(text.strip());

    Diagnostic diagnostic = diagnostics.all().getFirst();
    assertEquals(code, diagnostic.problem().code(), diagnostic.message());
    assertEquals(span, diagnostic.span().text());
  }

  @Test
  void absurd_nesting_is_an_error_and_no_crash() {
    parse(".word " + "(".repeat(50_000) + "1" + ")".repeat(50_000));
    parse(".word 1" + "+1".repeat(50_000));
    parse(".word " + "-".repeat(50_000) + "1");

    assertEquals(3, diagnostics.errors());
  }
}
