package softmetal.assembler.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes call frames: for each what is its own, and once what it has in common with others (CIE).
///
/// Which frames share, and where padding goes, is as in GNU as 2.40. Source: DWARF standard, "Structure of Call Frame
/// Information"; Linux Standard Base, "The .eh_frame section".
final class FrameWriter {
  private static final int VERSION = 3;
  private static final int CODE_ALIGNMENT = 1;
  private static final int DATA_ALIGNMENT = -4;
  private static final int ADDRESS_SIZE = 8;

  /// Pointers to code are relative, of 4 bytes.
  private static final int CODE_POINTERS = 0x1b;

  private final Output out;
  private final boolean unwinding;
  private final List<Common> commons = new ArrayList<>();

  /// A CIE that has been written, with the operations that it begins with.
  private record Common(Place place, CallFrame of, List<FrameOperation> operations) {}

  /// @param unwinding whether this is `.eh_frame`
  FrameWriter(Output out, boolean unwinding) {
    this.out = out;
    this.unwinding = unwinding;
  }

  void write(List<CallFrame> frames) {
    for (CallFrame frame : frames) {
      Common common = common(frame);
      write(frame, common, frame == frames.getLast());
    }
  }

  private Common common(CallFrame frame) {
    for (Common known : commons) {
      if (fits(known, frame)) {
        return known;
      }
    }
    Common made = new Common(out.here(), frame, beginning(frame));
    write(made);
    commons.add(made);
    return made;
  }

  private static boolean fits(Common common, CallFrame frame) {
    CallFrame other = common.of;
    int length = common.operations.size();
    return other.returnColumn() == frame.returnColumn()
        && other.isSignal() == frame.isSignal()
        && Objects.equals(other.personality(), frame.personality())
        && encoding(other.languageData()) == encoding(frame.languageData())
        && frame.operations().size() >= length
        && frame.operations().subList(0, length).equals(common.operations);
  }

  /// What a frame does before its first instruction has run.
  private static List<FrameOperation> beginning(CallFrame frame) {
    List<FrameOperation> all = frame.operations();
    int length = 0;
    while (length < all.size() && !ends(all.get(length))) {
      length++;
    }
    return all.subList(0, length);
  }

  private static boolean ends(FrameOperation operation) {
    return operation instanceof FrameOperation.Advance
        || operation instanceof FrameOperation.Escape
        || operation == FrameOperation.Plain.WINDOW_SAVE
        || operation == FrameOperation.Plain.REMEMBER_STATE;
  }

  private static int encoding(CallFrame.@Nullable Pointer pointer) {
    return pointer == null ? CallFrame.Pointer.OMIT : pointer.encoding();
  }

  private void write(Common common) {
    Place end = out.length();
    out.number(unwinding ? 0 : -1, 4);
    out.number(VERSION, 1);
    CallFrame.Pointer personality = common.of.personality();
    CallFrame.Pointer data = common.of.languageData();
    String augmentation =
        (personality == null ? "" : "P") + (data == null ? "" : "L") + (unwinding ? "R" : "");
    out.text((unwinding ? "z" + augmentation : "") + (common.of.isSignal() ? "S" : ""));
    out.unsigned(CODE_ALIGNMENT);
    out.signed(DATA_ALIGNMENT);
    out.unsigned(common.of.returnColumn());
    if (unwinding) {
      int size = 1 + (personality == null ? 0 : 1 + personality.size()) + (data == null ? 0 : 1);
      out.unsigned(size);
      if (personality != null) {
        out.number(personality.encoding(), 1);
        personality.write(out);
      }
      if (data != null) {
        out.number(data.encoding(), 1);
      }
      out.number(CODE_POINTERS, 1);
    }
    common.operations.forEach(this::write);
    out.align(unwinding ? 4 : ADDRESS_SIZE);
    out.reach(end);
  }

  private void write(CallFrame frame, Common common, boolean last) {
    Place end = out.length();
    if (unwinding) {
      out.distance(common.place, out.here(), 4);
      out.relative(frame.start());
      out.distance(frame.start(), frame.end(), 4);
      CallFrame.Pointer data = frame.languageData();
      out.unsigned(data == null ? 0 : data.size());
      if (data != null) {
        data.write(out);
      }
    } else {
      out.address(common.place, 0, 4);
      out.address(frame.start(), 0, ADDRESS_SIZE);
      out.distance(frame.start(), frame.end(), ADDRESS_SIZE);
    }
    List<FrameOperation> all = frame.operations();
    all.subList(common.operations.size(), all.size()).forEach(this::write);
    out.align(unwinding && !last ? 4 : ADDRESS_SIZE);
    out.reach(end);
  }

  private void write(FrameOperation operation) {
    switch (operation) {
      case FrameOperation.Advance(Place from, Place to) -> {
        OptionalLong distance = to.fixedDistanceFrom(from);
        if (distance.isPresent()) {
          out.write(FrameAdvance.bytes(distance.getAsLong()));
        } else {
          out.advance(from, to);
        }
      }
      case FrameOperation.DefineCfa(int register, long offset) -> {
        out.number(offset < 0 ? 0x12 : 0x0c, 1);
        out.unsigned(register);
        cfaOffset(offset);
      }
      case FrameOperation.DefineCfaOffset(long offset) -> {
        out.number(offset < 0 ? 0x13 : 0x0e, 1);
        cfaOffset(offset);
      }
      case FrameOperation.Saved(int register, long offset) -> {
        long units = offset / DATA_ALIGNMENT;
        if (units < 0) {
          out.number(0x11, 1);
          out.unsigned(register);
          out.signed(units);
        } else {
          withRegister(0x80, 0x05, register);
          out.unsigned(units);
        }
      }
      case FrameOperation.Value(int register, long offset) -> {
        long units = offset / DATA_ALIGNMENT;
        out.number(units < 0 ? 0x15 : 0x14, 1);
        out.unsigned(register);
        if (units < 0) {
          out.signed(units);
        } else {
          out.unsigned(units);
        }
      }
      case FrameOperation.Copied(int register, int other) -> {
        out.number(0x09, 1);
        out.unsigned(register);
        out.unsigned(other);
      }
      case FrameOperation.OfRegister(var kind, int register) -> {
        if (kind == FrameOperation.OfRegister.Kind.RESTORE) {
          withRegister(0xc0, kind.code(), register);
        } else {
          out.number(kind.code(), 1);
          out.unsigned(register);
        }
      }
      case FrameOperation.Plain plain -> out.number(plain.code(), 1);
      case FrameOperation.Escape(byte[] bytes) -> out.write(bytes);
    }
  }

  /// Negative offsets are in units of the data alignment.
  private void cfaOffset(long offset) {
    if (offset < 0) {
      out.signed(offset / DATA_ALIGNMENT);
    } else {
      out.unsigned(offset);
    }
  }

  /// Registers up to 63 have room in the instruction itself.
  private void withRegister(int packed, int extended, int register) {
    if (register < 0x40) {
      out.number(packed | register, 1);
    } else {
      out.number(extended, 1);
      out.unsigned(register);
    }
  }
}
