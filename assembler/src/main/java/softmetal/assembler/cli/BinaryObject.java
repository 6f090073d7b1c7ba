package softmetal.assembler.cli;

import java.util.List;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// A file of any kind as an object: its bytes are `.data`, and symbols made of its name say where they are.
final class BinaryObject {
  private BinaryObject() {}

  static ObjectFile of(String name, byte[] bytes) {
    Section data =
        new Section(
            ".data",
            Section.PROGBITS,
            Section.ALLOC | Section.WRITE,
            1,
            0,
            bytes.length,
            bytes,
            List.of());
    String prefix = "_binary_" + name.replaceAll("[^A-Za-z0-9]", "_");
    Symbol.Home inData = new Symbol.Home.InSection(data);
    return new ObjectFile(
        name,
        List.of(data),
        List.of(
            symbol(prefix + "_start", 0, inData),
            symbol(prefix + "_end", bytes.length, inData),
            symbol(prefix + "_size", bytes.length, new Symbol.Home.Absolute())),
        0);
  }

  private static Symbol symbol(String name, long value, Symbol.Home home) {
    return new Symbol(
        name, value, 0, Symbol.Binding.GLOBAL, Symbol.Type.NOTYPE, Symbol.Visibility.DEFAULT, home);
  }
}
