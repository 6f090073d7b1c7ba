package softmetal.assembler.debug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All call frames of one object, in the order in which they start.
public final class Frames {
  private final List<CallFrame> all = new ArrayList<>();
  private final Map<Code, CallFrame> open = new HashMap<>();
  private boolean unwindable = true;
  private boolean debuggable;

  /// `.cfi_sections`: where the frames go that start from now on. An `.eh_frame` that has been started has all of them.
  public void sections(boolean ehFrame, boolean debugFrame) {
    unwindable = ehFrame || all.stream().anyMatch(CallFrame::isUnwindable);
    debuggable = debugFrame;
  }

  /// The frame that is open in a section.
  public @Nullable CallFrame current(Code code) {
    return open.get(code);
  }

  public void start(Code code, Place here, boolean simple) {
    CallFrame frame = new CallFrame(here, simple, unwindable, debuggable);
    open.put(code, frame);
    all.add(frame);
  }

  public void end(Code code, Place here) {
    CallFrame frame = open.remove(code);
    if (frame != null) {
      frame.close(here);
    }
  }

  /// Whether a frame still waits for its end.
  public boolean hasOpen() {
    return !open.isEmpty();
  }

  /// Writes `.eh_frame` and `.debug_frame`, as far as they are asked for. All frames must be closed.
  public void write(DebugSections sections) {
    List<CallFrame> unwound = all.stream().filter(CallFrame::isUnwindable).toList();
    if (!unwound.isEmpty()) {
      Output out = sections.open(".eh_frame", DebugSections.Kind.LOADED, 8);
      new FrameWriter(out, true).write(unwound);
    }
    List<CallFrame> debugged = all.stream().filter(CallFrame::isDebuggable).toList();
    if (!debugged.isEmpty()) {
      Output out = sections.open(".debug_frame", DebugSections.Kind.PLAIN, 8);
      new FrameWriter(out, false).write(debugged);
    }
  }
}
