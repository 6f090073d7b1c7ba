package softmetal.monitor.gdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.gdb.StopPoints.Motion;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.privileged.VirtualCpu;

/// Answers the packets of one gdb while the machine stands still.
///
/// Harts are threads, numbered from 1. A packet that makes no sense is answered with an error, one that is not known with nothing;
/// neither changes anything.
///
/// Source: Debugging with GDB, "Packets", "General Query Packets", "vCont", "Stop Reply Packets".
final class Session {
  private static final String OK = "OK";
  private static final String ERROR = "E01";
  private static final String NO_MEMORY = "E14";
  private static final int TRAP = 5;
  private static final int INTERRUPT = 2;

  /// Half a packet, because a byte of memory takes two digits.
  private static final int MAX_MEMORY = PacketReader.MAX_BYTES / 2 - 16;

  private final Machine machine;
  private final StopPoints stopPoints;
  private final View view;
  private final MonitorCommands commands;
  private final SharedFile file;
  private final boolean goesBack;
  private final Runnable changed;
  private final Consumer<String> console;

  private int hart;

  /// For `c` and `s`: -1 means all.
  private int movedHart = -1;

  private boolean acknowledges = true;
  private boolean knowsSoftwareBreakpoints;
  private boolean knowsHardwareBreakpoints;
  private Stop stop;

  /// @param goesBack whether the machine can
  /// @param changed told when gdb has changed the machine
  /// @param console shows text at gdb's, before an answer
  Session(
      Machine machine,
      StopPoints stopPoints,
      MonitorCommands commands,
      View view,
      SharedFile file,
      boolean goesBack,
      Runnable changed,
      Consumer<String> console) {
    this.machine = machine;
    this.stopPoints = stopPoints;
    this.commands = commands;
    this.view = view;
    this.file = file;
    this.goesBack = goesBack;
    this.changed = changed;
    this.console = console;
    hart = machine.turn();
    stop = new Stop.Interrupted(hart);
  }

  /// Whether packets are acknowledged one by one.
  boolean acknowledges() {
    return acknowledges;
  }

  /// The machine has stopped.
  ///
  /// @return the answer that gdb waits for
  String stopped(Stop why) {
    stop = why;
    hart = why.hart();
    stopPoints.allGo();
    return stopReply();
  }

  Action handle(String packet) {
    try {
      return packet.isEmpty() ? answer("") : answerTo(packet);
    } catch (BadPacket e) {
      return answer(ERROR);
    }
  }

  private static Action answer(String text) {
    return new Action.Answer(text);
  }

  private Action answerTo(String packet) {
    String rest = packet.substring(1);
    return switch (packet.charAt(0)) {
      case '?' -> answer(stopReply());
      case 'g' -> answer(registers());
      case 'G' -> answer(setRegisters(rest));
      case 'p' -> answer(register(rest));
      case 'P' -> answer(setRegister(rest));
      case 'm' -> answer(memory(rest));
      case 'M' -> answer(setMemory(rest, false));
      case 'X' -> answer(setMemory(rest, true));
      case 'H' -> answer(choose(rest));
      case 'T' -> {
        parseHart(rest);
        yield answer(OK);
      }
      case 'Z', 'z' -> answer(stopPoint(packet));
      case 'c' -> go(Motion.GO, rest);
      case 's' -> go(Motion.STEP, rest);
      case 'C' -> go(Motion.GO, afterSignal(rest));
      case 'S' -> go(Motion.STEP, afterSignal(rest));
      case 'b' -> goBack(packet);
      case 'D' -> new Action.Detach();
      case 'k' -> new Action.Kill(false);
      case 'v' -> verbose(packet);
      case 'q' -> answer(query(packet));
      case 'Q' -> answer(set(packet));
      default -> answer("");
    };
  }

  private VirtualCpu cpu() {
    return machine.cpu(hart);
  }

  // ---- why it stopped ----

  private String stopReply() {
    String where = "thread:%x;core:%x;".formatted(stop.hart() + 1, stop.hart());
    return switch (stop) {
      case Stop.AtBreakpoint(int _, boolean hardware) -> {
        boolean known = hardware ? knowsHardwareBreakpoints : knowsSoftwareBreakpoints;
        String kind = hardware ? "hwbreak:;" : "swbreak:;";
        yield "T%02x%s%s".formatted(TRAP, where, known ? kind : "");
      }
      case Stop.AtWatchpoint(int _, Watchpoint.Kind kind, long address) ->
          "T%02x%s%s:%x;"
              .formatted(
                  TRAP,
                  where,
                  kind.name().toLowerCase(Locale.ROOT),
                  cpu().xlen().zeroExtend(address));
      case Stop.AtEnd(int _, boolean beginning) ->
          "T%02xreplaylog:%s;%s".formatted(TRAP, beginning ? "begin" : "end", where);
      case Stop.Stepped _ -> "T%02x%s".formatted(TRAP, where);
      case Stop.Interrupted _ -> "T%02x%s".formatted(INTERRUPT, where);
    };
  }

  // ---- registers ----

  private String registers() {
    StringBuilder all = new StringBuilder();
    for (int number = 0; number < Registers.GENERAL; number++) {
      all.append(
          Hex.register(Registers.read(cpu(), number).orElseThrow(), Registers.size(cpu(), number)));
    }
    return all.toString();
  }

  private String setRegisters(String digits) {
    int position = 0;
    int number = 0;
    while (number < Registers.GENERAL && position < digits.length()) {
      int end = Math.min(position + 2 * Registers.size(cpu(), number), digits.length());
      Registers.write(cpu(), number++, Hex.parseRegister(digits.substring(position, end)));
      position = end;
    }
    changed.run();
    return OK;
  }

  private String register(String digits) {
    int number = parseRegisterNumber(digits);
    OptionalLong value = Registers.read(cpu(), number);
    return value.isEmpty() ? ERROR : Hex.register(value.getAsLong(), Registers.size(cpu(), number));
  }

  private String setRegister(String arguments) {
    String[] parts = split(arguments, "=", 2);
    boolean done =
        Registers.write(cpu(), parseRegisterNumber(parts[0]), Hex.parseRegister(parts[1]));
    changed.run();
    return done ? OK : ERROR;
  }

  private static int parseRegisterNumber(String digits) {
    return Math.clamp(Hex.parse(digits), -1, Integer.MAX_VALUE);
  }

  // ---- memory ----

  private String memory(String arguments) {
    String[] parts = split(arguments, ",", 2);
    long length = Hex.parse(parts[1]);
    int wanted = length < 0 ? MAX_MEMORY : (int) Math.min(length, MAX_MEMORY);
    byte[] bytes = view.read(hart, Hex.parse(parts[0]), wanted);
    return bytes.length == 0 && wanted > 0 ? NO_MEMORY : Hex.bytes(bytes);
  }

  private String setMemory(String arguments, boolean binary) {
    String[] parts = split(arguments, ":", 2);
    String[] range = split(parts[0], ",", 2);
    byte[] bytes =
        binary ? parts[1].getBytes(StandardCharsets.ISO_8859_1) : Hex.parseBytes(parts[1]);
    if (bytes.length != Hex.parse(range[1])) {
      return ERROR;
    }
    boolean done = view.write(hart, Hex.parse(range[0]), bytes);
    changed.run();
    return done ? OK : NO_MEMORY;
  }

  /// A virtual address as the hart has it, which gdb writes without a sign.
  private long parseAddress(String digits) {
    return cpu().xlen().extend(Hex.parse(digits));
  }

  // ---- stopping ----

  private String stopPoint(String packet) {
    String[] parts = split(packet.substring(1), "[,;]", 3);
    long type = Hex.parse(parts[0]);
    long address = parseAddress(parts[1]);
    long length = Hex.parse(split(parts[2], ";", 1)[0]);
    boolean insert = packet.charAt(0) == 'Z';
    if (type == 0 || type == 1) {
      if (insert) {
        stopPoints.insertBreakpoint(address, type == 1);
      } else {
        stopPoints.removeBreakpoint(address, type == 1);
      }
      return OK;
    }
    if (type < 0 || type > 4) {
      return "";
    }
    if (length <= 0) {
      return ERROR;
    }
    Watchpoint.Kind kind =
        type == 2
            ? Watchpoint.Kind.WATCH
            : type == 3 ? Watchpoint.Kind.RWATCH : Watchpoint.Kind.AWATCH;
    Watchpoint watchpoint = new Watchpoint(kind, address, length);
    if (insert) {
      stopPoints.insert(watchpoint);
    } else {
      stopPoints.remove(watchpoint);
    }
    return OK;
  }

  // ---- going on ----

  private static String afterSignal(String arguments) {
    int end = arguments.indexOf(';');
    return end < 0 ? "" : arguments.substring(end + 1);
  }

  /// @param address where to go on; empty for the program counter
  private Action go(Motion motion, String address) {
    int mover = movedHart < 0 ? hart : movedHart;
    if (!address.isEmpty()) {
      machine.cpu(mover).registers().pc = parseAddress(address);
      changed.run();
    }
    stopPoints.allGo();
    stopPoints.move(mover, motion);
    return new Action.Go();
  }

  private Action goBack(String packet) {
    if (!goesBack) {
      return answer("");
    }
    stopPoints.allGo();
    return switch (packet) {
      case "bc" -> new Action.GoBack();
      case "bs" -> new Action.StepBack(movedHart < 0 ? hart : movedHart);
      default -> answer("");
    };
  }

  private Action verbose(String packet) {
    if (packet.equals("vCont?")) {
      return answer("vCont;c;C;s;S");
    } else if (packet.startsWith("vCont;")) {
      return resume(packet.substring("vCont;".length()));
    } else if (packet.startsWith("vKill")) {
      return new Action.Kill(true);
    } else if (packet.startsWith("vFile:")) {
      return answer(file.answer(packet.substring("vFile:".length())));
    }
    return answer("");
  }

  /// `s:1;c`: the first action that names a hart, or none, is for it; a hart without any stays. Where a machine does again what it did, it
  /// cannot: it goes along.
  private Action resume(String actions) {
    @Nullable Motion[] motions = new @Nullable Motion[machine.harts()];
    for (String action : actions.split(";", -1)) {
      String[] parts = action.split(":", 2);
      Motion motion =
          switch (parts[0].isEmpty() ? ' ' : parts[0].charAt(0)) {
            case 'c', 'C' -> Motion.GO;
            case 's', 'S' -> Motion.STEP;
            default -> throw new BadPacket("no such action: " + action);
          };
      int only = parts.length == 1 ? -1 : parseHart(parts[1]);
      for (int i = 0; i < motions.length; i++) {
        if (motions[i] == null && (only < 0 || only == i)) {
          motions[i] = motion;
        }
      }
    }
    if (Arrays.stream(motions).allMatch(motion -> motion == null)) {
      throw new BadPacket("nobody goes on: " + actions);
    }
    Motion others = goesBack ? Motion.FOLLOW : Motion.STAY;
    for (int i = 0; i < motions.length; i++) {
      Motion motion = motions[i];
      stopPoints.move(i, motion == null ? others : motion);
    }
    return new Action.Go();
  }

  // ---- threads ----

  private String choose(String arguments) {
    if (arguments.isEmpty()) {
      return ERROR;
    }
    int chosen = parseHart(arguments.substring(1));
    switch (arguments.charAt(0)) {
      case 'g' -> hart = chosen < 0 ? hart : chosen;
      case 'c' -> movedHart = chosen;
      default -> {
        return ERROR;
      }
    }
    return OK;
  }

  /// @return -1 for all of them, or any
  private int parseHart(String text) {
    // `p1.2` is thread 2 of process 1, for those who speak of processes.
    String thread = text.startsWith("p") ? text.substring(text.indexOf('.') + 1) : text;
    if (thread.equals("-1") || thread.equals("0")) {
      return -1;
    }
    long number = Hex.parse(thread);
    if (number < 1 || number > machine.harts()) {
      throw new BadPacket("no such thread: " + text);
    }
    return (int) number - 1;
  }

  private String threads() {
    StringBuilder list = new StringBuilder("m");
    for (int i = 1; i <= machine.harts(); i++) {
      list.append(i == 1 ? "" : ",").append(Integer.toHexString(i));
    }
    return list.toString();
  }

  private String threadList() {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
    for (int i = 0; i < machine.harts(); i++) {
      xml.append(
          "<thread id=\"%x\" core=\"%d\" name=\"hart%d\">%s</thread>\n"
              .formatted(i + 1, i, i, commands.state(i)));
    }
    return xml.append("</threads>\n").toString();
  }

  // ---- queries ----

  private String query(String packet) {
    String[] parts = packet.split("[:,]", 2);
    String rest = parts.length == 2 ? parts[1] : "";
    return switch (parts[0]) {
      case "qSupported" -> supported(rest);
      case "qC" -> "QC%x".formatted(hart + 1);
      case "qAttached" -> "1";
      case "qfThreadInfo" -> threads();
      case "qsThreadInfo" -> "l";
      case "qThreadExtraInfo" -> Hex.text(commands.state(Math.max(0, parseHart(rest))));
      case "qXfer" -> transfer(rest);
      case "qRcmd" -> monitor(rest);
      case "qCRC" -> checksum(rest);
      case "qSymbol" -> OK;
      case "qqemu.PhyMemMode" -> view.isPhysical() ? "1" : "0";
      default -> "";
    };
  }

  private String supported(String features) {
    knowsSoftwareBreakpoints = features.contains("swbreak+");
    knowsHardwareBreakpoints = features.contains("hwbreak+");
    return "PacketSize=%x;qXfer:features:read+;qXfer:threads:read+;qXfer:memory-map:read+%s;swbreak+;hwbreak+;vContSupported+;QStartNoAckMode+%s"
        .formatted(
            PacketReader.MAX_BYTES,
            file.exists() ? ";qXfer:exec-file:read+" : "",
            goesBack ? ";ReverseStep+;ReverseContinue+" : "");
  }

  private String set(String packet) {
    return switch (packet) {
      case "QStartNoAckMode" -> {
        acknowledges = false;
        yield OK;
      }
      case "Qqemu.PhyMemMode:0" -> {
        view.setPhysical(false);
        yield OK;
      }
      case "Qqemu.PhyMemMode:1" -> {
        view.setPhysical(true);
        yield OK;
      }
      default -> "";
    };
  }

  /// `features:read:target.xml:0,fff`.
  private String transfer(String arguments) {
    String[] parts = arguments.split(":", 4);
    if (parts.length < 4 || !parts[1].equals("read")) {
      return "";
    }
    String document =
        switch (parts[0]) {
          case "features" ->
              parts[2].equals("target.xml") ? Registers.description(machine.cpu(0)) : null;
          case "threads" -> threadList();
          case "memory-map" -> MEMORY_MAP;
          case "exec-file" -> file.exists() ? file.path() : null;
          default -> null;
        };
    return document == null ? "E00" : piece(document, parts[3]);
  }

  /// Virtual addresses lead anywhere, so that all of them may be RAM; only the mask ROM, where a guest begins, is known not to be.
  private static final String MEMORY_MAP =
      """
      <?xml version="1.0"?>
      <!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN" "http://sourceware.org/gdb/gdb-memory-map.dtd">
      <memory-map>
      <memory type="ram" start="0x0" length="0x1000"/>
      <memory type="rom" start="0x1000" length="0xf000"/>
      <memory type="ram" start="0x10000" length="0xffffffffffff0000"/>
      </memory-map>
      """;

  private static String piece(String document, String range) {
    String[] parts = split(range, ",", 2);
    long offset = Hex.parse(parts[0]);
    long length = Hex.parse(parts[1]);
    if (offset < 0 || offset > document.length() || length < 0) {
      return ERROR;
    }
    long end = Math.min(document.length(), offset + Math.min(length, MAX_MEMORY));
    String more = end < document.length() ? "m" : "l";
    return more + document.substring((int) offset, (int) end);
  }

  private String monitor(String digits) {
    String command = new String(Hex.parseBytes(digits), StandardCharsets.UTF_8);
    String output = commands.run(command, hart);
    if (command.strip().equals("reset")) {
      changed.run();
    }
    if (output.isEmpty()) {
      return OK;
    }
    console.accept(output);
    return OK;
  }

  /// The CRC-32 of `compare-sections`: polynomial 0x04c11db7, from all ones, bits not reflected.
  private String checksum(String arguments) {
    String[] parts = split(arguments, ",", 2);
    long address = Hex.parse(parts[0]);
    long left = Hex.parse(parts[1]);
    if (left < 0 || left > MAX_CHECKED) {
      return ERROR;
    }
    int crc = -1;
    while (left > 0) {
      int wanted = (int) Math.min(left, MAX_MEMORY);
      byte[] bytes = view.read(hart, address, wanted);
      if (bytes.length < wanted) {
        return NO_MEMORY;
      }
      for (byte value : bytes) {
        crc ^= value << 24;
        for (int bit = 0; bit < 8; bit++) {
          crc = crc << 1 ^ (crc < 0 ? 0x04c1_1db7 : 0);
        }
      }
      address += wanted;
      left -= wanted;
    }
    return "C%x".formatted(crc);
  }

  private static final long MAX_CHECKED = 64L << 20;

  private static String[] split(String text, String separator, int least) {
    String[] parts = text.split(separator, Math.max(2, least));
    if (parts.length < least) {
      throw new BadPacket("incomplete: " + text);
    }
    return parts;
  }
}
