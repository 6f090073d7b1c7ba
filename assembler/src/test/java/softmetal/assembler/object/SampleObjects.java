package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.assembler.object.Symbol.Visibility;

/// A small object and a small executable that have one of everything.
final class SampleObjects {
  private SampleObjects() {}

  static ObjectFile object() {
    List<Relocation> relocations = new ArrayList<>();
    // auipc a0, 0; addi a0, a0, 0; c.j .
    byte[] code = {0x17, 0x05, 0, 0, 0x13, 0x05, 0x05, 0, 0x01, (byte) 0xa0};
    Section text =
        new Section(
            ".text",
            Section.PROGBITS,
            Section.ALLOC | Section.EXECINSTR,
            2,
            0,
            10,
            code,
            relocations);
    Section data =
        new Section(
            ".data",
            Section.PROGBITS,
            Section.ALLOC | Section.WRITE,
            8,
            0,
            5,
            "hello".getBytes(US_ASCII),
            List.of());
    Section bss =
        new Section(
            ".bss",
            Section.NOBITS,
            Section.ALLOC | Section.WRITE,
            16,
            0,
            4096,
            new byte[0],
            List.of());
    Symbol section =
        new Symbol(
            ".text",
            0,
            0,
            Binding.LOCAL,
            Symbol.Type.SECTION,
            Visibility.DEFAULT,
            new Home.InSection(text));
    Symbol anchor =
        new Symbol(
            ".Lpcrel",
            0,
            0,
            Binding.LOCAL,
            Symbol.Type.NOTYPE,
            Visibility.DEFAULT,
            new Home.InSection(text));
    Symbol message =
        new Symbol(
            "message",
            0,
            5,
            Binding.GLOBAL,
            Symbol.Type.OBJECT,
            Visibility.HIDDEN,
            new Home.InSection(data));
    Symbol outside =
        new Symbol(
            "outside",
            0,
            0,
            Binding.WEAK,
            Symbol.Type.NOTYPE,
            Visibility.DEFAULT,
            new Home.Undefined());
    Symbol limit =
        new Symbol(
            "limit",
            -7,
            0,
            Binding.GLOBAL,
            Symbol.Type.NOTYPE,
            Visibility.DEFAULT,
            new Home.Absolute());
    Symbol shared =
        new Symbol(
            "shared",
            8,
            24,
            Binding.GLOBAL,
            Symbol.Type.OBJECT,
            Visibility.DEFAULT,
            new Home.Common());
    relocations.add(relocation(0, RelocationType.R_RISCV_PCREL_HI20, message, 1));
    relocations.add(relocation(4, RelocationType.R_RISCV_PCREL_LO12_I, anchor, 0));
    relocations.add(relocation(8, RelocationType.R_RISCV_RVC_JUMP, outside, 0));
    return new ObjectFile(
        "sample.o",
        List.of(text, data, bss),
        List.of(section, anchor, message, outside, limit, shared),
        ObjectFile.FLAG_RVC | ObjectFile.FLAG_FLOAT_ABI_DOUBLE);
  }

  static Executable executable() {
    byte[] code = {0x01, (byte) 0xa0, 'd', 'a', 't', 'a'};
    Section text =
        new Section(
            ".text", Section.PROGBITS, 6, 2, 0, 2, new byte[] {0x01, (byte) 0xa0}, List.of());
    Section data =
        new Section(".data", Section.PROGBITS, 3, 1, 0, 4, "data".getBytes(US_ASCII), List.of());
    Section bss = new Section(".bss", Section.NOBITS, 3, 2, 0, 100, new byte[0], List.of());
    Section comment =
        new Section(".comment", Section.PROGBITS, 0, 1, 0, 3, "hi\0".getBytes(US_ASCII), List.of());
    Symbol start =
        new Symbol(
            "_start",
            0x8000_0010L,
            0,
            Binding.GLOBAL,
            Symbol.Type.FUNCTION,
            Visibility.DEFAULT,
            new Home.InSection(text));
    Symbol local =
        new Symbol(
            "here",
            0x8000_0012L,
            0,
            Binding.LOCAL,
            Symbol.Type.NOTYPE,
            Visibility.DEFAULT,
            new Home.InSection(data));
    return new Executable(
        "sample.elf",
        5,
        0x8000_0010L,
        List.of(new Segment(0x8000_0010L, 0x8000_0010L, code, 106, 7)),
        List.of(
            new PlacedSection(text, 0x8000_0010L),
            new PlacedSection(data, 0x8000_0012L),
            new PlacedSection(bss, 0x8000_0016L),
            new PlacedSection(comment, 0)),
        List.of(start, local));
  }

  private static Relocation relocation(
      long offset, RelocationType type, Symbol symbol, long addend) {
    return new Relocation(offset, type, symbol, addend, Optional.empty());
  }
}
