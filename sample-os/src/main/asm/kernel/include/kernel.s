# What the parts of the kernel share: limits, the map of addresses, the process. Emits no bytes.
#
# Every unit of the kernel includes this file. All the kernel's procedures follow the calling convention, and clobber
# what any call may, unless their comment says less.

        .include "softmetal/csr.s"
        .include "softmetal/board.s"
        .include "softmetal/procedure.s"
        .include "softmetal/trapframe.s"
        .include "softmetal/messages.s"
        .include "kernel/include/interface.s"

        .ifndef KERNEL
        .equ    KERNEL,         1

# Memory that the kernel manages. Less than any board has, and plenty for assembly programs.
        .equ    MEMORY_SIZE,    32 << 20
        .equ    MEMORY_END,     RAM + MEMORY_SIZE

# One address space, of 1 GiB for each of the three entries in its root table:
#   0  devices                   for the kernel
#   1  one process               differs from process to process
#   2  memory, as it is          for the kernel
        .equ    USER_START,             0x40000000
        .equ    USER_LIMIT,             USER_START + (1 << 20)  # programs end here
        .equ    USER_STACK_TOP,         0x7ffff000
        .equ    USER_STACK_PAGES,       2
        .equ    USER_END,               0x80000000

        .equ    SLICE,                  MTIME_HZ / 100  # a process runs for 10 ms at most
        .equ    TICKS_PER_MILLISECOND,  MTIME_HZ / 1000

        .equ    PROCESSES,      16
        .equ    DESCRIPTORS,    8               # open files of one process

# What one process has open: the console is 0, 1 and 2.
        structure
        field   DESCRIPTOR_KIND, 4
        field   DESCRIPTOR_FILE, 4              # index in the directory
        field   DESCRIPTOR_POSITION
        end_structure DESCRIPTOR_SIZE

        .equ    KIND_CLOSED,    0
        .equ    KIND_CONSOLE,   1
        .equ    KIND_READER,    2
        .equ    KIND_WRITER,    3

# Take a lock, waiting for it, and give it back. Both keep a0-a3. Clobber: t0-t6.
        .macro  take_lock lock
        la      t6, \lock
        call    lock_take
        .endm

        .macro  release_lock lock
        la      t6, \lock
        call    lock_release
        .endm

# What switch_context keeps of one flow of control.
        structure
        .irp    register, ra,sp,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11
        field   CONTEXT_\register
        .endr
        end_structure CONTEXT_SIZE

        structure
        field   PROCESS_CONTEXT, CONTEXT_SIZE   # comes first: the address of a process is that of its context
        field   PROCESS_STATE
        field   PROCESS_ID
        field   PROCESS_PARENT                  # address of its parent; 0 for the first
        field   PROCESS_ROOT                    # address of its root page table
        field   PROCESS_FRAME                   # its trap frame, at the top of its kernel stack
        field   PROCESS_CHANNEL                 # what it sleeps for: any address that both sides know
        field   PROCESS_WAKE_TIME               # or until then; all ones is never
        field   PROCESS_KILLED                  # it ends before it sees user mode again
        field   PROCESS_STATUS
        field   PROCESS_NAME, NAME_SIZE
        field   PROCESS_PADDING, 4
        field   PROCESS_DESCRIPTORS, DESCRIPTORS * DESCRIPTOR_SIZE
        end_structure PROCESS_SIZE

        .endif
