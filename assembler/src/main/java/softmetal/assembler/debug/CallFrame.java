package softmetal.assembler.debug;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What lies between `.cfi_startproc` and `.cfi_endproc`: how to find the caller of one procedure.
public final class CallFrame {
  private static final int RETURN_ADDRESS = 1;
  private static final int STACK_POINTER = 2;

  private final Place start;
  private final boolean unwindable;
  private final boolean debuggable;
  private final List<FrameOperation> operations = new ArrayList<>();
  private final Deque<Long> remembered = new ArrayDeque<>();
  private Place last;
  private @Nullable Place end;
  private long cfaOffset;
  private int returnColumn = RETURN_ADDRESS;
  private boolean signal;
  private @Nullable Pointer personality;
  private @Nullable Pointer languageData;

  /// A symbol and how its address is written.
  ///
  /// Source: Linux Standard Base, "DWARF Exception Header Encoding".
  public record Pointer(int encoding, Reference target) {
    /// No pointer at all.
    public static final int OMIT = 0xff;

    /// How many bytes it takes; 0 for an encoding that cannot be written.
    public int size() {
      boolean relative = (encoding & 0x70) == 0x10;
      return switch (encoding & 0xf) {
        case 0x3, 0xb -> 4;
        case 0x0, 0x4, 0xc -> relative ? 0 : 8;
        default -> 0;
      };
    }

    void write(Output out) {
      if ((encoding & 0x70) == 0x10) {
        out.relative(target);
      } else {
        out.address(target, 0, size());
      }
    }
  }

  /// @param simple without the instructions that every procedure starts with
  /// @param unwindable whether it goes to `.eh_frame`
  /// @param debuggable whether it goes to `.debug_frame`
  CallFrame(Place start, boolean simple, boolean unwindable, boolean debuggable) {
    this.start = start;
    this.unwindable = unwindable;
    this.debuggable = debuggable;
    last = start;
    if (!simple) {
      operations.add(
          new FrameOperation.OfRegister(
              FrameOperation.OfRegister.Kind.DEFINE_CFA_REGISTER, STACK_POINTER));
    }
  }

  /// Adds what holds from a place on.
  public void add(Place here, FrameOperation operation) {
    reach(here);
    switch (operation) {
      case FrameOperation.DefineCfa(var _, long offset) -> cfaOffset = offset;
      case FrameOperation.DefineCfaOffset(long offset) -> cfaOffset = offset;
      case FrameOperation.Plain plain when plain == FrameOperation.Plain.REMEMBER_STATE ->
          remembered.push(cfaOffset);
      case FrameOperation.Plain plain when plain == FrameOperation.Plain.RESTORE_STATE ->
          cfaOffset = remembered.pop();
      default -> {}
    }
    operations.add(operation);
  }

  /// Says that what was added holds up to a place.
  public void reach(Place here) {
    OptionalLong distance = here.fixedDistanceFrom(last);
    if (distance.isEmpty() || distance.getAsLong() != 0) {
      operations.add(new FrameOperation.Advance(last, here));
      last = here;
    }
  }

  /// Whether there is a state to go back to.
  public boolean hasRemembered() {
    return !remembered.isEmpty();
  }

  /// How far the CFA is from the register that it is counted from.
  public long cfaOffset() {
    return cfaOffset;
  }

  void close(Place here) {
    end = here;
  }

  /// @throws IllegalStateException before it is closed
  Place end() {
    if (end == null) {
      throw new IllegalStateException("a call frame is still open");
    }
    return end;
  }

  Place start() {
    return start;
  }

  boolean isUnwindable() {
    return unwindable;
  }

  boolean isDebuggable() {
    return debuggable;
  }

  List<FrameOperation> operations() {
    return Collections.unmodifiableList(operations);
  }

  int returnColumn() {
    return returnColumn;
  }

  public void returnColumn(int register) {
    returnColumn = register;
  }

  boolean isSignal() {
    return signal;
  }

  public void markSignal() {
    signal = true;
  }

  @Nullable Pointer personality() {
    return personality;
  }

  public void personality(@Nullable Pointer pointer) {
    personality = pointer;
  }

  @Nullable Pointer languageData() {
    return languageData;
  }

  public void languageData(@Nullable Pointer pointer) {
    languageData = pointer;
  }
}
