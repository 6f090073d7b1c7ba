#@ trap-vector-reserved
        la      t0, end
        addi    t0, t0, 2
mistake:
        csrw    mtvec, t0
        off
#@ trap-without-handler
        csrw    mtvec, zero
mistake:
        ebreak
#@ trap-loop
        handler mtvec, mistake
        .balign 4
mistake:
        ebreak
#@ interrupts-without-handler
        csrw    mtvec, zero
        li      t0, 0x800
        csrw    mie, t0
mistake:
        csrsi   mstatus, 8
        off
#@ interrupt-storm
        handler mtvec, mistake
        li      t0, 0x80
        csrw    mie, t0
        csrsi   mstatus, 8
1:      j       1b
        .balign 4
mistake:
        mret
#@ nothing-enabled
        csrsi   mstatus, 8
mistake:
        wfi
        off
#@ call-repeated
        handler mtvec, mistake
        open_memory
        supervisor again
        .balign 4
again:  ecall
        off
        .balign 4
mistake:
        mret
#@ return-to-wrong-mode
        open_memory
        handler stvec, end
        li      t0, 0xb000
        csrw    medeleg, t0
        tables
        map     1, page1, 0x5b
        supervisor kernel
kernel: paging
        li      t0, 0x1000
        csrw    sepc, t0
        li      t0, 0x100
        csrs    sstatus, t0
mistake:
        sret
#@ no-memory-for-lower-modes
        li      t0, 0x800
        csrs    mstatus, t0
        handler mepc, end
mistake:
        mret
#@ pmp-reserved
        li      t0, 0x1a
mistake:
        csrw    pmpcfg0, t0
        off
#@ mpp-reserved
        li      t0, 0x1000
mistake:
        csrw    mstatus, t0
        off
#@ csr-of-higher-mode
        open_memory
        supervisor mistake
mistake:
        csrr    t0, mhartid
        off
#@ counter-disabled
        open_memory
        supervisor mistake
mistake:
        csrr    t0, time
        off
#@ float-off
mistake:
        fadd.d  ft0, ft0, ft0
        off
#@ misaligned-atomic
        la      t0, data + 2
mistake:
        amoadd.w t1, t1, (t0)
        off
#@ satp-mode
        li      t0, 3 << 60
mistake:
        csrw    satp, t0
        off
#@ satp-root
        la      t0, root
        li      t1, 8 << 60
        or      t0, t0, t1
mistake:
        csrw    satp, t0
        off
#@ satp-without-fence
        open_memory
        handler stvec, end
        tables
        la      t0, root
        la      t1, other
        ld      t2, 16(t0)
        sd      t2, 16(t1)
        supervisor kernel
kernel: paging
        la      t0, other
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
mistake:
        csrw    satp, t0
        handler sepc, user
        li      t0, 0x100
        csrs    sstatus, t0
        sret
user:   ecall
#@ pmp-without-fence
        open_memory
        tables
        paging
        li      t0, 0xf
        li      t1, -1
        csrw    pmpaddr1, t1
mistake:
        csrw    pmpcfg0, t0
        handler stvec, end
        supervisor kernel
kernel: ecall
#@ stale-translation
        open_memory
        tables
        map     1, page1, 0xc7
        supervisor kernel
kernel: paging
        li      a0, 0x1000
        sd      a0, (a0)
        map     1, page2, 0xc7
mistake:
        sd      a0, (a0)
        ecall
#@ page-entry-reserved
        open_memory
        tables
        map     1, page1, 0xc7
        la      t0, last + 8
        ld      t1, (t0)
        li      t2, 1 << 60
        or      t1, t1, t2
        sd      t1, (t0)
        supervisor kernel
kernel: paging
        li      a0, 0x1000
mistake:
        lw      a0, (a0)
#@ page-writable-only
        open_memory
        tables
        map     1, page1, 0xc5
        supervisor kernel
kernel: paging
        li      a0, 0x1000
mistake:
        sw      a0, (a0)
#@ superpage-misaligned
        open_memory
        tables
        la      t0, middle + 8
        la      t1, page1
        srli    t1, t1, 2
        ori     t1, t1, 0xc7
        sd      t1, (t0)
        supervisor kernel
kernel: paging
        li      a0, 0x200000
mistake:
        lw      a0, (a0)
#@ pointer-with-flags
        open_memory
        tables
        la      t0, middle + 8
        la      t1, last
        srli    t1, t1, 2
        ori     t1, t1, 0xc1
        sd      t1, (t0)
        supervisor kernel
kernel: paging
        li      a0, 0x200000
mistake:
        lw      a0, (a0)
#@ pointer-at-last-level
        open_memory
        tables
        map     1, page1, 0x01
        supervisor kernel
kernel: paging
        li      a0, 0x1000
mistake:
        lw      a0, (a0)
#@ page-table-outside-ram
        open_memory
        tables
        la      t0, middle + 8
        la      t1, last
        slli    t1, t1, 10
        ori     t1, t1, 1
        sd      t1, (t0)
        supervisor kernel
kernel: paging
        li      a0, 0x200000
mistake:
        lw      a0, (a0)
#@ user-page-without-sum
        open_memory
        tables
        map     1, page1, 0xd7
        supervisor kernel
kernel: paging
        li      a0, 0x1000
mistake:
        lw      a0, (a0)
#@ user-code-in-supervisor
        open_memory
        tables
        map     1, page1, 0xdf
        supervisor kernel
kernel: paging
        li      a0, 0x1000
        jr      a0
        .equ    mistake, 0x1000
#@ stack-overflow
        open_memory
        tables
        map     2, page2, 0xc7
        supervisor kernel
kernel: paging
        li      sp, 0x2010
        addi    sp, sp, -32
mistake:
        sd      ra, 8(sp)
#@ code-without-fence
        li      a0, 3
mistake:
        addi    a1, a1, 1
        la      t0, mistake
        lw      t1, (t0)
        addi    a0, a0, -1
        sw      t1, (t0)
        bnez    a0, mistake
        off
#@ nothing-there
        li      a0, 0x40000000
mistake:
        lw      a0, (a0)
#@ plic-not-completed
        put     PLIC + 4 * 1, 1
        put     PLIC + 0x2000, 2
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 512, 3, 2
        describe 2, status, 1, 2, 0
        offer
        put     VIRTIO + 0x50, 0
        li      t0, 0x800
        csrw    mie, t0
1:      csrr    t0, mip
        li      t1, 0x800
        and     t0, t0, t1
        beqz    t0, 1b
        li      t0, PLIC + 0x200004
mistake:
        lw      t1, (t0)
        put     VIRTIO + 0x64, 1
        li      t0, 0x80
        csrw    mie, t0
        wfi
        off
#@ plic-completed-unclaimed
        li      t0, PLIC + 0x200004
        li      t1, 10
mistake:
        sw      t1, (t0)
        off
#@ plic-priority-zero
        li      t0, PLIC + 0x2000
        li      t1, 0x400
mistake:
        sw      t1, (t0)
        wfi
        off
#@ plic-context-of-machine-mode
        open_memory
        supervisor kernel
kernel: li      t0, PLIC + 0x200000
mistake:
        sw      zero, (t0)
        off
#@ timer-in-the-past
        li      t2, 30000
1:      addi    t2, t2, -1
        bnez    t2, 1b
        li      t0, 0x2004000
        li      t1, 1000
        sd      t1, (t0)
mistake:
        sd      t1, (t0)
        off
#@ uart-not-polled
        li      t0, UART
        li      t1, 17
        li      t2, '.'
mistake:
        sb      t2, (t0)
        addi    t1, t1, -1
        bnez    t1, mistake
        off
#@ uart-width
        li      t0, UART
        li      t2, '.'
mistake:
        sw      t2, (t0)
        off
#@ uart-divisor-open
        li      t0, UART
        li      t1, 0x83
        sb      t1, 3(t0)
        li      t1, 1
        sb      t1, (t0)
        li      t2, 'x'
        li      t1, 5
mistake:
        sb      t2, (t0)
        addi    t1, t1, -1
        bnez    t1, mistake
        off
#@ virtio-empty-slot
        put     VIRTIO + 0x7000 + 0x70, 0
mistake:
        put     VIRTIO + 0x7000 + 0x70, 1
        off
#@ virtio-register-width
        li      t0, VIRTIO + 0x70
mistake:
        lb      t1, (t0)
        off
#@ virtio-read-only
        li      t0, VIRTIO + 0x60
mistake:
        sw      zero, (t0)
        off
#@ virtio-status-order
        put     VIRTIO + 0x70, 0
mistake:
        put     VIRTIO + 0x70, 2
        off
#@ virtio-status-order
        begin
        negotiate
        queue
mistake:
        put     VIRTIO + 0x70, 7
        off
#@ virtio-status-cleared
        begin
        negotiate
mistake:
        put     VIRTIO + 0x70, 8 + 2
        off
#@ virtio-features-ok-not-read
        begin
        negotiate
        put     VIRTIO + 0x70, 11
        queue
mistake:
        put     VIRTIO + 0x70, 15
        off
#@ virtio-features-late
        begin
        negotiate
        features_ok
mistake:
        put     VIRTIO + 0x20, 1
        off
#@ virtio-feature-not-offered
        begin
        put     VIRTIO + 0x14, 0
        get     VIRTIO + 0x10
        put     VIRTIO + 0x24, 0
mistake:
        put     VIRTIO + 0x20, 1 << 20
        off
#@ virtio-version-1
        begin
mistake:
        put     VIRTIO + 0x70, 11
        off
#@ virtio-queue-outside-ram
        begin
        negotiate
        features_ok
        put     VIRTIO + 0x38, 8
        put     VIRTIO + 0x80, 0x80010
        place   0x90, available
        place   0xa0, used
mistake:
        put     VIRTIO + 0x44, 1
        off
#@ virtio-queue-misaligned
        begin
        negotiate
        features_ok
        put     VIRTIO + 0x38, 8
        place   0x80, descriptors + 8
        place   0x90, available
        place   0xa0, used
mistake:
        put     VIRTIO + 0x44, 1
        off
#@ virtio-queue-size
        begin
        negotiate
        features_ok
mistake:
        put     VIRTIO + 0x38, 12
        off
#@ virtio-queue-in-use
        driver
mistake:
        put     VIRTIO + 0x38, 16
        off
#@ virtio-notified-early
        begin
        negotiate
        features_ok
        queue
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ virtio-no-such-queue
        driver
mistake:
        put     VIRTIO + 0x50, 1
        off
#@ virtio-not-acknowledged
        put     PLIC + 4 * 1, 1
        put     PLIC + 0x2000, 2
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 512, 3, 2
        describe 2, status, 1, 2, 0
        offer
        put     VIRTIO + 0x50, 0
1:      csrr    t0, mip
        li      t1, 0x800
        and     t0, t0, t1
        beqz    t0, 1b
        li      t0, PLIC + 0x200004
        lw      t1, (t0)
mistake:
        sw      t1, (t0)
        off
#@ ring-index
        driver
        la      t0, available
        li      t1, 9
        sh      t1, 2(t0)
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ descriptor-number
        driver
        describe 0, header, 16, 1, 8
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ descriptor-loop
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 16, 1, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ buffer-outside-ram
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 0x7fffffff, 2, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ buffer-empty
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 0, 2, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ buffer-order
        driver
        describe 0, status, 1, 3, 1
        describe 1, header, 16, 0, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ indirect-table
        driver
        describe 0, data, 40, 4, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ block-header
        driver
        describe 0, header, 8, 1, 1
        describe 1, status, 1, 2, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ block-status
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 512, 0, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ block-direction
        driver
        describe 0, header, 16, 1, 1
        describe 1, data, 512, 1, 2
        describe 2, status, 1, 2, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
#@ block-sector
        driver
        la      t0, header
        li      t1, 512 * 100000
        sd      t1, 8(t0)
        describe 0, header, 16, 1, 1
        describe 1, data, 512, 3, 2
        describe 2, status, 1, 2, 0
        offer
mistake:
        put     VIRTIO + 0x50, 0
        off
