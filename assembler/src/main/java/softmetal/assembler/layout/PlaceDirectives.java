package softmetal.assembler.layout;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// The directives that move the location: `.org`, and the alignments.
final class PlaceDirectives {
  private final Layout layout;
  private final OperandReader read;

  PlaceDirectives(Layout layout) {
    this.layout = layout;
    read = new OperandReader(layout);
  }

  /// `.reloc offset, R_RISCV_name, expression`: a relocation that nothing else would make.
  void relocation(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() < 2
        || operands.size() > 3
        || !(operands.get(0) instanceof Operand.Value(var _, Expression place))
        || !(operands.get(1) instanceof Operand.Value(SourceSpan span, Expression.Symbol type))) {
      read.usage(directive, ".reloc offset, R_RISCV_64, symbol + number");
      return;
    }
    Optional<RelocationType> known = RelocationType.named(type.name());
    Term offset = layout.freeze(place);
    Term target =
        operands.size() == 3 && operands.get(2) instanceof Operand.Value(var _, Expression value)
            ? layout.freeze(value)
            : new Term.Constant(0);
    if (known.isEmpty()) {
      layout.report(Problem.UNKNOWN_RELOCATION.at(span, type.name()));
    } else if (offset != null && target != null) {
      layout.relocation(offset, known.get(), target, directive.span());
    }
  }

  void org(Statement.Directive directive) {
    if (!(read.operand(directive, 0) instanceof Operand.Value(var span, Expression target))) {
      read.usage(directive, ".org address, fill");
      return;
    }
    Operand filler = read.operand(directive, 1);
    OptionalLong fill = filler == null ? OptionalLong.of(0) : read.number(filler, ".org");
    Term term = layout.freeze(target);
    if (term != null && fill.isPresent()) {
      byte[] bytes = {(byte) fill.getAsLong()};
      layout.sections().current().append(new Fragment.Space(term, true, bytes, span));
    }
  }

  /// @param power whether the operand is the exponent of 2
  /// @param width bytes of the fill pattern
  void align(Statement.Directive directive, boolean power, int width) {
    Operand first = read.operand(directive, 0);
    if (first == null || directive.operands().size() > 3) {
      read.usage(directive, directive.name() + (power ? " exponent" : " bytes") + ", fill, limit");
      return;
    }
    OptionalLong number = read.number(first, directive.name());
    if (number.isEmpty()) {
      return;
    }
    long alignment = number.getAsLong();
    if (power) {
      if (alignment < 0 || alignment > 31) {
        layout.report(Problem.ALIGNMENT_TOO_LARGE.at(first.span(), alignment));
        return;
      }
      alignment = 1L << alignment;
    } else if (alignment == 0) {
      alignment = 1;
    } else if (alignment < 0 || Long.bitCount(alignment) != 1 || alignment > 1L << 31) {
      layout.report(Problem.NOT_A_POWER.at(first.span(), alignment));
      return;
    }
    Operand filler = read.operand(directive, 1);
    byte[] fill = null;
    if (filler != null && !(filler instanceof Operand.Empty)) {
      OptionalLong value = read.number(filler, directive.name());
      if (value.isEmpty()) {
        return;
      }
      fill = Bytes.little(value.getAsLong(), width);
    }
    Operand limit = read.operand(directive, 2);
    OptionalLong maxSkip =
        limit == null || limit instanceof Operand.Empty
            ? OptionalLong.of(0)
            : read.number(limit, directive.name());
    if (maxSkip.isPresent()) {
      align(alignment, fill, maxSkip.getAsLong(), directive.span());
    }
  }

  void align(long alignment, byte @Nullable [] fill, long maxSkip, SourceSpan span) {
    SectionBuilder section = layout.sections().current();
    section.align(alignment);
    if (alignment == 1) {
      return;
    }
    if (!section.isCode() || fill != null) {
      layout.map(section, SectionBuilder.Mapping.DATA);
      section.append(
          new Fragment.Align(alignment, fill == null ? new byte[1] : fill, maxSkip, span));
      return;
    }
    long smallest = layout.options().compressed() ? 2 : 4;
    if (alignment <= smallest) {
      return;
    }
    if (layout.options().relax()) {
      // The linker may shorten what stands before: leave it as many nops as it can ever need.
      layout.mapPadding(section);
      long padding = alignment - smallest;
      int offset = section.data().length();
      section.append(Contents.nops((int) padding));
      section
          .data()
          .fix(new Fragment.Fix.Mark(offset, RelocationType.R_RISCV_ALIGN, padding, span));
      section.breakStretch(0);
      return;
    }
    layout.mapPadding(section);
    section.append(new Fragment.Align(alignment, null, maxSkip, span));
  }
}
