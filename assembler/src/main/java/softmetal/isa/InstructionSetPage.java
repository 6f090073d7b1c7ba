package softmetal.isa;

import java.util.List;
import java.util.stream.Collectors;

/// Prints the tables as a page of the manual.
final class InstructionSetPage {
  private final StringBuilder page = new StringBuilder();

  /// The whole page, as Markdown.
  String print() {
    page.append(
        """
        # The instruction set

        Printed from the tables in `softmetal.isa`; `InstructionSetPageTest` keeps it current and tells how to rewrite it.

        An encoding is drawn from the highest bit to the lowest. Digits are fixed bits; `.` is an ignored one, written \
        as 0. `rd'` is a register from x8 to x15 in three bits. `imm[12|10:5]` are these bits of a \
        signed immediate, `uimm` of an unsigned one; `nzimm` is never zero. The bits of immediates that no piece \
        names are zero.
        """);
    for (Extension extension : Extension.values()) {
      instructions(extension);
    }
    forms();
    registers();
    csrs();
    return page.toString();
  }

  private void instructions(Extension extension) {
    List<Instruction> rows =
        List.of(Instruction.values()).stream().filter(i -> home(i) == extension).toList();
    if (rows.isEmpty()) {
      return;
    }
    String name = extension == Extension.PRIVILEGED ? "" : " (" + title(extension) + ")";
    page.append("\n## ").append(extension.title()).append(name).append("\n\n");
    boolean compressed = extension == Extension.C;
    row("instruction", "XLEN", "encoding" + (compressed ? " | stands for" : ""));
    row("---", "---", "---" + (compressed ? " | ---" : ""));
    for (Instruction instruction : rows) {
      row(
          code(Form.own(instruction, Ordering.RELAXED).usage()),
          instruction.xlens().stream()
              .map(xlen -> Integer.toString(xlen.bits()))
              .collect(Collectors.joining(", ")),
          code(instruction.encoding().row().replaceAll(" +", " ").replace("|", "\\|"))
              + (compressed ? " | " + code(instruction.meaning()) : ""));
    }
    if (extension == Extension.A) {
      page.append(
          "\nEach also ends in `.aq`, `.rl` or `.aqrl`, which set the bits of these names.\n");
    }
  }

  private void forms() {
    page.append(
        """

        ## Aliases and pseudo-instructions

        For each mnemonic, the assembler takes the first form that fits: first the two-byte ones (if C is enabled), \
        then the instruction itself, then the others, in the order of this table.

        """);
    row("written", "becomes");
    row("---", "---");
    for (Form form : Forms.rows()) {
      row(code(form.usage()), code(form.meaning()));
    }
  }

  private void registers() {
    page.append("\n## Registers\n\n");
    row("integer", "name", "floating point", "name");
    row("---", "---", "---", "---");
    for (int number = 0; number < 32; number++) {
      String name = code(Register.of(number).lowerCaseName());
      row(
          code("x" + number),
          Register.of(number) == Register.S0 ? name + ", `fp`" : name,
          code("f" + number),
          code(FloatRegister.of(number).lowerCaseName()));
    }
  }

  private void csrs() {
    page.append(
        "\n## Control and status registers\n\nThe names that the tools know; which of them exist is the affair of the machine.\n\n");
    row("number", "name", "least privilege", "access");
    row("---", "---", "---", "---");
    for (Csr csr : Csr.values()) {
      int first = csr.number();
      int last = first + csr.count() - 1;
      String numbers = "0x%03x".formatted(first);
      String names = code(Csr.nameOf(first));
      if (csr.count() > 1) {
        numbers += " to 0x%03x".formatted(last);
        names += " to " + code(Csr.nameOf(last));
      }
      row(
          numbers,
          names,
          Csr.privilege(first).name().charAt(0) + "",
          Csr.isReadOnly(first) ? "read" : "read, write");
    }
  }

  private void row(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /// The section of the page where an instruction is listed: compressed ones belong to C.
  private static Extension home(Instruction instruction) {
    return instruction.isCompressed() ? Extension.C : instruction.extensions().iterator().next();
  }

  private static String title(Extension extension) {
    return extension.name().length() == 1
        ? extension.name()
        : extension.name().charAt(0) + extension.lowerCaseName().substring(1);
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
