package softmetal.monitor.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;

/// What gdb's remote protocol does with packets, good ones and others.
class GdbServerTest {
  private static final long BASE = 0x8000_0000L;

  /// addi a0, a0, 1; sd a0, 64(a1); j -8
  private static final byte[] LOOP = {
    0x13,
    0x05,
    0x15,
    0,
    0x23,
    (byte) 0xb0,
    (byte) 0xa5,
    4,
    0x6f,
    (byte) 0xf0,
    (byte) 0x9f,
    (byte) 0xff
  };

  private Machine machine;
  private GdbServer server;

  @BeforeEach
  void boot() throws Exception {
    machine = booted();
    server = new GdbServer(machine, SymbolTable.EMPTY, Optional.empty(), 0, () -> {});
  }

  private static Machine booted() throws Exception {
    Machine booted =
        new Machine(
            MachineDefinition.small().withHarts(2).withMemory(1 << 20), new RecordingHost());
    booted.load(
        new Executable(
            "loop",
            0,
            BASE,
            List.of(new Segment(BASE, BASE, LOOP, 4096, 7)),
            List.of(),
            List.of()));
    return booted;
  }

  @AfterEach
  void close() {
    server.close();
    machine.close();
  }

  @Test
  void a_packet_is_acknowledged_and_answered() throws Exception {
    assertEquals("+$T02thread:1;core:0;#22", converse("$?#3f"));
  }

  @Test
  void a_damaged_packet_is_asked_for_again() throws Exception {
    assertEquals("-", converse("$?#00"));
    assertEquals("-", converse("$?#zz"));
  }

  @Test
  void without_acknowledgements_only_answers_are_sent() throws Exception {
    assertEquals(
        "+" + frame("OK") + frame("QC1"), converse(frame("QStartNoAckMode") + frame("qC")));
  }

  @Test
  void what_is_not_known_gets_an_empty_answer() throws Exception {
    assertEquals("+$#00", converse(frame("vMustReplyEmpty")));
    assertEquals("+$#00", converse(frame("wat")));
  }

  @Test
  void memory_is_read_as_far_as_it_goes() throws Exception {
    assertEquals("+" + frame("13051500"), converse(frame("m80000000,4")));
    assertEquals("+" + frame("00000000"), converse(frame("m800ffffc,100")));
    assertEquals("+" + frame("E14"), converse(frame("m0,4")));
    assertEquals("+" + frame("E14"), converse(frame("m10000005,1")));
    assertEquals("+" + frame("E01"), converse(frame("m80000000")));
  }

  @Test
  void a_second_gdb_is_sent_away() throws Exception {
    CompletableFuture<Outcome> outcome = running();
    try (Socket first = connect();
        Socket second = connect()) {
      first.getOutputStream().write(frame("?").getBytes(StandardCharsets.ISO_8859_1));
      assertEquals('+', first.getInputStream().read());
      assertEquals(-1, second.getInputStream().read());
      first.getOutputStream().write(frame("vKill;1").getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(new Outcome.Paused(), outcome.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void a_hart_can_be_stepped_alone_or_with_the_others() throws Exception {
    assertEquals("+$T05thread:1;core:0;#25", converse(frame("vCont;s:1;c")));
    assertEquals("+$T05thread:2;core:1;#27", converse(frame("vCont;s:2")));
    assertEquals(BASE + 4, machine.pc(1));
  }

  @Test
  void coming_and_going_a_hundred_times_leaves_the_state_as_it_is() throws Exception {
    CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> run(300_000_000));
    for (int i = 0; i < 100; i++) {
      try (Socket gdb = connect()) {
        gdb.getOutputStream()
            .write((frame("?") + frame("D")).getBytes(StandardCharsets.ISO_8859_1));
        while (gdb.getInputStream().read() >= 0) {
          // All that is answered.
        }
      }
    }
    assertEquals(new Outcome.LimitReached(), outcome.get(120, TimeUnit.SECONDS));
    try (Machine alone = booted()) {
      alone.run(300_000_000);
      assertEquals(alone.stateHash(), machine.stateHash());
    }
  }

  @Test
  void nonsense_never_breaks_a_session() {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    System.out.println("softmetal.seed=" + seed);
    Random random = new Random(seed);
    View view = new View(machine);
    Session session =
        new Session(
            machine,
            new StopPoints(machine),
            new MonitorCommands(machine, SymbolTable.EMPTY, view, () -> {}),
            view,
            new SharedFile(Optional.empty()),
            false,
            () -> {},
            text -> {});
    for (int i = 0; i < 20_000; i++) {
      PacketReader reader = new PacketReader();
      Input input = null;
      String sent = PacketReader.frame(Nonsense.packet(random));
      for (int j = 0; j < sent.length(); j++) {
        input = reader.take(sent.charAt(j));
      }
      String text = assertInstanceOf(Input.Packet.class, input).text();
      assertNotNull(session.handle(text), text);
    }
  }

  @Test
  void any_bytes_can_come_in() {
    Random random = new Random(1);
    PacketReader reader = new PacketReader();
    for (int i = 0; i < 1_000_000; i++) {
      Input input =
          reader.take(i % 3 == 0 ? "$#}-\3".charAt(random.nextInt(5)) : random.nextInt(256));
      if (input instanceof Input.Packet(String text)) {
        assertTrue(text.length() <= PacketReader.MAX_BYTES);
      }
    }
  }

  @Test
  void a_packet_that_never_ends_takes_no_memory() {
    PacketReader reader = new PacketReader();
    assertNull(reader.take('$'));
    for (int i = 0; i < 1_000_000; i++) {
      assertNull(reader.take('x'));
    }
    assertNull(reader.take('#'));
    assertNull(reader.take('0'));
    assertEquals(new Input.Damaged(), reader.take('0'));
  }

  // ---- talking to it ----

  private static String frame(String text) {
    return PacketReader.frame(text);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private Outcome run(long instructions) {
    try {
      return server.run(instructions);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Outcome> running() {
    return CompletableFuture.supplyAsync(() -> run(Long.MAX_VALUE));
  }

  /// Sends some packets, then one that switches the machine off.
  ///
  /// @return all that was answered to the first ones
  private String converse(String packets) throws Exception {
    server.close();
    machine.close();
    boot();
    CompletableFuture<Outcome> outcome = running();
    try (Socket gdb = connect()) {
      String last = frame("vKill;1");
      gdb.getOutputStream().write(packets.getBytes(StandardCharsets.ISO_8859_1));
      String answer = answers(gdb.getInputStream(), packets);
      gdb.getOutputStream().write(last.getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(new Outcome.Paused(), outcome.get(10, TimeUnit.SECONDS));
      return answer;
    }
  }

  /// As many answers as there were packets.
  private static String answers(InputStream input, String packets) throws IOException {
    long wanted = packets.chars().filter(c -> c == '$').count();
    StringBuilder text = new StringBuilder();
    while (wanted > 0) {
      int value = input.read();
      text.append((char) value);
      if (value == '-') {
        wanted--;
      } else if (value == '#') {
        text.append((char) input.read()).append((char) input.read());
        wanted--;
      }
    }
    return text.toString();
  }
}
