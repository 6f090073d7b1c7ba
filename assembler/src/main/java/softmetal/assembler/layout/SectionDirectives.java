package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
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

  /// `.text`, `.data`, `.bss`, with or without the number of a subsection.
  void plainSection(Statement.Directive directive) {
    SectionBuilder section = layout.sections().find(directive.name());
    if (section != null) {
      enter(section, read.operand(directive, 0), directive);
    }
  }

  void subsection(Statement.Directive directive) {
    enter(layout.sections().current().whole(), read.operand(directive, 0), directive);
  }

  private void enter(
      SectionBuilder section, @Nullable Operand number, Statement.Directive directive) {
    OptionalLong subsection =
        number == null ? OptionalLong.of(0) : read.number(number, directive.name());
    if (subsection.isPresent()) {
      layout.sections().enter(section.subsection(subsection.getAsLong()));
    }
  }

  void section(Statement.Directive directive, boolean push) {
    List<Operand> operands = new ArrayList<>(directive.operands());
    if (operands.isEmpty()) {
      read.usage(directive, ".section name, \"flags\", @type, entry size");
      return;
    }
    // A name like .note.GNU-stack is no expression, though it reads like one.
    String name =
        operands.getFirst() instanceof Operand.Text text
            ? new String(text.bytes(), StandardCharsets.UTF_8)
            : operands.getFirst().span().text().replaceAll("\\s", "");
    operands.removeFirst();
    long number = 0;
    if (push && !operands.isEmpty() && operands.getFirst() instanceof Operand.Value value) {
      number = read.number(value, directive.name()).orElse(0);
      operands.removeFirst();
    }
    Description wanted = describe(directive, name, operands);
    SectionBuilder section = wanted == null ? null : known(wanted, directive.span());
    if (section == null) {
      return;
    }
    if (push) {
      layout.sections().push();
    }
    layout.sections().enter(section.subsection(number));
  }

  /// What a `.section` says of its section.
  ///
  /// @param flagged whether it says what the flags are, and does not leave it to the name
  private record Description(
      String name,
      int type,
      long flags,
      long entrySize,
      boolean flagged,
      SectionBuilder.Membership membership) {}

  private @Nullable SectionBuilder known(Description wanted, SourceSpan span) {
    SectionBuilder known = layout.sections().find(wanted.name(), wanted.membership());
    if (known == null) {
      long size = wanted.entrySize();
      if (size == 0
          && wanted.type() >= Section.INIT_ARRAY
          && wanted.type() <= Section.PREINIT_ARRAY) {
        size = 8;
      }
      SectionBuilder made =
          new SectionBuilder(
              wanted.name(), wanted.type(), wanted.flags(), size, wanted.membership());
      layout.sections().add(made);
      return made;
    }
    if (wanted.flagged()
        && (known.flags() != wanted.flags()
            || known.type() != wanted.type()
            || (wanted.entrySize() != 0 && known.entrySize() != wanted.entrySize()))) {
      layout.report(Problem.SECTION_CHANGED.at(span, wanted.name()));
      return null;
    }
    return known;
  }

  private @Nullable Description describe(
      Statement.Directive directive, String name, List<Operand> operands) {
    SectionKinds.Kind kind = SectionKinds.of(name);
    long flags = kind.flags();
    int type = kind.type();
    long entrySize = 0;
    SectionBuilder.Membership membership = SectionBuilder.Membership.NONE;
    boolean flagged = false;
    boolean grouped = false;
    boolean linked = false;
    if (!operands.isEmpty()) {
      Operand second = operands.removeFirst();
      if (second instanceof Operand.Text text) {
        flagged = true;
        OptionalLong parsed = flags(text);
        if (parsed.isEmpty()) {
          return null;
        }
        flags = parsed.getAsLong();
        String letters = new String(text.bytes(), StandardCharsets.UTF_8);
        grouped = (flags & SectionKinds.GROUP) != 0;
        linked = (flags & SectionKinds.LINK_ORDER) != 0;
        if (letters.indexOf('?') >= 0 && !grouped) {
          membership = layout.sections().current().membership().groupOnly();
          flags |= membership.group().isEmpty() ? 0 : SectionKinds.GROUP;
        }
      }
    }
    if (!operands.isEmpty()
        && (operands.getFirst() instanceof Operand.Word
            || (flagged && operands.getFirst() instanceof Operand.Text))) {
      Operand word = operands.removeFirst();
      String text = word instanceof Operand.Word(var _, String given) ? given : read.name(word);
      var parsed = SectionKinds.type(String.valueOf(text).toLowerCase(Locale.ROOT));
      if (parsed.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_TYPE.at(word.span(), String.valueOf(text)));
        return null;
      }
      type = parsed.get();
    }
    if ((flags & Section.MERGE) != 0) {
      OptionalLong parsed =
          operands.isEmpty()
              ? OptionalLong.empty()
              : read.number(operands.removeFirst(), directive.name());
      if (parsed.isEmpty() || parsed.getAsLong() <= 0) {
        layout.report(Problem.MERGE_NEEDS_SIZE.at(directive.span()));
        return null;
      }
      entrySize = parsed.getAsLong();
    }
    if (grouped) {
      String signature = operands.isEmpty() ? null : read.name(operands.removeFirst());
      if (signature == null) {
        layout.report(Problem.GROUP_NEEDS_NAME.at(directive.span()));
        return null;
      }
      boolean comdat = takeWord(operands, "comdat");
      membership = new SectionBuilder.Membership(signature, comdat, "", 0);
    }
    if (linked) {
      String to = operands.isEmpty() ? null : operands.removeFirst().span().text();
      if (to == null || layout.sections().find(to) == null) {
        layout.report(Problem.LINK_ORDER_NEEDS_SECTION.at(directive.span()));
        return null;
      }
      membership = membership.linkedTo(to);
    }
    if (takeWord(operands, "unique")) {
      OptionalLong number =
          operands.isEmpty()
              ? OptionalLong.empty()
              : read.number(operands.removeFirst(), directive.name());
      if (number.isEmpty()) {
        return null;
      }
      membership = membership.unique(number.getAsLong() + 1);
    }
    if (!operands.isEmpty()) {
      layout.report(Problem.SURPLUS_OPERAND.at(operands.getFirst().span(), directive.name()));
      return null;
    }
    return new Description(name, type, flags, entrySize, flagged, membership);
  }

  private static boolean takeWord(List<Operand> operands, String word) {
    boolean there = !operands.isEmpty() && operands.getFirst().span().text().equals(word);
    if (there) {
      operands.removeFirst();
    }
    return there;
  }

  private OptionalLong flags(Operand.Text text) {
    long flags = 0;
    String letters = new String(text.bytes(), StandardCharsets.UTF_8);
    for (int at = 0; at < letters.length(); at++) {
      char letter = letters.charAt(at);
      if (Character.isDigit(letter)) {
        String digits = letters.substring(at).replaceFirst("[^0-9a-zA-Z].*", "");
        try {
          flags |= Long.decode(digits);
        } catch (NumberFormatException _) {
          layout.report(Problem.UNKNOWN_SECTION_FLAG.at(text.span(), digits));
          return OptionalLong.empty();
        }
        at += digits.length() - 1;
        continue;
      }
      var flag = SectionKinds.flag(letter);
      if (flag.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_FLAG.at(text.span(), letter));
        return OptionalLong.empty();
      }
      flags |= flag.get();
    }
    return OptionalLong.of(flags);
  }

  /// `.struct offset`: what follows are names for offsets, and no bytes.
  void structure(Statement.Directive directive) {
    Operand start = read.operand(directive, 0);
    OptionalLong offset = start == null ? OptionalLong.of(0) : read.number(start, directive.name());
    if (offset.isPresent()) {
      layout.sections().enterStructure(offset.getAsLong());
    }
  }

  void popSection(Statement.Directive directive) {
    if (!layout.sections().pop()) {
      layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".popsection", ".pushsection"));
    }
  }
}
