package softmetal.monitor.lint;

import java.util.Locale;

/// What a kernel can do wrong: the rule, and where it is written.
@SuppressWarnings("InlineFormatString")
public enum Rule {
  // Traps and privileged registers
  TRAP_VECTOR_RESERVED(
      Book.PRIVILEGED,
      "Machine Trap-Vector Base-Address Register (mtvec)",
      "%s keeps its old value: 0x%x is not a multiple of 4 plus a mode of 0 or 1; align the handler (.balign 4)"),
  TRAP_WITHOUT_HANDLER(
      Book.PRIVILEGED,
      "Machine Trap-Vector Base-Address Register (mtvec)",
      "a trap (%s) goes to %s, where no code is: set %s first"),
  TRAP_LOOP(
      Book.PRIVILEGED,
      "Machine Trap-Vector Base-Address Register (mtvec)",
      "the first instruction of the handler traps itself (%s), which never ends"),
  INTERRUPTS_WITHOUT_HANDLER(
      Book.PRIVILEGED,
      "Machine Trap-Vector Base-Address Register (mtvec)",
      "interrupts are enabled while %s is 0: set the handler first"),
  INTERRUPT_STORM(
      Book.PRIVILEGED,
      "Machine Interrupt Registers (mip and mie)",
      "the %s interrupt is taken again and again, with nothing done in between: %s"),
  NOTHING_ENABLED(
      Book.PRIVILEGED,
      "Wait for Interrupt",
      "wfi with interrupts on in %s, but none enabled in mie: nothing can end the wait"),
  CALL_REPEATED(
      Book.PRIVILEGED,
      "Environment Call and Breakpoint",
      "the handler returns to the ecall itself, which repeats for ever: add 4 to %s"),
  RETURN_TO_WRONG_MODE(
      Book.PRIVILEGED,
      "Trap-Return Instructions",
      "%s goes on in %s mode at 0x%x and cannot fetch there (%s): set the previous mode in %s first"),
  NO_MEMORY_FOR_LOWER_MODES(
      Book.PRIVILEGED,
      "Physical Memory Protection",
      "%s mode may not fetch at 0x%x: no PMP region lets it; before mret open one, such as pmpaddr0 = -1, pmpcfg0 = 0x1f"),
  PMP_RESERVED(
      Book.PRIVILEGED,
      "Physical Memory Protection CSRs",
      "pmpcfg 0x%x has a region that is writable but not readable, which is reserved: it gets neither"),
  MPP_RESERVED(
      Book.PRIVILEGED,
      "Privilege and Global Interrupt-Enable Stack in mstatus register",
      "mstatus.MPP cannot be 2 and keeps its old value (0 is U, 1 is S, 3 is M)"),
  CSR_OF_HIGHER_MODE(
      Book.PRIVILEGED,
      "CSR Address Mapping Conventions",
      "%s belongs to a higher mode than %s: illegal instruction"),
  COUNTER_DISABLED(
      Book.PRIVILEGED,
      "Machine Counter-Enable Register (mcounteren)",
      "%s mode reads %s, which mcounteren or scounteren does not let it: illegal instruction"),
  FLOAT_OFF(
      Book.PRIVILEGED,
      "Extension Context Status in mstatus Register",
      "a floating-point instruction in %s mode while mstatus.FS is Off: illegal instruction"),
  MISALIGNED_ATOMIC(
      Book.UNPRIVILEGED,
      "\"A\" Extension for Atomic Instructions",
      "an atomic access to 0x%x is not aligned to its size"),

  // Address translation
  SATP_MODE(
      Book.PRIVILEGED,
      "Supervisor Address Translation and Protection (satp) Register",
      "satp keeps its old value: 0x%x has a mode that does not exist"),
  SATP_ROOT(
      Book.PRIVILEGED,
      "Supervisor Address Translation and Protection (satp) Register",
      "satp says that the root page table is at 0x%x, which is not RAM%s"),
  SATP_WITHOUT_FENCE(
      Book.PRIVILEGED,
      "Supervisor Memory-Management Fence Instruction",
      "satp has got another root with the same ASID, and no sfence.vma follows before %s"),
  PMP_WITHOUT_FENCE(
      Book.PRIVILEGED,
      "Physical Memory Protection and Paging",
      "physical memory protection has changed, and no sfence.vma follows before %s to %s mode, where addresses are translated"),
  STALE_TRANSLATION(
      Book.PRIVILEGED,
      "Supervisor Memory-Management Fence Instruction",
      "an access to 0x%x goes through a translation that is no longer in the page tables: sfence.vma is missing"),
  PAGE_ENTRY_RESERVED(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) has reserved bits set (63:54)"),
  PAGE_WRITABLE_ONLY(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) is writable but not readable, which is reserved"),
  SUPERPAGE_MISALIGNED(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) is a superpage whose page number is not a multiple of its size"),
  POINTER_WITH_FLAGS(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) points to a table and must not have D, A or U"),
  POINTER_AT_LAST_LEVEL(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) is of the last level, and has none of R, W and X"),
  PAGE_TABLE_OUTSIDE_RAM(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the page table entry for 0x%x (0x%x at 0x%x) points outside RAM%s"),
  USER_PAGE_WITHOUT_SUM(
      Book.PRIVILEGED,
      "Memory Privilege in mstatus Register",
      "supervisor mode accesses 0x%x, a page of user mode, while sstatus.SUM is clear"),
  USER_CODE_IN_SUPERVISOR(
      Book.PRIVILEGED,
      "Addressing and Memory Protection",
      "supervisor mode may not execute code of a user page (0x%x), whatever SUM says"),
  STACK_OVERFLOW(
      Book.PRIVILEGED,
      "Virtual Address Translation Process",
      "the stack has grown into the page below it: sp is 0x%x, and 0x%x is not mapped"),
  CODE_WITHOUT_FENCE(
      Book.UNPRIVILEGED,
      "\"Zifencei\" Extension for Instruction-Fetch Fence",
      "the instruction has been overwritten since it was executed, and no fence.i came in between"),
  NOTHING_THERE(Book.BOARD, "Memory map", "an access to 0x%x: %s"),

  // Interrupt controller and timer
  PLIC_NOT_COMPLETED(
      Book.PLIC,
      "Interrupt Completion",
      "interrupt %d was claimed and is not completed, so that it never comes again"),
  PLIC_COMPLETED_UNCLAIMED(
      Book.PLIC, "Interrupt Completion", "interrupt %d is completed, but has not been claimed"),
  PLIC_PRIORITY_ZERO(
      Book.PLIC,
      "Interrupt Priorities",
      "interrupt %d is enabled, but its priority is 0: it never interrupts"),
  PLIC_CONTEXT_OF_MACHINE_MODE(
      Book.PLIC,
      "Interrupt Enables",
      "supervisor mode uses context %d, which is that of machine mode: that of its own is %d"),
  TIMER_IN_THE_PAST(
      Book.BOARD,
      "CLINT",
      "mtimecmp is set to 0x%x, long before the present, 0x%x: add the interval to mtime"),

  // Serial port
  UART_NOT_POLLED(
      Book.UART,
      "Line Status Register",
      "more than 16 bytes are sent without a look at LSR bit 5: a real transmitter loses some"),
  UART_WIDTH(Book.UART, "Registers", "registers are one byte wide, and this access has %d bytes"),
  UART_DIVISOR_OPEN(
      Book.UART,
      "Line Control Register",
      "LCR bit 7 (DLAB) is still set: what is meant to be sent goes to the divisor"),

  // virtio: the transport
  VIRTIO_EMPTY_SLOT(
      Book.VIRTIO,
      "MMIO Device Register Layout",
      "%s has DeviceID 0: there is no device in this slot"),
  VIRTIO_REGISTER_WIDTH(
      Book.VIRTIO,
      "MMIO Device Register Layout",
      "registers of %s are 4 bytes wide, and this access has %d"),
  VIRTIO_READ_ONLY(
      Book.VIRTIO, "MMIO Device Register Layout", "register 0x%x of %s can only be read"),
  VIRTIO_STATUS_ORDER(Book.VIRTIO, "Device Initialization", "%s gets %s in Status without %s"),
  VIRTIO_STATUS_CLEARED(
      Book.VIRTIO,
      "Device Status Field",
      "%s: a driver must not clear bits of Status (0x%x, then 0x%x); only 0 resets"),
  VIRTIO_FEATURES_OK_NOT_READ(
      Book.VIRTIO,
      "Device Initialization",
      "%s gets DRIVER_OK, but Status has not been read to see that FEATURES_OK is still set"),
  VIRTIO_FEATURES_LATE(Book.VIRTIO, "Device Initialization", "%s gets features after FEATURES_OK"),
  VIRTIO_FEATURE_NOT_OFFERED(
      Book.VIRTIO,
      "Feature Bits",
      "%s: features 0x%x are accepted, which the device does not offer"),
  VIRTIO_VERSION_1(
      Book.VIRTIO,
      "Reserved Feature Bits",
      "%s is a modern device, and VIRTIO_F_VERSION_1 (bit 32) is not accepted"),
  VIRTIO_QUEUE_OUTSIDE_RAM(
      Book.VIRTIO,
      "MMIO Device Register Layout",
      "%s queue %d: the %s is at 0x%x, not all in RAM%s"),
  VIRTIO_QUEUE_MISALIGNED(
      Book.VIRTIO, "Virtqueues", "%s queue %d: the %s is at 0x%x, not a multiple of %d"),
  VIRTIO_QUEUE_SIZE(
      Book.VIRTIO,
      "Virtqueues",
      "%s queue %d: %d is not a size: a power of 2, at most QueueNumMax (%d)"),
  VIRTIO_QUEUE_IN_USE(
      Book.VIRTIO, "MMIO Device Register Layout", "%s queue %d is changed while it is ready"),
  VIRTIO_NOTIFIED_EARLY(
      Book.VIRTIO, "Device Initialization", "%s is notified before DRIVER_OK is set in Status"),
  VIRTIO_NO_SUCH_QUEUE(
      Book.VIRTIO,
      "Available Buffer Notifications",
      "%s: queue %d is notified, which is not ready"),
  VIRTIO_NOT_ACKNOWLEDGED(
      Book.VIRTIO,
      "Notifications From The Device",
      "%s: the interrupt is completed at the PLIC, but InterruptStatus (0x%x) has not been written to InterruptACK"),

  // virtio: the rings
  RING_INDEX(
      Book.VIRTIO,
      "The Virtqueue Available Ring",
      "%s queue %d: the available index has advanced by %d, more than the queue has entries (%d)"),
  DESCRIPTOR_NUMBER(
      Book.VIRTIO,
      "The Virtqueue Descriptor Table",
      "%s queue %d: there is no descriptor %d in a table of %d"),
  DESCRIPTOR_LOOP(
      Book.VIRTIO,
      "The Virtqueue Descriptor Table",
      "%s queue %d: the chain that begins with descriptor %d has a loop"),
  BUFFER_OUTSIDE_RAM(
      Book.VIRTIO,
      "The Virtqueue Descriptor Table",
      "%s queue %d: descriptor %d has %d bytes at 0x%x, not all in RAM: a virtual address, perhaps?"),
  BUFFER_EMPTY(
      Book.VIRTIO, "The Virtqueue Descriptor Table", "%s queue %d: descriptor %d is 0 bytes long"),
  BUFFER_ORDER(
      Book.VIRTIO,
      "Message Framing",
      "%s queue %d: descriptor %d, to be read by the device, follows one to be written"),
  INDIRECT_TABLE(
      Book.VIRTIO, "Indirect Descriptors", "%s queue %d: descriptor %d is a table, and %s"),
  BLOCK_HEADER(
      Book.VIRTIO,
      "Block Device, Device Operation",
      "%s: a request begins with 16 bytes for the device to read, and this one has %d"),
  BLOCK_STATUS(
      Book.VIRTIO,
      "Block Device, Device Operation",
      "%s: a request ends with a byte for the device to write its status to; is VIRTQ_DESC_F_WRITE set?"),
  BLOCK_DIRECTION(
      Book.VIRTIO,
      "Block Device, Device Operation",
      "%s: the data of a %s request must be %s by the device: VIRTQ_DESC_F_WRITE is wrong"),
  BLOCK_SECTOR(
      Book.VIRTIO,
      "Block Device, Device Operation",
      "%s: sector %d and the %d bytes from there on are not all on a disk of %d sectors; sectors have 512 bytes");

  private enum Book {
    PRIVILEGED("RISC-V Privileged ISA"),
    UNPRIVILEGED("RISC-V Unprivileged ISA"),
    PLIC("RISC-V PLIC Specification"),
    VIRTIO("VIRTIO 1.2"),
    UART("PC16550D data sheet"),
    BOARD("docs/machine.md");

    private final String title;

    Book(String title) {
      this.title = title;
    }
  }

  private final Book book;
  private final String section;
  private final String wording;

  Rule(Book book, String section, String wording) {
    this.book = book;
    this.section = section;
    this.wording = wording;
  }

  /// As messages and documents name it: `virtio-status-order`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String message(Object... details) {
    return String.format(Locale.ROOT, wording, details);
  }

  /// `VIRTIO 1.2, "Device Initialization"`.
  public String source() {
    return "%s, \"%s\"".formatted(book.title, section.replace("\"", ""));
  }
}
