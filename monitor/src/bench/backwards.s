# How long it takes to go back: two harts that store to one page all the time and are interrupted by their timers, and a disk
# that hart 0 writes to, one sector after the other.
#
# Hart 0 calls `once` and `once_near` at the beginning, and nobody does later; they store to `quiet`, which has a page for itself, and
# `busy`, which is where both harts store all the time. After ROUNDS rounds of 140,000 instructions the machine is switched off.

        .include "softmetal/board.s"
        .include "softmetal/csr.s"

        .ifndef ROUNDS
        .equ    ROUNDS,         100
        .endif
        .equ    PERIOD,         10000           # ticks from one timer interrupt of a hart to the next

        .globl  _start, once, once_near, again, quiet, busy, counters
_start: csrr    s0, mhartid
        la      t0, trap
        csrw    mtvec, t0
        slli    s2, s0, 3
        li      t0, CLINT + CLINT_MTIMECMP
        add     s2, s2, t0                      # the timer of this hart
        li      s4, PERIOD
        sd      s4, 0(s2)
        li      t0, 0x80
        csrw    mie, t0
        csrsi   mstatus, 8
        la      s3, counters
        slli    t0, s0, 3
        add     s3, s3, t0                      # the counter of this hart
        bnez    s0, again
        call    disk_initialize
        call    once
        call    once_near
        li      s1, ROUNDS
rounds: call    again
        call    disk_write
        addi    s1, s1, -1
        bnez    s1, rounds
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
1:      j       1b

once_near:
        la      t0, busy
        li      t1, 9
        sd      t1, 0(t0)
        ret

# Counts to 20,000 in memory. Hart 1 does nothing else.
again:  li      t0, 20000
1:      ld      t1, 0(s3)
        addi    t1, t1, 1
        xor     t2, t1, t0
        add     t3, t3, t2
        sd      t1, 0(s3)
        addi    t0, t0, -1
        bnez    t0, 1b
        bnez    s0, again
        ret

        .balign 4
trap:   csrw    mscratch, t0
        ld      t0, 0(s2)
        add     t0, t0, s4
        sd      t0, 0(s2)
        csrr    t0, mscratch
        mret

# Source: Virtual I/O Device (VIRTIO) Version 1.2, "Virtio Over MMIO", "Split Virtqueues" and "Block Device".
disk_initialize:
        li      a0, VIRTIO
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER
        sw      t0, VIRTIO_STATUS(a0)
        li      t1, 1                           # version 1 of the standard, and nothing else
        sw      t1, VIRTIO_DRIVER_FEATURES_SELECT(a0)
        sw      t1, VIRTIO_DRIVER_FEATURES(a0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES
        sw      t0, VIRTIO_STATUS(a0)
        sw      zero, VIRTIO_QUEUE_SELECT(a0)
        li      t0, 8
        sw      t0, VIRTIO_QUEUE_SIZE(a0)
        la      t0, table
        sw      t0, VIRTIO_QUEUE_TABLE(a0)
        la      t0, available
        sw      t0, VIRTIO_QUEUE_AVAILABLE(a0)
        la      t0, used
        sw      t0, VIRTIO_QUEUE_USED(a0)
        li      t0, 1
        sw      t0, VIRTIO_QUEUE_READY(a0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES | VIRTIO_STATUS_READY
        sw      t0, VIRTIO_STATUS(a0)
        ret

# Writes the counter of hart 0 to the sector behind the last one, and does not wait until that is done.
disk_write:
        la      t0, available
        lhu     t1, 2(t0)
        la      t2, used
        lhu     t3, 2(t2)
        bne     t1, t3, 1f                      # the last write is not done yet
        la      t2, data
        ld      t3, 0(s3)
        sd      t3, 0(t2)
        la      t2, request
        ld      t3, 8(t2)
        addi    t3, t3, 1
        andi    t3, t3, 1023
        sd      t3, 8(t2)
        fence   rw, rw
        addi    t1, t1, 1
        sh      t1, 2(t0)                       # all entries of the ring are the chain that begins at descriptor 0
        fence   rw, rw
        li      t0, VIRTIO
        lw      t1, VIRTIO_INTERRUPT(t0)
        sw      t1, VIRTIO_INTERRUPT_DONE(t0)
        sw      zero, VIRTIO_QUEUE_NOTIFY(t0)
1:      ret

        .balign 4096
once:   la      t0, quiet
        li      t1, 9
        sd      t1, 0(t0)
        ret

        .data
        .balign 4096
quiet:  .dword  8
        .balign 4096
busy:   .dword  8
counters:
        .dword  0, 0
        .balign 4096
request:
        .word   BLOCK_WRITE, 0
        .dword  0
data:   .zero   BLOCK_SECTOR
outcome:
        .byte   0
        .balign 16
table:  .dword  request
        .word   16
        .half   VIRTIO_DESCRIPTOR_HAS_NEXT, 1
        .dword  data
        .word   BLOCK_SECTOR
        .half   VIRTIO_DESCRIPTOR_HAS_NEXT, 2
        .dword  outcome
        .word   1
        .half   VIRTIO_DESCRIPTOR_DEVICE_WRITES, 0
        .balign 16
available:
        .zero   64
        .balign 16
used:   .zero   128
