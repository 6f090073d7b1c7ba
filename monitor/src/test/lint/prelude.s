# What the seeded mistakes share: macros, memory, and a handler that ends the run, which is in mtvec when they begin. The
# instruction that breaks the rule is at `mistake`, or behind it in the macro that stands there.
        .equ    VIRTIO, 0x10001000
        .equ    PLIC, 0x0c000000
        .equ    UART, 0x10000000
        .macro  put address, value
        li      t0, \address
        li      t1, \value
        sw      t1, (t0)
        .endm
        .macro  get address
        li      t0, \address
        lw      t1, (t0)
        .endm
        .macro  place offset, where
        li      t0, VIRTIO + \offset
        la      t1, \where
        sw      t1, (t0)
        sw      zero, 4(t0)
        .endm
        .macro  handler register, where
        la      t0, \where
        csrw    \register, t0
        .endm
        .macro  begin
        put     VIRTIO + 0x70, 0
        put     VIRTIO + 0x70, 1
        put     VIRTIO + 0x70, 3
        .endm
        .macro  negotiate
        put     VIRTIO + 0x14, 0
        get     VIRTIO + 0x10
        put     VIRTIO + 0x24, 0
        put     VIRTIO + 0x20, 0
        put     VIRTIO + 0x14, 1
        get     VIRTIO + 0x10
        put     VIRTIO + 0x24, 1
        put     VIRTIO + 0x20, 1
        .endm
        .macro  features_ok
        put     VIRTIO + 0x70, 11
        get     VIRTIO + 0x70
        .endm
        .macro  queue
        put     VIRTIO + 0x30, 0
        get     VIRTIO + 0x34
        put     VIRTIO + 0x38, 8
        place   0x80, descriptors
        place   0x90, available
        place   0xa0, used
        put     VIRTIO + 0x44, 1
        .endm
        .macro  driver_ok
        put     VIRTIO + 0x70, 15
        .endm
        .macro  driver
        begin
        negotiate
        features_ok
        queue
        driver_ok
        .endm
        .macro  describe number, address, length, flags, next
        la      t0, descriptors + 16 * \number
        la      t1, \address
        sd      t1, 0(t0)
        li      t1, \length
        sw      t1, 8(t0)
        li      t1, \flags
        sh      t1, 12(t0)
        li      t1, \next
        sh      t1, 14(t0)
        .endm
        # Makes the chain that begins with descriptor 0 available.
        .macro  offer
        la      t0, available
        li      t1, 1
        sh      t1, 2(t0)
        .endm
        .macro  open_memory
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        .endm
        # Goes on in supervisor mode at a label.
        .macro  supervisor where
        li      t0, 0x800
        csrs    mstatus, t0
        handler mepc, \where
        mret
        .endm
        # Three levels of tables: RAM as a page of 1 GiB, and entry \index of the last level for the second page of 4 KiB blocks.
        .macro  tables
        la      t0, root
        li      t1, 0x200000cf
        sd      t1, 16(t0)
        la      t1, middle
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 0(t0)
        la      t2, middle
        la      t1, last
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 0(t2)
        .endm
        # Maps virtual \page * 4096 to the physical page of a label.
        .macro  map page, where, flags
        la      t0, last + 8 * \page
        la      t1, \where
        srli    t1, t1, 12
        slli    t1, t1, 10
        ori     t1, t1, \flags
        sd      t1, (t0)
        .endm
        .macro  paging
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        .endm
        .macro  off
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, (t0)
1:      j       1b
        .endm

        .bss
        .balign 4096
root:   .space  4096
middle: .space  4096
last:   .space  4096
page1:  .space  4096
page2:  .space  4096
other:  .space  4096
descriptors:
        .space  128
available:
        .space  64
used:   .space  128
header: .space  16
status: .space  16
data:   .space  512
        .text
        .globl  _start
        .balign 4
_start:
end:    off
