package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import softmetal.assembler.debug.FrameAdvance;
import softmetal.assembler.debug.Leb128;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.expand.Limit;
import softmetal.assembler.expand.Limits;

/// Gives every fragment its address, and a size to those that had none.
///
/// Which of several solutions comes out depends on the order of the steps, so that it is the order of GNU as: first a
/// guess that takes everything below as being at address 0, then passes from top to bottom, in which what is below
/// still has its address of the pass before.
final class Addresses {
  private static final int MAX_ROUNDS = 10_000;

  /// The fragments of a section, and the passes over them.
  interface Row {
    /// @return whether an address is not what it was
    boolean guess();

    /// @return whether a size changed
    boolean pass();

    /// Lets all others see what came out.
    void settle();
  }

  /// The plain way. The passes look at those alone that may change their size, as long as nothing moves.
  private final class PlainRow implements Row {
    private final SectionBuilder section;
    private final Fragment[] all;
    private final int[] elastic;
    private boolean guessed;

    PlainRow(SectionBuilder section) {
      this.section = section;
      all = section.fragments().toArray(Fragment[]::new);
      int[] found = new int[all.length];
      int count = 0;
      for (int i = 0; i < all.length; i++) {
        if (!(all[i] instanceof Fragment.Data)) {
          found[count++] = i;
        }
      }
      elastic = Arrays.copyOf(found, count);
    }

    @Override
    public boolean guess() {
      boolean moved = false;
      long address = 0;
      for (Fragment fragment : all) {
        moved |= fragment.address() != address;
        fragment.address(address);
        if (fragment instanceof Fragment.Branch || fragment instanceof Fragment.Align) {
          resize(section, fragment);
        }
        if (!guessed && fragment instanceof Fragment.Align align) {
          check(align);
        }
        address += fragment.size();
      }
      guessed = true;
      return moved;
    }

    @Override
    public boolean pass() {
      boolean changed = false;
      long stretch = 0;
      int next = 0;
      for (int place : elastic) {
        next = move(next, place + 1, stretch);
        Fragment fragment = all[place];
        long before = fragment.size();
        resize(section, fragment);
        changed |= fragment.size() != before;
        stretch += fragment.size() - before;
      }
      move(next, all.length, stretch);
      return changed;
    }

    /// @return `to`
    private int move(int from, int to, long stretch) {
      for (int i = from; stretch != 0 && i < to; i++) {
        all[i].address(all[i].address() + stretch);
      }
      return to;
    }

    @Override
    public void settle() {
      // Others see it at once.
    }
  }

  private final Evaluator evaluator;
  private final long maxContents;
  private final long maxSteps;
  private final Diagnostics diagnostics;
  private final boolean plainly;

  Addresses(Evaluator evaluator, Limits limits, Diagnostics diagnostics) {
    this(evaluator, limits, diagnostics, false);
  }

  /// @param plainly whether to do without [AimedRow]
  Addresses(Evaluator evaluator, Limits limits, Diagnostics diagnostics, boolean plainly) {
    this.plainly = plainly;
    maxContents = limits.of(Limit.BYTES);
    maxSteps = limits.of(Limit.LAYOUT);
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /// @param somewhere in the source, for what has no place of its own
  /// @return false after an error, which is reported
  boolean settle(List<SectionBuilder> all, SourceSpan somewhere) {
    List<Row> rows = new ArrayList<>();
    for (SectionBuilder section : all) {
      aim(section);
      rows.add(row(section));
    }
    boolean moved = true;
    long steps = 0;
    for (int round = 0; moved && !diagnostics.hasErrors(); round++) {
      moved = false;
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        moved |= row.guess();
        int pass = 0;
        while (row.pass() && !diagnostics.hasErrors()) {
          moved = true;
          if (++pass > MAX_ROUNDS || round > MAX_ROUNDS) {
            diagnostics.report(Problem.LAYOUT_UNSTABLE.at(somewhere));
            return false;
          }
          steps += all.get(i).fragments().size();
          if (steps > maxSteps) {
            diagnostics.report(Problem.LAYOUT_TOO_LONG.at(somewhere, maxSteps));
            return false;
          }
        }
        row.settle();
      }
    }
    return !diagnostics.hasErrors() && haveRoom(all, somewhere);
  }

  private Row row(SectionBuilder section) {
    Row quick = plainly ? null : AimedRow.of(section);
    return quick == null ? new PlainRow(section) : quick;
  }

  /// Nearly all branches go to a label: what that is worth needs no evaluation in each pass, of which there are many.
  private static void aim(SectionBuilder section) {
    for (Fragment fragment : section.fragments()) {
      if (fragment instanceof Fragment.Branch branch
          && branch.target() instanceof Term.Named(Entry entry)
          && entry.value() == null) {
        Position position = entry.position();
        boolean near = position != null && !entry.isWeak() && position.section() == section;
        branch.aim(near ? position : null);
      }
    }
  }

  private boolean haveRoom(List<SectionBuilder> all, SourceSpan somewhere) {
    long contents = 0;
    for (SectionBuilder section : all) {
      if (section.hasNoContents()) {
        continue;
      }
      for (Fragment fragment : section.fragments()) {
        contents += fragment.size();
        if (contents > maxContents) {
          diagnostics.report(
              Problem.SECTION_OVERSIZED.at(
                  fragment instanceof Fragment.Space space ? space.span() : somewhere,
                  maxContents));
          return false;
        }
      }
    }
    return true;
  }

  /// As in GNU as, padding has to fit its filler where the first guess puts it. Whether it fits in the end, too, shows
  /// when its bytes are made.
  private void check(Fragment.Align align) {
    SourceSpan span = align.span();
    if (!align.isFilled() && span != null) {
      diagnostics.report(Problem.PADDING_NOT_MULTIPLE.at(span, align.size(), align.fillerLength()));
    }
  }

  private void resize(SectionBuilder section, Fragment fragment) {
    if (fragment instanceof Fragment.Branch branch) {
      branch.resize(branchSize(section, branch));
    } else if (fragment instanceof Fragment.Align align) {
      align.resize(align.padding());
    } else if (fragment instanceof Fragment.Space space) {
      if (!space.isFixed()) {
        space.resize(spaceSize(section, space));
      }
    } else if (fragment instanceof Fragment.Advance advance) {
      advance.resize(FrameAdvance.bytes(evaluator.absolute(advance.distance()).orElse(0)).length);
    } else if (fragment instanceof Fragment.Leb leb) {
      resize(leb);
    }
  }

  private void resize(Fragment.Leb leb) {
    OptionalLong value = evaluator.absolute(leb.value());
    if (value.isEmpty()) {
      diagnostics.report(Complaints.notKnown(evaluator, leb.value(), leb.span()));
      return;
    }
    long number = value.getAsLong();
    byte[] bytes = leb.signed() ? Leb128.signed(number) : Leb128.unsigned(number);
    // Never shorter again, lest it goes back and forth.
    leb.bytes(
        bytes.length < leb.bytes().length
            ? Leb128.padded(number, leb.signed(), leb.bytes().length)
            : bytes);
  }

  private int branchSize(SectionBuilder section, Fragment.Branch branch) {
    if (branch.isAimed()) {
      return branch.sizeAimed();
    }
    Linear target = evaluator.linear(branch.target(), true);
    Entry entry = target == null ? null : target.plus();
    Position position = entry == null ? null : evaluator.positionOf(entry);
    boolean near =
        target != null
            && entry != null
            && position != null
            && !entry.isWeak()
            && position.section() == section;
    // A jump to a number has nothing to relax: it keeps its plain form.
    long distance =
        near && target != null && entry != null
            ? evaluator.addressOf(entry) + target.constant() - branch.address()
            : 0;
    return BranchForm.size(branch.piece(), near, distance);
  }

  private long spaceSize(SectionBuilder section, Fragment.Space space) {
    Linear length = evaluator.linear(space.length(), true);
    OptionalLong target =
        length == null
            ? OptionalLong.empty()
            : evaluator.offsetIn(section, length, space.toAddress());
    if (target.isEmpty()) {
      diagnostics.report(Complaints.notKnown(evaluator, space.length(), space.span()));
      return 0;
    }
    long wanted = target.getAsLong() - (space.toAddress() ? space.address() : 0);
    if (wanted < 0) {
      // Backwards for good, or only until what is before has its size: looked at again at the end.
      return 0;
    }
    if (wanted > DataDirectives.MAX_SIZE) {
      diagnostics.report(Problem.BAD_SIZE.at(space.span(), wanted));
      return 0;
    }
    return wanted;
  }
}
