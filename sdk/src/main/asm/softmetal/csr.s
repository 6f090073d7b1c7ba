# Bits and numbers of the control and status registers.
#
# Source: RISC-V Privileged ISA, "Machine-Level ISA" and "Supervisor-Level ISA". Emits no bytes.

        .ifndef SOFTMETAL_CSR
        .equ    SOFTMETAL_CSR,  1

# mstatus, and sstatus, which is a part of it
        .equ    MSTATUS_MIE,            1 << 3          # interrupts are taken in machine mode
        .equ    MSTATUS_MPIE,           1 << 7          # what MIE was before the trap
        .equ    MSTATUS_MPP,            3 << 11         # the mode before the trap: the whole field
        .equ    MSTATUS_MPP_U,          0 << 11
        .equ    MSTATUS_MPP_S,          1 << 11
        .equ    MSTATUS_MPP_M,          3 << 11
        .equ    MSTATUS_FS,             3 << 13         # floating point: the whole field, 0 is off
        .equ    MSTATUS_FS_INITIAL,     1 << 13
        .equ    MSTATUS_MPRV,           1 << 17         # loads and stores act as in the mode MPP
        .equ    SSTATUS_SIE,            1 << 1          # interrupts are taken in supervisor mode
        .equ    SSTATUS_SPIE,           1 << 5          # what SIE was before the trap
        .equ    SSTATUS_SPP,            1 << 8          # the trap came from supervisor mode
        .equ    SSTATUS_FS,             3 << 13
        .equ    SSTATUS_FS_INITIAL,     1 << 13
        .equ    SSTATUS_SUM,            1 << 18         # supervisor may touch the pages of users
        .equ    SSTATUS_MXR,            1 << 19         # pages that can be executed can be read

# mie, mip, sie, sip, mideleg: one bit for each interrupt
        .equ    INTERRUPT_SUPERVISOR_SOFTWARE,  1
        .equ    INTERRUPT_MACHINE_SOFTWARE,     3
        .equ    INTERRUPT_SUPERVISOR_TIMER,     5
        .equ    INTERRUPT_MACHINE_TIMER,        7
        .equ    INTERRUPT_SUPERVISOR_EXTERNAL,  9
        .equ    INTERRUPT_MACHINE_EXTERNAL,     11
        .equ    SSI,                            1 << INTERRUPT_SUPERVISOR_SOFTWARE
        .equ    MSI,                            1 << INTERRUPT_MACHINE_SOFTWARE
        .equ    STI,                            1 << INTERRUPT_SUPERVISOR_TIMER
        .equ    MTI,                            1 << INTERRUPT_MACHINE_TIMER
        .equ    SEI,                            1 << INTERRUPT_SUPERVISOR_EXTERNAL
        .equ    MEI,                            1 << INTERRUPT_MACHINE_EXTERNAL

# mcause, scause: an interrupt's number has the top bit set, so it is negative; these are the rest
        .equ    CAUSE_INSTRUCTION_MISALIGNED,   0
        .equ    CAUSE_INSTRUCTION_ACCESS,       1
        .equ    CAUSE_ILLEGAL_INSTRUCTION,      2
        .equ    CAUSE_BREAKPOINT,               3
        .equ    CAUSE_LOAD_MISALIGNED,          4
        .equ    CAUSE_LOAD_ACCESS,              5
        .equ    CAUSE_STORE_MISALIGNED,         6
        .equ    CAUSE_STORE_ACCESS,             7
        .equ    CAUSE_USER_CALL,                8
        .equ    CAUSE_SUPERVISOR_CALL,          9
        .equ    CAUSE_MACHINE_CALL,             11
        .equ    CAUSE_INSTRUCTION_PAGE_FAULT,   12
        .equ    CAUSE_LOAD_PAGE_FAULT,          13
        .equ    CAUSE_STORE_PAGE_FAULT,         15

# satp: the mode, above the page number of the root table
        .equ    SATP_SV39,      8 << 60
        .equ    SATP_SV48,      9 << 60

# Entries of page tables
        .equ    PTE_VALID,      1 << 0
        .equ    PTE_READ,       1 << 1
        .equ    PTE_WRITE,      1 << 2
        .equ    PTE_EXECUTE,    1 << 3
        .equ    PTE_USER,       1 << 4
        .equ    PTE_GLOBAL,     1 << 5
        .equ    PTE_ACCESSED,   1 << 6
        .equ    PTE_DIRTY,      1 << 7
        .equ    PTE_PAGE_SHIFT, 10              # the physical page number starts here
        .equ    PAGE_SHIFT,     12
        .equ    PAGE_SIZE,      1 << PAGE_SHIFT

# pmpcfg0: one entry that opens all of memory, with pmpaddr0 all ones
        .equ    PMP_READ,       1 << 0
        .equ    PMP_WRITE,      1 << 1
        .equ    PMP_EXECUTE,    1 << 2
        .equ    PMP_TOR,        1 << 3

        .endif
