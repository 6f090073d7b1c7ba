package softmetal.assembler.layout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The passes of [Addresses] over a section in which nothing has to be evaluated, as are nearly all: branches that are
/// aimed, padding, and what has its size. The fast path.
///
/// Addresses and sizes are in arrays while the passes run: there are many passes, over many fragments, and an object for
/// each is too much for a cache. A test compares this with the plain way. Why it exists: see
/// `docs/decisions/0010-fast-paths.md`.
final class AimedRow implements Addresses.Row {
  private final Fragment[] all;
  private final long[] addresses;
  private final long[] sizes;

  /// Which may change their size, by index in `all`.
  private final int[] elastic;

  /// For each of `elastic` that is a branch, the index of where it goes, or [#FAR]; [#PADDING] for padding.
  private final int[] aims;

  private static final int FAR = -1;
  private static final int PADDING = -2;

  private AimedRow(Fragment[] all, int[] elastic, int[] aims) {
    this.all = all;
    this.elastic = elastic;
    this.aims = aims;
    addresses = new long[all.length];
    sizes = new long[all.length];
    for (int i = 0; i < all.length; i++) {
      sizes[i] = all[i].size();
    }
  }

  /// Null if the section is for the plain way.
  static @Nullable AimedRow of(SectionBuilder section) {
    List<Fragment> fragments = section.fragments();
    int count = 0;
    for (int i = 0; i < fragments.size(); i++) {
      Fragment fragment = fragments.get(i);
      if (fragment.address() != 0) {
        return null;
      }
      if (!fragment.isFixed()) {
        if (!(fragment instanceof Fragment.Align align && align.fillerLength() == 1)
            && !(fragment instanceof Fragment.Branch branch && branch.isAimed())) {
          return null;
        }
        count++;
      }
    }
    // No fragment has its address yet: its number may stand there for a moment.
    Fragment[] all = fragments.toArray(Fragment[]::new);
    for (int i = 0; i < all.length; i++) {
      all[i].address(i);
    }
    int[] elastic = new int[count];
    int[] aims = new int[count];
    boolean inside = true;
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] instanceof Fragment.Branch branch) {
        Fragment aim = branch.aim();
        aims[next] = aim == null ? FAR : (int) aim.address();
        inside &= aim == null || (aims[next] < all.length && all[aims[next]] == aim);
        elastic[next++] = i;
      } else if (all[i] instanceof Fragment.Align) {
        aims[next] = PADDING;
        elastic[next++] = i;
      }
    }
    for (Fragment fragment : all) {
      fragment.address(0);
    }
    return inside ? new AimedRow(all, elastic, aims) : null;
  }

  @Override
  public boolean guess() {
    boolean moved = false;
    long address = 0;
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      moved |= addresses[i] != address;
      addresses[i] = address;
      if (next < elastic.length && elastic[next] == i) {
        sizes[i] = size(next++);
      }
      address += sizes[i];
    }
    return moved;
  }

  @Override
  public boolean pass() {
    boolean changed = false;
    long stretch = 0;
    int next = 0;
    for (int i = 0; i < elastic.length; i++) {
      int place = elastic[i];
      next = move(next, place + 1, stretch);
      long size = size(i);
      changed |= size != sizes[place];
      stretch += size - sizes[place];
      sizes[place] = size;
    }
    move(next, all.length, stretch);
    return changed;
  }

  private int move(int from, int to, long stretch) {
    if (stretch != 0) {
      for (int i = from; i < to; i++) {
        addresses[i] += stretch;
      }
    }
    return to;
  }

  /// What one of `elastic` takes at the present addresses.
  private long size(int which) {
    int place = elastic[which];
    int aim = aims[which];
    if (aim == PADDING) {
      return ((Fragment.Align) all[place]).paddingAt(addresses[place]);
    }
    Fragment.Branch branch = (Fragment.Branch) all[place];
    boolean near = aim != FAR;
    long distance = near ? addresses[aim] + branch.offset() - addresses[place] : 0;
    return BranchForm.size(branch.isJump(), branch.isCompressible(), near, distance);
  }

  @Override
  public void settle() {
    for (int i = 0; i < all.length; i++) {
      Fragment fragment = all[i];
      fragment.address(addresses[i]);
      if (fragment instanceof Fragment.Branch branch) {
        branch.resize((int) sizes[i]);
      } else if (fragment instanceof Fragment.Align align) {
        align.resize(sizes[i]);
      }
    }
  }
}
