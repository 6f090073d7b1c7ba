package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.Section;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.InstructionSet;

/// What an object says of itself: `.attribute`, `.file`, `.ident`.
final class ObjectDirectives {
  private final Layout layout;
  private final OperandReader read;
  private final LineDirectives lines;

  ObjectDirectives(Layout layout) {
    this.layout = layout;
    read = new OperandReader(layout);
    lines = new LineDirectives(layout);
  }

  void attribute(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() != 2) {
      read.usage(directive, ".attribute tag, value");
      return;
    }
    Operand first = operands.get(0);
    long tag =
        first instanceof Operand.Value(var _, Expression.Symbol(var _, String name))
            ? Attributes.tag(name)
            : read.number(first, ".attribute").orElse(0);
    if (tag < Attributes.STACK_ALIGN || tag > Attributes.PRIV_SPEC_REVISION) {
      layout.report(Problem.UNKNOWN_ATTRIBUTE.at(first.span(), first.span().text()));
      return;
    }
    Operand value = operands.get(1);
    if (!Attributes.isText(tag)) {
      read.number(value, ".attribute")
          .ifPresent(number -> layout.attributes().set((int) tag, number));
    } else if (tag == Attributes.ARCH && value instanceof Operand.Text text) {
      if (layout.hasInstructions()) {
        layout.report(Problem.ATTRIBUTE_TOO_LATE.at(directive.span()));
        return;
      }
      String name = new String(text.bytes(), StandardCharsets.UTF_8);
      try {
        layout.options().instructionSet(InstructionSet.parse(name));
      } catch (IllegalArgumentException e) {
        layout.report(Problem.BAD_ARCHITECTURE.at(value.span(), String.valueOf(e.getMessage())));
      }
    } else {
      layout.report(Problem.UNKNOWN_ATTRIBUTE.at(first.span(), first.span().text()));
    }
  }

  void file(Statement.Directive directive) {
    if (read.operand(directive, 0) instanceof Operand.Text text) {
      layout.fileName(new String(text.bytes(), StandardCharsets.UTF_8));
    } else {
      lines.file(directive);
    }
  }

  /// `.version "text"`: a note with an empty description.
  void version(Statement.Directive directive) {
    String text = read.text(directive);
    if (text == null) {
      return;
    }
    SectionBuilder note = layout.sections().find(".note");
    if (note == null) {
      note = new SectionBuilder(".note", Section.NOTE, 0, 0);
      layout.sections().add(note);
    }
    byte[] name = (text + "\0").getBytes(StandardCharsets.UTF_8);
    note.append(Bytes.little(name.length, 4));
    note.append(Bytes.little(0, 4));
    note.append(Bytes.little(1, 4));
    note.append(Arrays.copyOf(name, (name.length + 3) & -4));
    note.align(4);
  }

  void ident(Statement.Directive directive) {
    String text = read.text(directive);
    if (text == null) {
      return;
    }
    SectionBuilder comment = layout.sections().find(".comment");
    if (comment == null) {
      comment =
          new SectionBuilder(".comment", Section.PROGBITS, Section.MERGE | Section.STRINGS, 1);
      layout.sections().addLate(comment);
      comment.append(new byte[1]);
    }
    comment.append((text + "\0").getBytes(StandardCharsets.UTF_8));
  }
}
