package softmetal.assembler.layout;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import softmetal.assembler.debug.FrameAdvance;
import softmetal.assembler.debug.Output;
import softmetal.assembler.debug.Place;
import softmetal.assembler.debug.Reference;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression.BinaryOperator;

/// Debug information as fragments of a section.
final class SectionOutput implements Output {
  private final SectionBuilder section;
  private final Symbols symbols;
  private final SourceSpan span;
  private final Map<SectionBuilder, Map<Fragment, Long>> assumed;

  /// @param span to blame for what goes wrong
  /// @param assumed addresses of fragments as they seem to become, by section; filled on demand
  SectionOutput(
      SectionBuilder section,
      Symbols symbols,
      SourceSpan span,
      Map<SectionBuilder, Map<Fragment, Long>> assumed) {
    this.section = section;
    this.symbols = symbols;
    this.span = span;
    this.assumed = assumed;
  }

  /// A place in code, with the number of the stretch of bytes that it belongs to.
  ///
  /// @param stretch see [SectionBuilder#stretch()]
  record Spot(Entry entry, int stretch) implements Place {
    @Override
    public OptionalLong fixedDistanceFrom(Place other) {
      Position here = entry.position();
      Position there = ((Spot) other).entry.position();
      return here != null
              && there != null
              && here.section() == there.section()
              && stretch == ((Spot) other).stretch
          ? OptionalLong.of(here.offsetInRun() - there.offsetInRun())
          : OptionalLong.empty();
    }
  }

  static Spot spot(SectionBuilder section, Symbols symbols) {
    return new Spot(symbols.here(section.here()), section.stretch());
  }

  private static Term term(Reference reference) {
    return switch (reference) {
      case Spot spot -> spot.entry().reference();
      case Term term -> term;
      default -> throw new IllegalArgumentException("not of this layout: " + reference);
    };
  }

  @Override
  public void write(byte... bytes) {
    section.append(bytes);
  }

  @Override
  public Place here() {
    return spot(section, symbols);
  }

  @Override
  public Place ahead() {
    return new Spot(new Entry(".L0 ", Entry.Keep.IN_PLACE_IF_USED, null), -1);
  }

  @Override
  public void reach(Place place) {
    ((Spot) place).entry().placeAt(section.here(), null);
  }

  private void hole(Term value, int size) {
    int offset = section.data().length();
    section.append(new byte[size]);
    section.data().fix(new Fragment.Fix.Value(offset, size, value, span));
  }

  private Term difference(Reference from, Reference to) {
    return new Term.Binary(BinaryOperator.SUBTRACT, term(to), term(from), span);
  }

  @Override
  public void address(Reference target, long addend, int size) {
    Term term = term(target);
    hole(
        addend == 0
            ? term
            : new Term.Binary(BinaryOperator.ADD, term, new Term.Constant(addend), span),
        size);
  }

  @Override
  public void sum(Reference target, Reference addend) {
    // The product makes a number even of the distance of two places in code.
    Term number =
        new Term.Binary(BinaryOperator.MULTIPLY, term(addend), new Term.Constant(1), span);
    hole(new Term.Binary(BinaryOperator.ADD, term(target), number, span), 8);
  }

  @Override
  public void unsigned(Reference number) {
    section.append(new Fragment.Leb(term(number), false, span));
  }

  @Override
  public void relative(Reference target) {
    int offset = section.data().length();
    section.append(new byte[4]);
    section
        .data()
        .fix(new Fragment.Fix.Field(offset, RelocationType.R_RISCV_32_PCREL, term(target), span));
  }

  @Override
  public void distance(Reference from, Reference to, int size) {
    hole(difference(from, to), size);
  }

  @Override
  public void distance(Reference from, Reference to) {
    section.append(new Fragment.Leb(difference(from, to), false, span));
  }

  @Override
  public long assumedDistance(Place from, Place to) {
    OptionalLong fixed = to.fixedDistanceFrom(from);
    return fixed.isPresent() ? fixed.getAsLong() : assumed((Spot) to) - assumed((Spot) from);
  }

  private long assumed(Spot spot) {
    Position position = spot.entry().position();
    if (position == null) {
      return 0;
    }
    Map<Fragment, Long> addresses =
        assumed.computeIfAbsent(position.section(), SectionOutput::addresses);
    return addresses.getOrDefault(position.fragment(), 0L) + position.offset();
  }

  private static Map<Fragment, Long> addresses(SectionBuilder section) {
    Map<Fragment, Long> addresses = new HashMap<>();
    long address = 0;
    for (Fragment fragment : section.fragments()) {
      addresses.put(fragment, address);
      address += fragment.size();
    }
    return addresses;
  }

  @Override
  public void advance(Place from, Place to) {
    section.append(new Fragment.Advance(difference(from, to), span));
  }

  @Override
  public void align(int alignment) {
    section.append(new Fragment.Align(alignment, new byte[1], 0, null));
  }

  /// The relocation pair that lets a linker correct the operand of an advance.
  static RelocationType[] relocations(long distance) {
    return switch (FrameAdvance.operandSize(distance)) {
      case 0 -> pair(RelocationType.R_RISCV_SET6, RelocationType.R_RISCV_SUB6);
      case 1 -> pair(RelocationType.R_RISCV_SET8, RelocationType.R_RISCV_SUB8);
      case 2 -> pair(RelocationType.R_RISCV_SET16, RelocationType.R_RISCV_SUB16);
      default -> pair(RelocationType.R_RISCV_SET32, RelocationType.R_RISCV_SUB32);
    };
  }

  private static RelocationType[] pair(RelocationType set, RelocationType subtract) {
    return new RelocationType[] {set, subtract};
  }
}
