# Pages of memory, page tables, and the addresses that processes pass to the kernel.
#
# Memory appears to the kernel at its own addresses (see "One address space" in kernel.s), so a page that has been found
# in some table can be used at once. Access rights: the kernel's code cannot be written, its data cannot be executed,
# and nothing of it is open to processes. A page below each kernel stack is left out, so that a stack that grows too
# long ends in a fault.

        .include "kernel/include/kernel.s"

        .equ    PTE_KERNEL,     PTE_VALID | PTE_READ | PTE_ACCESSED | PTE_DIRTY

        .text

# Maps the kernel and its devices, and turns paging on.
        procedure memory_initialize
        enter
        la      t0, kernel_end
        la      t1, fresh_page
        sd      t0, 0(t1)
        call    page_allocate
        la      t0, kernel_root
        sd      a0, 0(t0)

        li      a0, RAM
        la      a1, kernel_text_end
        li      a2, PTE_KERNEL | PTE_EXECUTE
        call    map_kernel_pages
        la      a0, kernel_text_end
        la      a1, kernel_rodata_end
        li      a2, PTE_KERNEL
        call    map_kernel_pages
        la      a0, kernel_rodata_end
        la      a1, kernel_bss_end
        li      a2, PTE_KERNEL | PTE_WRITE
        call    map_kernel_pages
        call    map_kernel_stacks
        la      a0, kernel_end
        li      a1, RAM + (2 << 20)
        li      a2, PTE_KERNEL | PTE_WRITE
        call    map_kernel_pages
        li      a0, RAM + (2 << 20)
        li      a1, MEMORY_END
        call    map_kernel_megapages

        li      a0, FINISHER
        li      a1, FINISHER + PAGE_SIZE
        li      a2, PTE_KERNEL | PTE_WRITE
        call    map_kernel_pages
        li      a0, UART
        li      a1, VIRTIO + VIRTIO_SLOT_SIZE
        li      a2, PTE_KERNEL | PTE_WRITE
        call    map_kernel_pages
        li      a0, PLIC
        li      a1, PLIC + PLIC_SIZE
        call    map_kernel_megapages

        ld      a0, kernel_root
        call    address_space_enter
        leave

# Maps a range of the kernel's addresses, each to itself. A failure here would be a kernel that does not fit its memory.
# In: a0 start and a1 end, both multiples of the page size, a2 flags.
        procedure map_kernel_pages
        enter   3
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
1:      bgeu    s0, s1, 2f
        ld      a0, kernel_root
        mv      a1, s0
        mv      a2, s0
        mv      a3, s2
        call    page_map
        li      t0, PAGE_SIZE
        add     s0, s0, t0
        j       1b
2:      leave

# Maps a range as the above does, for reading and writing, with pages of 2 MiB. In: a0 start, a1 end.
        procedure map_kernel_megapages
        enter   2
        mv      s0, a0
        mv      s1, a1
1:      bgeu    s0, s1, 2f
        ld      a0, kernel_root
        mv      a1, s0
        li      a2, 1
        li      a3, 1
        call    page_table_walk
        srli    t0, s0, PAGE_SHIFT - PTE_PAGE_SHIFT
        ori     t0, t0, PTE_KERNEL | PTE_WRITE
        sd      t0, 0(a0)
        li      t0, 2 << 20
        add     s0, s0, t0
        j       1b
2:      leave

# Maps the kernel stacks of all processes, and leaves out the page below each.
        procedure map_kernel_stacks
        enter   2
        la      s0, kernel_bss_end
        la      s1, kernel_end
1:      bgeu    s0, s1, 2f
        li      t0, PAGE_SIZE
        add     a0, s0, t0
        add     s0, a0, t0
        mv      a1, s0
        li      a2, PTE_KERNEL | PTE_WRITE
        call    map_kernel_pages
        j       1b
2:      leave

# Takes one page, filled with zeros. Pages that were never used are taken in order, from fresh_page up, and only when no
# page that was given back is left: so memory that is never needed is never touched.
# Out: a0 address, or 0 if no memory is left.
        procedure page_allocate
        la      t0, free_pages
        ld      a0, 0(t0)
        bnez    a0, 1f
        la      t0, fresh_page
        ld      a0, 0(t0)
        li      t1, MEMORY_END
        beq     a0, t1, 3f
        li      t1, PAGE_SIZE
        add     t1, a0, t1
        sd      t1, 0(t0)
        j       2f
1:      ld      t1, 0(a0)                       # a free page holds the address of the next one
        sd      t1, 0(t0)
2:      li      t0, PAGE_SIZE
        add     t0, a0, t0
        mv      t1, a0
4:      sd      zero, 0(t1)
        sd      zero, 8(t1)
        sd      zero, 16(t1)
        sd      zero, 24(t1)
        addi    t1, t1, 32
        bne     t1, t0, 4b
        ret
3:      li      a0, 0
        ret

# Gives one page back. In: a0 its address. Clobbers: t0, t1.
        procedure page_free
        la      t0, free_pages
        ld      t1, 0(t0)
        sd      t1, 0(a0)
        sd      a0, 0(t0)
        ret

# Finds the entry for an address in a tree of page tables.
# In: a0 root table, a1 address, a2 the level to stop at (0 for a page, 1 for a megapage), a3 whether to make the tables
# that are missing on the way. Out: a0 address of the entry, or 0 if a table is missing and could not or should not be
# made.
        procedure page_table_walk
        enter   5
        mv      s0, a1
        mv      s1, a2
        mv      s2, a3
        li      s3, 2                           # the level
1:      slli    t0, s3, 3                       # nine bits of the address for each level
        add     t0, t0, s3
        addi    t0, t0, PAGE_SHIFT
        srl     t0, s0, t0
        andi    t0, t0, 511
        slli    t0, t0, 3
        add     s4, a0, t0
        beq     s3, s1, 3f
        ld      t0, 0(s4)
        andi    t1, t0, PTE_VALID
        bnez    t1, 2f
        beqz    s2, 4f
        call    page_allocate
        beqz    a0, 4f
        srli    t0, a0, PAGE_SHIFT - PTE_PAGE_SHIFT
        ori     t0, t0, PTE_VALID               # no rights: an entry that leads to another table
        sd      t0, 0(s4)
2:      srli    a0, t0, PTE_PAGE_SHIFT
        slli    a0, a0, PAGE_SHIFT
        addi    s3, s3, -1
        j       1b
3:      mv      a0, s4
        j       5f
4:      li      a0, 0
5:      leave

# Maps one page. In: a0 root table, a1 address, a2 the page, a3 flags. Out: a0 0, or ERROR_MEMORY.
        procedure page_map
        enter   2
        mv      s0, a2
        mv      s1, a3
        li      a2, 0
        li      a3, 1
        call    page_table_walk
        beqz    a0, 1f
        srli    t0, s0, PAGE_SHIFT - PTE_PAGE_SHIFT
        or      t0, t0, s1
        sd      t0, 0(a0)
        li      a0, 0
        j       2f
1:      li      a0, ERROR_MEMORY
2:      leave

# Makes an address space with the kernel in it and nothing else. Out: a0 its root table, or 0 if no memory is left.
        procedure address_space_create
        enter
        call    page_allocate
        beqz    a0, 1f
        ld      t0, kernel_root
        ld      t1, 0(t0)                       # devices
        sd      t1, 0(a0)
        ld      t1, 16(t0)                      # memory
        sd      t1, 16(a0)
1:      leave

# Gives back all pages of a process and the tables that lead to them. In: a0 root table, which must not be in use.
        procedure address_space_free
        enter   1
        mv      s0, a0
        ld      a0, 8(s0)
        li      a1, 2
        call    page_table_free
        mv      a0, s0
        call    page_free
        leave

# Gives back what one entry leads to: a page, or a table after everything below it.
# In: a0 entry, a1 its level; below level 0 are pages.
        procedure page_table_free
        enter   4
        andi    t0, a0, PTE_VALID
        beqz    t0, 3f
        srli    s0, a0, PTE_PAGE_SHIFT
        slli    s0, s0, PAGE_SHIFT
        beqz    a1, 2f
        addi    s1, a1, -1
        mv      s2, s0
        li      s3, 512
1:      ld      a0, 0(s2)
        mv      a1, s1
        call    page_table_free
        addi    s2, s2, 8
        addi    s3, s3, -1
        bnez    s3, 1b
2:      mv      a0, s0
        call    page_free
3:      leave

# Makes an address space the current one. In: a0 its root table. Clobbers: t0, t1.
        procedure address_space_enter
        srli    t0, a0, PAGE_SHIFT
        li      t1, SATP_SV39
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        ret

# Finds the memory behind an address that a process has passed.
# In: a0 the address, a1 the right the process must have (PTE_READ or PTE_WRITE). Out: a0 where the kernel finds it, or
# 0 if the process has no such address or not that right.
        procedure user_address
        enter   2
        mv      s0, a0
        ori     s1, a1, PTE_VALID | PTE_USER
        li      t0, USER_START
        bltu    a0, t0, 1f
        li      t0, USER_END
        bgeu    a0, t0, 1f
        mv      a1, a0
        ld      a0, PROCESS_ROOT(tp)
        li      a2, 0
        li      a3, 0
        call    page_table_walk
        beqz    a0, 1f
        ld      t0, 0(a0)
        and     t1, t0, s1
        bne     t1, s1, 1f
        srli    a0, t0, PTE_PAGE_SHIFT
        slli    a0, a0, PAGE_SHIFT
        slli    t0, s0, 64 - PAGE_SHIFT
        srli    t0, t0, 64 - PAGE_SHIFT
        or      a0, a0, t0
        j       2f
1:      li      a0, 0
2:      leave

# Finds the part of a buffer of a process that lies on its first page.
# In: a0 address, a1 bytes (not 0), a2 the right the process must have. Out: a0 where the kernel finds it or 0, a1 how
# many of the bytes are there.
        procedure user_piece
        enter   1
        li      t0, PAGE_SIZE
        addi    t1, t0, -1
        and     t1, a0, t1
        sub     s0, t0, t1                      # bytes up to the end of the page
        bleu    s0, a1, 1f
        mv      s0, a1
1:      mv      a1, a2
        call    user_address
        mv      a1, s0
        leave

# Checks all of a buffer of a process, so that a call can refuse it before it has done anything.
# In: a0 address, a1 bytes, a2 the right the process must have. Out: a0 0, or ERROR_ADDRESS.
        procedure user_check
        enter   3
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      t0, USER_END
        bgtu    s1, t0, 2f                      # so that address plus length cannot overflow unnoticed
1:      beqz    s1, 3f
        mv      a0, s0
        mv      a1, s1
        mv      a2, s2
        call    user_piece
        beqz    a0, 2f
        add     s0, s0, a1
        sub     s1, s1, a1
        j       1b
2:      li      a0, ERROR_ADDRESS
        j       4f
3:      li      a0, 0
4:      leave

# Copies from the kernel to a process. In: a0 address in the process, a1 source, a2 bytes. Out: a0 0, or ERROR_ADDRESS,
# and then nothing is copied.
        procedure copy_to_user
        enter   3
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      a1, a2
        li      a2, PTE_WRITE
        call    user_check
        bltz    a0, 2f
1:      beqz    s2, 2f
        mv      a0, s0
        mv      a1, s2
        li      a2, PTE_WRITE
        call    user_piece
        add     s0, s0, a1
        sub     s2, s2, a1
        mv      a2, a1
        mv      a1, s1
        add     s1, s1, a2
        call    copy_memory
        li      a0, 0
        j       1b
2:      leave

# Copies a string from a process.
# In: a0 destination, a1 address in the process, a2 room at the destination in bytes, at least 1.
# Out: a0 length of the string, or ERROR_ADDRESS, or ERROR_NAME if it does not fit with its zero byte.
        procedure copy_string_from_user
        enter   4
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a0
1:      beqz    s2, 3f
        mv      a0, s1
        li      a1, PTE_READ
        call    user_address
        beqz    a0, 2f
        lbu     t0, 0(a0)
        sb      t0, 0(s0)
        beqz    t0, 4f
        addi    s0, s0, 1
        addi    s1, s1, 1
        addi    s2, s2, -1
        j       1b
2:      li      a0, ERROR_ADDRESS
        j       5f
3:      li      a0, ERROR_NAME
        j       5f
4:      sub     a0, s0, s3
5:      leave

        .bss
        .balign 8
kernel_root:    .zero   8                       # the root table without a process
free_pages:     .zero   8                       # the first page that was given back, or 0
fresh_page:     .zero   8                       # the first page that was never used
