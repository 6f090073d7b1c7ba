package softmetal.monitor.privileged;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Hart;
import softmetal.monitor.hart.Tlb;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The shadow page tables of one virtual CPU: one for each set of permissions that its mode and `mstatus` can give.
///
/// System calls and traps then only change which one the hart uses. Each is made when first needed, and flushed only
/// if it was filled since the last time.
final class ShadowTables {
  /// Fetches depend on the mode (a code of 2 bits); loads and stores on the mode that MPRV makes of it, on SUM and on
  /// MXR.
  private static final int COMBINATIONS = 1 << (2 + 2 + 1 + 1);

  /// Fetches, loads and stores with the rights of machine mode.
  private static final int MACHINE_ALONE = Mode.MACHINE.code() << 2 | Mode.MACHINE.code();

  private static final int FILLED_ONCE_MAX = 8;

  private final Hart hart;
  private final Supplier<Tlb> factory;
  private final @Nullable Shadow[] shadows = new @Nullable Shadow[COMBINATIONS];
  private Shadow current;

  /// Pages of which only a part may be reached: they stay for one instruction.
  private final long[] filledOnce = new long[FILLED_ONCE_MAX];

  private int filledOnceCount;

  /// One table, and what is known of its contents.
  private static final class Shadow {
    final Tlb tlb;

    /// Whether its entries depend on nothing but physical memory protection.
    final boolean isPhysical;

    boolean isEmpty = true;
    boolean hasSuperpages;

    Shadow(Tlb tlb, boolean isPhysical) {
      this.tlb = tlb;
      this.isPhysical = isPhysical;
    }

    void flush() {
      if (!isEmpty) {
        tlb.flush();
        isEmpty = true;
        hasSuperpages = false;
      }
    }
  }

  ShadowTables(Hart hart, Supplier<Tlb> factory) {
    this.hart = hart;
    this.factory = factory;
    this.current = shadow(Mode.MACHINE, Mode.MACHINE, false, false);
    hart.use(current.tlb);
  }

  /// Has the hart use the table for these permissions.
  ///
  /// @param dataMode the mode for loads and stores
  void select(Mode mode, Mode dataMode, boolean sum, boolean mxr) {
    Shadow wanted = shadow(mode, dataMode, sum, mxr);
    if (wanted != current) {
      current = wanted;
      hart.use(wanted.tlb);
    }
  }

  private Shadow shadow(Mode mode, Mode dataMode, boolean sum, boolean mxr) {
    boolean sumMatters = sum && dataMode == Mode.SUPERVISOR;
    boolean mxrMatters = mxr && dataMode != Mode.MACHINE;
    int modes = mode.code() << 2 | dataMode.code();
    return shadow(modes << 2 | (sumMatters ? 2 : 0) | (mxrMatters ? 1 : 0));
  }

  private Shadow shadow(int index) {
    Shadow shadow = shadows[index];
    if (shadow == null) {
      shadow = new Shadow(factory.get(), index >>> 2 == MACHINE_ALONE);
      shadows[index] = shadow;
    }
    return shadow;
  }

  void fillRam(Access access, long virtualAddress, long physicalAddress, boolean superpage) {
    current.isEmpty = false;
    current.hasSuperpages |= superpage;
    current.tlb.fillRam(access, virtualAddress, physicalAddress);
  }

  void fillDevice(Access access, long virtualAddress, long physicalAddress, boolean superpage) {
    current.isEmpty = false;
    current.hasSuperpages |= superpage;
    current.tlb.fillDevice(access, virtualAddress, physicalAddress);
  }

  /// The page just filled is to be forgotten after the instruction that needs it.
  void limitToOneInstruction(long virtualAddress) {
    if (filledOnceCount == FILLED_ONCE_MAX) {
      forgetFilledOnce();
    }
    filledOnce[filledOnceCount++] = virtualAddress;
  }

  boolean hasFilledOnce() {
    return filledOnceCount > 0;
  }

  /// To be called before another table is selected.
  void forgetFilledOnce() {
    for (int i = 0; i < filledOnceCount; i++) {
      current.tlb.flushPage(filledOnce[i]);
    }
    filledOnceCount = 0;
  }

  /// For each table that is not empty: its number plus one, whether superpages are in it, and of each entry the kind of access, whether it is a
  /// device, the virtual and the physical address; then 0. Then, behind them all, 0.
  ///
  /// Pages that were filled for one instruction are forgotten: that instruction asks again.
  void save(StateOutput output) {
    forgetFilledOnce();
    for (int i = 0; i < COMBINATIONS; i++) {
      Shadow shadow = shadows[i];
      if (shadow != null && !shadow.isEmpty) {
        output.putByte(i + 1);
        output.putBoolean(shadow.hasSuperpages);
        shadow.tlb.forEach((access, virtualAddress, physicalAddress, isDevice) -> {
          output.putByte(code(access));
          output.putBoolean(isDevice);
          output.putLongs(virtualAddress, physicalAddress);
        });
        output.putByte(0);
      }
    }
    output.putByte(0);
  }

  void load(StateInput input, PhysicalMemory memory) {
    for (int i = nextTable(input); i >= 0; i = nextTable(input)) {
      Shadow shadow = shadow(i);
      shadow.isEmpty = false;
      shadow.hasSuperpages = input.getBoolean();
      for (Access access = nextAccess(input); access != null; access = nextAccess(input)) {
        loadEntry(input, access, shadow.tlb, memory);
      }
    }
  }

  private static int nextTable(StateInput input) {
    return input.getByte("a shadow page table", 0, COMBINATIONS) - 1;
  }

  private static int code(Access access) {
    return switch (access) {
      case FETCH -> 1;
      case LOAD -> 2;
      case STORE -> 3;
    };
  }

  private static @Nullable Access nextAccess(StateInput input) {
    return switch (input.getByte("a kind of access", 0, 3)) {
      case 1 -> Access.FETCH;
      case 2 -> Access.LOAD;
      case 3 -> Access.STORE;
      default -> null;
    };
  }

  private static void loadEntry(StateInput input, Access access, Tlb tlb, PhysicalMemory memory) {
    boolean isDevice = input.getBoolean();
    long virtualAddress = input.getLong();
    long physicalAddress = input.getLong();
    boolean isThere =
        isDevice
            ? access != Access.FETCH && memory.isDevice(physicalAddress)
            : memory.isRam(physicalAddress);
    if (!isThere) {
      throw new InvalidStateException("a translation to %#x".formatted(physicalAddress));
    }
    if (isDevice) {
      tlb.fillDevice(access, virtualAddress, physicalAddress);
    } else {
      tlb.fillRam(access, virtualAddress, physicalAddress);
    }
  }

  /// After physical memory protection has changed.
  void flushAll() {
    for (Shadow shadow : shadows) {
      if (shadow != null) {
        shadow.flush();
      }
    }
  }

  /// After page tables have changed: all but what is not translated.
  void flushTranslated() {
    for (Shadow shadow : shadows) {
      if (shadow != null && !shadow.isPhysical) {
        shadow.flush();
      }
    }
  }

  /// Likewise for one address. A superpage has left entries for many of its pages, so its table is flushed whole.
  void flushTranslated(long virtualAddress) {
    for (Shadow shadow : shadows) {
      if (shadow == null || shadow.isPhysical || shadow.isEmpty) {
        continue;
      }
      if (shadow.hasSuperpages) {
        shadow.flush();
      } else {
        shadow.tlb.flushPage(virtualAddress);
      }
    }
  }
}
