# The disk: a virtio block device in slot 0, one request at a time.
#
# A request is a chain of three descriptors: a header that says what to do, the data, and a byte for the outcome. The
# process that asks sleeps until the interrupt says that the device is done. Callers hold file_lock.
#
# Source: Virtual I/O Device (VIRTIO) Version 1.2, "Virtio Over MMIO", "Split Virtqueues" and "Block Device".

        .include "kernel/include/kernel.s"

        .equ    QUEUE_LENGTH,   8               # descriptors, of which three are used
        .equ    DISK_SLOT,      VIRTIO

        .equ    RING_INDEX,     2               # both rings: flags, then the index, then the ring
        .equ    RING_ENTRIES,   4

        .text

# Finds the disk and agrees with it on features: version 1 of the standard, flushing if it can, and whether it may be
# written.
        procedure disk_initialize
        enter   1
        li      s0, DISK_SLOT
        lwu     t0, VIRTIO_MAGIC(s0)
        li      t1, VIRTIO_MAGIC_VALUE
        bne     t0, t1, 1f
        lwu     t0, VIRTIO_VERSION(s0)
        li      t1, 2
        bne     t0, t1, 1f
        lwu     t0, VIRTIO_DEVICE(s0)
        li      t1, VIRTIO_BLOCK
        beq     t0, t1, 2f
1:      panic   "no disk: slot 0 must hold a virtio block device, version 2"

2:      sw      zero, VIRTIO_STATUS(s0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE
        sw      t0, VIRTIO_STATUS(s0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER
        sw      t0, VIRTIO_STATUS(s0)

        sw      zero, VIRTIO_FEATURES_SELECT(s0)
        lwu     t0, VIRTIO_FEATURES(s0)
        li      t1, 1 << BLOCK_FEATURE_READ_ONLY | 1 << BLOCK_FEATURE_FLUSH
        and     t0, t0, t1
        la      t1, disk_features
        sw      t0, 0(t1)
        sw      zero, VIRTIO_DRIVER_FEATURES_SELECT(s0)
        sw      t0, VIRTIO_DRIVER_FEATURES(s0)
        li      t1, 1
        sw      t1, VIRTIO_FEATURES_SELECT(s0)
        lwu     t0, VIRTIO_FEATURES(s0)
        andi    t0, t0, 1 << (VIRTIO_FEATURE_VERSION_1 - 32)
        sw      t1, VIRTIO_DRIVER_FEATURES_SELECT(s0)
        sw      t0, VIRTIO_DRIVER_FEATURES(s0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES
        sw      t0, VIRTIO_STATUS(s0)
        lwu     t0, VIRTIO_STATUS(s0)
        andi    t0, t0, VIRTIO_STATUS_FEATURES
        bnez    t0, 3f
        panic   "the disk refuses the features of this driver"

3:      sw      zero, VIRTIO_QUEUE_SELECT(s0)
        lwu     t0, VIRTIO_QUEUE_MAXIMUM(s0)
        li      t1, QUEUE_LENGTH
        bgeu    t0, t1, 4f
        panic   "the queue of the disk is too short"
4:      sw      t1, VIRTIO_QUEUE_SIZE(s0)
        la      t0, queue_table
        sw      t0, VIRTIO_QUEUE_TABLE(s0)
        srli    t0, t0, 32
        sw      t0, VIRTIO_QUEUE_TABLE+4(s0)
        la      t0, queue_available
        sw      t0, VIRTIO_QUEUE_AVAILABLE(s0)
        srli    t0, t0, 32
        sw      t0, VIRTIO_QUEUE_AVAILABLE+4(s0)
        la      t0, queue_used
        sw      t0, VIRTIO_QUEUE_USED(s0)
        srli    t0, t0, 32
        sw      t0, VIRTIO_QUEUE_USED+4(s0)
        li      t0, 1
        sw      t0, VIRTIO_QUEUE_READY(s0)
        li      t0, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES | VIRTIO_STATUS_READY
        sw      t0, VIRTIO_STATUS(s0)
        leave

# Out: a0 size of the disk in sectors. Clobbers: t0.
        procedure disk_capacity
        li      t0, DISK_SLOT
        lwu     a0, BLOCK_CAPACITY(t0)
        lwu     t0, BLOCK_CAPACITY+4(t0)
        slli    t0, t0, 32
        or      a0, a0, t0
        ret

# Out: a0 0 if the disk can be written, or ERROR_READ_ONLY. Clobbers: t0.
        procedure disk_check_writable
        lwu     t0, disk_features
        andi    t0, t0, 1 << BLOCK_FEATURE_READ_ONLY
        li      a0, 0
        beqz    t0, 1f
        li      a0, ERROR_READ_ONLY
1:      ret

# Moves one page between the disk and memory.
# In: a0 BLOCK_READ or BLOCK_WRITE, a1 first sector, a2 address of the page. Out: a0 0, or ERROR_DISK.
        procedure disk_transfer
        la      t0, queue_table
        sd      a2, VIRTIO_DESCRIPTOR_SIZE+VIRTIO_DESCRIPTOR_ADDRESS(t0)
        li      t1, PAGE_SIZE
        sw      t1, VIRTIO_DESCRIPTOR_SIZE+VIRTIO_DESCRIPTOR_LENGTH(t0)
        li      t1, VIRTIO_DESCRIPTOR_HAS_NEXT
        bnez    a0, 1f
        ori     t1, t1, VIRTIO_DESCRIPTOR_DEVICE_WRITES
1:      sh      t1, VIRTIO_DESCRIPTOR_SIZE+VIRTIO_DESCRIPTOR_FLAGS(t0)
        li      t1, 2
        sh      t1, VIRTIO_DESCRIPTOR_SIZE+VIRTIO_DESCRIPTOR_NEXT(t0)
        li      a2, 1                           # the header is followed by the data
        tail    disk_request

# Waits until all that has been written is safe, if the disk can tell. Out: a0 0, or ERROR_DISK.
        procedure disk_flush
        lwu     t0, disk_features
        andi    t0, t0, 1 << BLOCK_FEATURE_FLUSH
        li      a0, 0
        beqz    t0, 1f
        li      a0, BLOCK_FLUSH
        li      a1, 0
        li      a2, 2                           # the header is followed by the outcome
        tail    disk_request
1:      ret

# Hands a request to the device and sleeps until it is done.
# In: a0 what to do, a1 first sector, a2 the descriptor after the header. Out: a0 0, or ERROR_DISK.
        procedure disk_request
        enter
        la      t0, request
        sw      a0, 0(t0)
        sw      zero, 4(t0)
        sd      a1, 8(t0)
        la      t1, queue_table
        sd      t0, VIRTIO_DESCRIPTOR_ADDRESS(t1)
        li      t0, 16
        sw      t0, VIRTIO_DESCRIPTOR_LENGTH(t1)
        li      t0, VIRTIO_DESCRIPTOR_HAS_NEXT
        sh      t0, VIRTIO_DESCRIPTOR_FLAGS(t1)
        sh      a2, VIRTIO_DESCRIPTOR_NEXT(t1)

        la      t0, request_outcome
        li      t2, 255                         # no outcome has this number
        sb      t2, 0(t0)
        addi    t1, t1, 2 * VIRTIO_DESCRIPTOR_SIZE
        sd      t0, VIRTIO_DESCRIPTOR_ADDRESS(t1)
        li      t0, 1
        sw      t0, VIRTIO_DESCRIPTOR_LENGTH(t1)
        li      t0, VIRTIO_DESCRIPTOR_DEVICE_WRITES
        sh      t0, VIRTIO_DESCRIPTOR_FLAGS(t1)

        la      t0, request_done
        sw      zero, 0(t0)
        la      t0, queue_available
        lhu     t1, RING_INDEX(t0)
        andi    t2, t1, QUEUE_LENGTH - 1
        slli    t2, t2, 1
        add     t2, t0, t2
        sh      zero, RING_ENTRIES(t2)          # the chain starts at descriptor 0
        fence   rw, rw
        addi    t1, t1, 1
        sh      t1, RING_INDEX(t0)
        fence   rw, rw
        li      t0, DISK_SLOT
        sw      zero, VIRTIO_QUEUE_NOTIFY(t0)

1:      la      t0, request_done
        lw      t0, 0(t0)
        bnez    t0, 2f
        la      a0, request_done
        li      a1, -1
        call    process_sleep
        j       1b
2:      la      t0, request_outcome
        lbu     t0, 0(t0)
        li      a0, 0
        beqz    t0, 3f
        li      a0, ERROR_DISK
3:      leave

# The device has used a chain: wakes who waits for it. Called by the interrupt.
        procedure disk_interrupt
        enter
        li      t0, DISK_SLOT
        lwu     t1, VIRTIO_INTERRUPT(t0)
        sw      t1, VIRTIO_INTERRUPT_DONE(t0)
        fence   rw, rw
        la      t0, queue_used
        lhu     t0, RING_INDEX(t0)
        la      t1, queue_available
        lhu     t1, RING_INDEX(t1)
        bne     t0, t1, 1f                      # not the end of a request
        la      a0, request_done
        li      t0, 1
        sw      t0, 0(a0)
        call    process_wake
1:      leave

        .bss
        .balign 16
queue_table:            .zero   QUEUE_LENGTH * VIRTIO_DESCRIPTOR_SIZE
queue_available:        .zero   RING_ENTRIES + 2 * QUEUE_LENGTH + 2
        .balign 4
queue_used:             .zero   RING_ENTRIES + 8 * QUEUE_LENGTH + 2
        .balign 8
request:                .zero   16              # what to do: 32 bits, nothing: 32 bits, first sector: 64 bits
disk_features:          .zero   4
request_done:           .zero   4
request_outcome:        .zero   1
