package softmetal.monitor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.assembler.object.Symbol.Visibility;

class SymbolTableTest {
  private static final Section TEXT =
      new Section(".text", Section.PROGBITS, Section.ALLOC, 4, 0, 0, new byte[0], List.of());

  static Symbol symbol(String name, long value, Binding binding, Symbol.Type type) {
    Home home = new Home.InSection(TEXT);
    return new Symbol(name, value, 0, binding, type, Visibility.DEFAULT, home);
  }

  @Test
  void an_address_is_named_by_the_symbol_before_it() {
    SymbolTable symbols =
        new SymbolTable(
            List.of(
                symbol("start", 0x8000_0000L, Binding.GLOBAL, Symbol.Type.NOTYPE),
                symbol("trap", 0x8000_0100L, Binding.LOCAL, Symbol.Type.NOTYPE)));

    assertEquals("start", symbols.describe(0x8000_0000L));
    assertEquals("start+0xfc", symbols.describe(0x8000_00fcL));
    assertEquals("trap+0x2", symbols.describe(0x8000_0102L));
    assertEquals("0x7fffffff", symbols.describe(0x7fff_ffffL), "before all");
    assertEquals("0xffffffff80000000", symbols.describe(0xffff_ffff_8000_0000L), "far behind");
    assertEquals(OptionalLong.of(0x8000_0100L), symbols.addressOf("trap"));
    assertEquals(OptionalLong.empty(), symbols.addressOf("tarp"));
  }

  @Test
  void of_several_names_the_most_telling_is_chosen() {
    SymbolTable symbols =
        new SymbolTable(
            List.of(
                symbol(".L1", 16, Binding.LOCAL, Symbol.Type.NOTYPE),
                symbol("$x", 16, Binding.LOCAL, Symbol.Type.NOTYPE),
                symbol("label", 16, Binding.GLOBAL, Symbol.Type.NOTYPE),
                symbol("routine", 16, Binding.GLOBAL, Symbol.Type.FUNCTION),
                symbol(".text", 16, Binding.LOCAL, Symbol.Type.SECTION)));

    assertEquals("routine", symbols.describe(16));
  }

  @Test
  void of_several_symbols_with_one_name_the_global_one_is_meant() {
    SymbolTable symbols =
        new SymbolTable(
            List.of(
                symbol("next", 16, Binding.LOCAL, Symbol.Type.NOTYPE),
                symbol("next", 32, Binding.GLOBAL, Symbol.Type.NOTYPE)));

    assertEquals(OptionalLong.of(32), symbols.addressOf("next"));
  }

  @Test
  void a_number_has_a_name_but_names_no_address() {
    Symbol number =
        new Symbol(
            "UART",
            0x1000_0000L,
            0,
            Binding.LOCAL,
            Symbol.Type.NOTYPE,
            Visibility.DEFAULT,
            new Home.Absolute());
    SymbolTable symbols = new SymbolTable(List.of(number));

    assertEquals(OptionalLong.of(0x1000_0000L), symbols.addressOf("UART"));
    assertEquals("0x10000000", symbols.describe(0x1000_0000L));
  }

  @Test
  void without_symbols_addresses_stand_for_themselves() {
    assertEquals("0x1234", SymbolTable.EMPTY.describe(0x1234));
  }
}
