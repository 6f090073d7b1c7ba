package softmetal.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.ElfWriter;

class KernelTest {
  static final String HALF =
      """
              .include "softmetal/board.s"
              .globl  _start
      _start: call    status
              li      t0, FINISHER
              sw      a0, 0(t0)
      """;
  static final String OTHER_HALF =
      """
              .include "softmetal/board.s"
              .globl  status
      status: li      a0, 6 << 16 | FINISHER_FAIL
              ret
      """;

  @TempDir Path directory;

  @Test
  void files_are_linked_to_one_kernel() throws IOException {
    Path half = write("half.s", HALF);
    Path otherHalf = write("other.s", OTHER_HALF);

    assertEquals(6, statusOf(Kernel.assembled(otherHalf, half)));
  }

  @Test
  void a_directory_of_sources_is_a_project() throws IOException {
    write("half.s", HALF);
    write("other.s", OTHER_HALF);

    assertEquals(6, statusOf(Kernel.project(directory)));
  }

  @Test
  void a_project_may_ask_for_an_sbi() throws IOException {
    write("softmetal.project", "bios = sbi\n");
    // sscratch is there in S mode, mhartid is not; so is the call that ends the machine.
    write(
        "kernel.s",
        """
                .globl  _start
        _start: csrw    sscratch, zero
                la      t0, refused
                csrw    stvec, t0
                csrr    a0, mhartid
        stay:   j       stay
                .balign 4
        refused:
                li      a7, 0x53525354
                li      a6, 0
                li      a0, 0
                li      a1, 1
                ecall
                j       stay
        """);

    assertEquals(1, statusOf(Kernel.project(directory)));
  }

  @Test
  void a_project_cannot_ask_for_other_firmware() throws IOException {
    write("softmetal.project", "bios = opensbi.bin\n");
    write("half.s", HALF);

    assertMessage(
        "\n%s:1:8: error: `opensbi.bin` is not what comes before a kernel"
            .formatted(directory.resolve("softmetal.project")),
        () -> Kernel.project(directory));
  }

  @Test
  void an_executable_of_another_tool_boots_too() throws IOException {
    Path file = directory.resolve("kernel.elf");
    Files.write(file, ElfWriter.write(TinyKernels.ending(9).executable()));

    assertEquals(9, statusOf(Kernel.elf(file)));
  }

  @Test
  void errors_are_told_with_their_place() {
    assertMessage(
        "\nkernel.s:1:9: error: ", () -> Kernel.assembled("_start: adi a0, a0, 1\n j _start"));
  }

  @Test
  void a_file_that_is_no_executable_is_refused() throws IOException {
    Path file = write("kernel.elf", "#!/bin/sh");

    assertMessage("", () -> Kernel.elf(file));
  }

  @Test
  void files_that_do_not_exist_are_named() {
    Path nowhere = directory.resolve("nowhere");

    assertMessage(
        "cannot read %s: no such file or directory".formatted(nowhere), () -> Kernel.elf(nowhere));
    assertMessage("\n" + nowhere, () -> Kernel.assembled(nowhere));
    assertMessage("\n" + nowhere, () -> Kernel.project(nowhere));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static int statusOf(Kernel kernel) {
    try (Guest guest = Guest.boot(kernel)) {
      return guest.powersOff(Instructions.of(1000));
    }
  }

  private static void assertMessage(String beginning, Executable action) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
    assertTrue(message.startsWith(beginning), message);
  }
}
