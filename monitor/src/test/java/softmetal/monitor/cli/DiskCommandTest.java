package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.disk.Drives;

class DiskCommandTest {
  @TempDir Path directory;
  private String said = "";

  /// Runs `softmetal disk`, and gives its exit status; what it printed is in `said`.
  private int disk(String arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    InputStream in = new ByteArrayInputStream(new byte[0]);
    int status =
        DiskCommand.command()
            .run(
                List.of(arguments.split(" ", -1)),
                new Surroundings(in, stream, stream, directory, false));
    said = out.toString(UTF_8).replace(directory + "/", "");
    return status;
  }

  private void done(String arguments, String expected) {
    assertEquals(0, disk(arguments), said);
    assertEquals(expected, said);
  }

  private void refused(int status, String arguments, String expected) {
    assertEquals(status, disk(arguments), said);
    assertTrue(said.contains(expected), said);
  }

  @Test
  void minidisks_come_and_go() throws Exception {
    done(
        "create --store lab a/root 96K --owner a --drive-size 1M",
        "a/root: 96 KiB on drive0, at 0 bytes\n");
    byte[] bytes = new byte[40 * 512];
    bytes[7] = 7;
    Files.write(directory.resolve("image"), bytes);
    done("import --store lab b image", "b: 20 KiB on drive1, at 0 bytes\n");
    done("resize --store lab b 256K", "b: 256 KiB on drive1, at 0 bytes\n");
    done("resize --store lab b 20K", "b: 20 KiB on drive1, at 0 bytes\n");
    done("export --store lab b copy", "");
    assertArrayEquals(bytes, Files.readAllBytes(directory.resolve("copy")));
    done(
        "list --store lab",
        """
        NAME    SIZE    DRIVE   AT       OWNER  MODE  LINKED BY
        a/root  96 KiB  drive0  0 bytes  a      W     -
        b       20 KiB  drive1  0 bytes  -      W     -
        """);
    done(
        "map --store lab",
        """
        drive0  1 MiB, 928 KiB free
          [AAAAAA..........................................................]
          A  a/root  96 KiB  at 0 bytes  a

        drive1  1 MiB, 992 KiB free
          [AA..............................................................]
          A  b  32 KiB  at 0 bytes

        drive2  1 MiB, 1 MiB free
          [................................................................]
        """);
    done("delete --store lab b a/root", "");
    done(
        "check --store lab",
        """
        drive0: whole, 0 minidisks, 1 MiB free
        drive1: whole, 0 minidisks, 1 MiB free
        drive2: whole, 0 minidisks, 1 MiB free
        """);
  }

  @Test
  void links_are_granted_degraded_and_refused_by_name() {
    disk("create --store lab shared 64K");
    done("link --store lab shared alice W", "alice may write shared\n");
    refused(1, "link --store lab shared bob W", "alice writes (W); MR would let it read");
    done(
        "link --store lab shared bob:3 MR",
        "bob:3 may read shared; it may not write, for alice writes (W)\n");
    refused(1, "link --store lab shared bob RR", "it has a link to it already");
    refused(1, "delete --store lab shared", "alice has a link (W), bob:3 has a link (MR)");
    done(
        "links --store lab",
        """
        MINIDISK  VM     MODE  MAY
        shared    alice  W     write
        shared    bob:3  MR    read (forced)
        """);
    done("unlink --store lab shared alice", "");
    refused(1, "unlink --store lab shared alice", "alice has no link to shared");
    assertEquals(0, disk("link --help=modes"));
    assertTrue(said.contains("MR    W       W      R!      R!  R!      -"), said);
  }

  @Test
  void the_picture_is_one() throws Exception {
    disk("create --store lab alice/root 8M --owner alice");
    disk("create --store lab tiny 512");
    done("map --store lab --svg map.svg", "");
    String svg = Files.readString(directory.resolve("map.svg"));

    assertTrue(svg.contains(">alice/root<") && svg.contains(">tiny<"), svg);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void what_is_wrong_is_said_with_its_reason_and_a_way_out() throws Exception {
    refused(1, "list --store lab", "there is no store here: drive0.img is missing");
    refused(2, "list", "--store DIRECTORY is missing");
    refused(2, "lst --store lab", "did you mean `list`?");
    refused(2, "create --store lab a", "something is missing");
    refused(2, "create --store lab a 1M b", "`b` is too much");
    refused(2, "create --store lab a 1000", "one or more sectors of 512 bytes");
    refused(2, "create --store lab 1M 1M", "`1M` is no name");
    refused(2, "create --store lab drive0/x 1M", "drives have such names");
    refused(2, "create --store lab a 1M --mode X", "there are R RR W WR M MR MW SR SM SW ER EW");
    refused(2, "create --store lab a 1M --drives 65", "not a number from 1 to 64");
    assertEquals(0, disk("create --store lab a 1M"));
    refused(1, "create --store lab a 1M", "there is a minidisk `a` already, on drive0");
    refused(1, "create --store lab b 100M", "the largest room on any of the drives is");
    refused(2, "create --store lab b 1M --drives 4", "is a store already");
    refused(1, "delete --store lab a aa", "did you mean `a`?");
    refused(1, "import --store lab b nothing", "there is no such disk image");
    refused(1, "export --store lab a no/where", "cannot write no/where: no such directory");
    try (Drives _ = Drives.open(directory.resolve("lab"))) {
      refused(1, "list --store lab", "this store is in use by this process");
    }
  }

  @Test
  void a_damaged_copy_is_repaired_and_a_lost_table_explained() throws Exception {
    disk("create --store lab a 64K --drives 1 --drive-size 1M");
    Path drive = directory.resolve("lab/drive0.img");
    byte[] bytes = Files.readAllBytes(drive);
    bytes[520] ^= 1;
    Files.write(drive, bytes);
    done(
        "check --store lab",
        """
        repaired: lab/drive0.img: copy 0 of the table was written anew, since row 0 of the table does not match its checksum
        drive0: whole, 1 minidisk, 960 KiB free
        """);
    bytes[65_536 + 520] ^= 1;
    Files.write(drive, bytes);
    refused(1, "check --store lab", "drive0.img: row 0 is lost, and what it named with it");
  }

  @Test
  void every_command_explains_itself() {
    for (String command :
        List.of(
            "", "create ", "delete ", "resize ", "list ", "import ", "export ", "check ", "map ",
            "link ", "unlink ", "links ")) {
      assertEquals(0, disk(command + "--help"), said);
      assertTrue(said.startsWith("usage: softmetal disk"), said);
    }
  }
}
