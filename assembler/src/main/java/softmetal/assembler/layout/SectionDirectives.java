package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.Section;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// The directives that say which section statements go to.
final class SectionDirectives {
  private final Layout layout;
  private final OperandReader read;

  SectionDirectives(Layout layout) {
    this.layout = layout;
    read = new OperandReader(layout);
  }

  void plainSection(Statement.Directive directive) {
    Operand subsection = read.operand(directive, 0);
    if (subsection != null) {
      OptionalLong number = read.number(subsection, directive.name());
      if (number.isPresent() && number.getAsLong() != 0) {
        layout.report(Problem.NO_SUBSECTIONS.at(subsection.span()));
        return;
      }
    }
    SectionBuilder section = layout.sections().find(directive.name());
    if (section != null) {
      layout.sections().enter(section);
    }
  }

  void section(Statement.Directive directive, boolean push) {
    List<Operand> operands = directive.operands();
    if (operands.isEmpty()) {
      read.usage(directive, ".section name, \"flags\", @type, entry size");
      return;
    }
    // A name like .note.GNU-stack is no expression, though it reads like one.
    String name =
        operands.getFirst() instanceof Operand.Text text
            ? new String(text.bytes(), StandardCharsets.UTF_8)
            : operands.getFirst().span().text().replaceAll("\\s", "");
    SectionBuilder known = layout.sections().find(name);
    SectionBuilder section = describe(directive, name, known);
    if (section == null) {
      return;
    }
    if (known == null) {
      layout.sections().add(section);
    }
    if (push) {
      layout.sections().push();
    }
    layout.sections().enter(section);
  }

  private @Nullable SectionBuilder describe(
      Statement.Directive directive, String name, @Nullable SectionBuilder known) {
    SectionKinds.Kind kind = SectionKinds.of(name);
    long flags = kind.flags();
    int type = kind.type();
    long entrySize = 0;
    int next = 1;
    Operand second = read.operand(directive, next);
    boolean flagged = false;
    if (second instanceof Operand.Text text) {
      flagged = true;
      OptionalLong parsed = flags(text);
      if (parsed.isEmpty()) {
        return null;
      }
      flags = parsed.getAsLong();
      next++;
    } else if (second instanceof Operand.Value || second instanceof Operand.Empty) {
      next++;
    }
    if (read.operand(directive, next) instanceof Operand.Word word) {
      var parsed = SectionKinds.type(word.name().toLowerCase(Locale.ROOT));
      if (parsed.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_TYPE.at(word.span(), word.name()));
        return null;
      }
      type = parsed.get();
      next++;
    }
    if ((flags & Section.MERGE) != 0) {
      Operand size = read.operand(directive, next++);
      OptionalLong parsed =
          size == null ? OptionalLong.empty() : read.number(size, directive.name());
      if (parsed.isEmpty() || parsed.getAsLong() <= 0) {
        layout.report(Problem.MERGE_NEEDS_SIZE.at(directive.span()));
        return null;
      }
      entrySize = parsed.getAsLong();
    }
    Operand surplus = read.operand(directive, next);
    if (surplus != null) {
      layout.report(Problem.SURPLUS_OPERAND.at(surplus.span(), directive.name()));
      return null;
    }
    if (known != null) {
      if (flagged && (known.flags() != flags || known.type() != type)) {
        layout.report(Problem.SECTION_CHANGED.at(directive.span(), name));
        return null;
      }
      return known;
    }
    if (entrySize == 0 && type >= Section.INIT_ARRAY && type <= Section.PREINIT_ARRAY) {
      entrySize = 8;
    }
    return new SectionBuilder(name, type, flags, entrySize);
  }

  private OptionalLong flags(Operand.Text text) {
    long flags = 0;
    for (byte letter : text.bytes()) {
      var flag = SectionKinds.flag((char) letter);
      if (flag.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_FLAG.at(text.span(), (char) letter));
        return OptionalLong.empty();
      }
      flags |= flag.get();
    }
    return OptionalLong.of(flags);
  }

  void popSection(Statement.Directive directive) {
    if (!layout.sections().pop()) {
      layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".popsection", ".pushsection"));
    }
  }
}
