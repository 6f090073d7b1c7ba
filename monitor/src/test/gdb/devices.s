# Two harts with timers; a disk in virtio slot 0, and network cards in slots 1 and 2 on one switch. In each round hart 0 writes the number of the
# round to the next sector of the disk, sends it from one card to the other, and shows a letter. Hart 1 counts.
        .equ    VIRTIO, 0x10001000
        .globl  _start, round, written, arrived, number
        .text
_start: csrr    s0, mhartid
        la      t0, trap
        csrw    mtvec, t0
        slli    s1, s0, 3
        li      t0, 0x2004000
        add     s1, s1, t0
        li      s2, 777
        sd      s2, (s1)
        li      t0, 0x80
        csrw    mie, t0
        csrsi   mstatus, 8
        bnez    s0, other

        la      s3, block_queue
        li      a0, VIRTIO
        li      a1, 0
        mv      a2, s3
        call    begin
        call    queue
        call    ready
        la      s4, send_queue
        li      a0, VIRTIO + 0x1000
        li      a1, 1
        mv      a2, s4
        call    begin
        call    queue
        call    ready
        la      s5, receive_queue
        li      a0, VIRTIO + 0x2000
        li      a1, 0
        mv      a2, s5
        call    begin
        call    queue
        call    ready
        li      s6, 0

round:  addi    s6, s6, 1
        la      t0, number
        sd      s6, (t0)
        mv      a2, s5                          # room for a frame
        li      a0, VIRTIO + 0x2000
        li      a1, 0
        call    offer
        la      t0, sector
        sd      s6, (t0)
        la      t0, request
        andi    t1, s6, 31
        sd      t1, 8(t0)
written:
        mv      a2, s3
        li      a0, VIRTIO
        li      a1, 0
        call    offer
        la      t0, payload
        sd      s6, (t0)
        mv      a2, s4
        li      a0, VIRTIO + 0x1000
        li      a1, 1
        call    offer
        li      t0, 0x10000000
        andi    t1, s6, 15
        addi    t1, t1, 'a'
        sb      t1, (t0)
        li      t0, 20000
1:      addi    t0, t0, -1
        bnez    t0, 1b
        j       round

other:  la      t0, shared
1:      lw      t1, (t0)
        addi    t1, t1, 1
        sw      t1, (t0)
        j       1b

        .balign 4
trap:   csrw    mscratch, t0
        ld      t0, (s1)
        add     t0, t0, s2
        sd      t0, (s1)
        csrr    t0, mscratch
        mret

# a0 device, a1 queue, a2 where it is: a table of three descriptors; 256 bytes further the ring of what is offered, after 512 that of what is used
begin:  sw      zero, 0x70(a0)
        li      t0, 3
        sw      t0, 0x70(a0)
        li      t1, 1                           # version 1 of the standard, and nothing else
        sw      t1, 0x24(a0)
        sw      t1, 0x20(a0)
        li      t0, 11
        sw      t0, 0x70(a0)
        ret
queue:  sw      a1, 0x30(a0)
        li      t0, 8
        sw      t0, 0x38(a0)
        sw      a2, 0x80(a0)
        addi    t0, a2, 256
        sw      t0, 0x90(a0)
        addi    t0, a2, 512
        sw      t0, 0xa0(a0)
        li      t0, 1
        sw      t0, 0x44(a0)
        ret
ready:  li      t0, 15
        sw      t0, 0x70(a0)
        ret

# Offers the chain that begins at descriptor 0 once more.
offer:  lhu     t0, 258(a2)
        addi    t0, t0, 1
        sh      t0, 258(a2)
        fence
        sw      a1, 0x50(a0)
        ret

        .data
        .balign 16
block_queue:
        .dword  request
        .word   16
        .half   1, 1
        .dword  sector
        .word   512
        .half   1, 2
        .dword  outcome
        .word   1
        .half   2, 0
        .space  1000
        .balign 16
send_queue:
        .dword  frame
        .word   12 + 60
        .half   0, 0
        .space  1000
        .balign 16
receive_queue:
        .dword  received
        .word   2048
        .half   2, 0
        .space  1000
        .balign 8
request:
        .word   1, 0
        .dword  0
sector: .space  512
outcome:
        .byte   0
        .balign 8
number: .dword  0
shared: .word   0
        .balign 8
        .space  6
frame:  .space  12                              # the header of virtio
        .byte   0x52, 0x54, 0, 0x12, 0x34, 0x57 # to the other card
        .byte   0x52, 0x54, 0, 0x12, 0x34, 0x56
        .byte   0x88, 0xb5
payload:
        .space  46
        .balign 8
        .space  6
received:
        .space  12 + 14
arrived:
        .space  2048
