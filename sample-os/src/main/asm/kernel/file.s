# Slate, the file system.
#
# The disk is divided into blocks of 4096 bytes, as long as a page:
#
#   0           superblock: 8 bytes "slatefs1", then 32 bits: number of blocks
#   1           bitmap: one bit for each block, set if it is taken; the lowest bit of the first byte is block 0
#   2           directory: 64 entries of 64 bytes
#   3 ...       contents of files
#
# A directory entry is all there is to know about one file. All numbers are 32 bits, little endian.
#
#   0           name: up to 27 characters, filled up with zeros; an entry without a name is free
#   28          length in bytes
#   32          four extents, in the order of the contents: first block, number of blocks; 0 blocks end the list
#
# One bitmap block makes 32768 blocks the limit, which is 128 MiB; what a disk has beyond is not used. There are no
# directories in the directory, no times and no owners.
#
# Bitmap and directory stay in memory, and are written as soon as they change: blocks are filled and marked as taken before
# a file refers to them, and files stop referring to blocks before these are marked as free. A disk may write in another
# order than it is told to, so between the two it is flushed. A machine that stops at any moment can lose blocks, but a
# file never has one that is free or another file's. One lock guards all of it; file_open, file_close, file_remove
# and file_mount take it themselves, and for the other procedures the caller holds it.

        .include "kernel/include/kernel.s"

        .equ    SUPERBLOCK_MAGIC,       0x3173666574616c73      # "slatefs1"
        .equ    SUPERBLOCK_BLOCKS,      8
        .equ    BITMAP_BLOCK,           1
        .equ    DIRECTORY_BLOCK,        2
        .equ    FIRST_BLOCK,            3
        .equ    BLOCKS_LIMIT,           8 * PAGE_SIZE

        .equ    SLATE_NAME,     0
        .equ    SLATE_LENGTH,   NAME_SIZE
        .equ    SLATE_EXTENTS,  32
        .equ    EXTENTS,        4
        .equ    EXTENT_SIZE,    8
        .equ    SLATE_SIZE,     64
        .equ    SLATE_SHIFT,    6
        .equ    SLATE_FILES,    PAGE_SIZE / SLATE_SIZE

        .equ    SECTORS_SHIFT,  3               # sectors in a block

        .text

# Reads superblock, bitmap and directory, and refuses a disk on which they contradict each other.
        procedure file_mount
        enter   3
        take_lock file_lock
        li      a0, 0
        la      a1, block_buffer
        call    block_read
        bltz    a0, 1f
        la      s0, block_buffer
        ld      t0, 0(s0)
        li      t1, SUPERBLOCK_MAGIC
        bne     t0, t1, 2f
        lwu     s1, SUPERBLOCK_BLOCKS(s0)
        li      t0, FIRST_BLOCK
        bleu    s1, t0, 2f
        li      t0, BLOCKS_LIMIT
        bgtu    s1, t0, 2f
        call    disk_capacity
        srli    a0, a0, SECTORS_SHIFT
        bgtu    s1, a0, 2f
        la      t0, blocks
        sd      s1, 0(t0)

        li      a0, BITMAP_BLOCK
        la      a1, bitmap
        call    block_read
        bltz    a0, 1f
        li      a0, DIRECTORY_BLOCK
        la      a1, directory
        call    block_read
        bltz    a0, 1f
        la      a0, block_buffer                # notes which blocks belong to a file
        li      a1, 0
        li      a2, PAGE_SIZE
        call    fill_memory
        la      s0, directory
        li      s2, SLATE_FILES
3:      mv      a0, s0
        mv      a1, s1
        call    entry_check
        bltz    a0, 2f
        mv      a0, s0
        call    entry_claim
        bltz    a0, 2f
        addi    s0, s0, SLATE_SIZE
        addi    s2, s2, -1
        bnez    s2, 3b
        release_lock file_lock
        leave
1:      panic   "the disk cannot be read"
2:      panic   "the disk holds no sound slate file system"

# Checks one directory entry. In: a0 entry, a1 number of blocks of the disk. Out: a0 0 or negative. Clobbers: t0-t4.
        procedure entry_check
        lbu     t0, SLATE_NAME(a0)
        beqz    t0, 3f
        lbu     t0, SLATE_LENGTH-1(a0)          # the name ends
        bnez    t0, 4f
        addi    t0, a0, SLATE_EXTENTS
        addi    t1, a0, SLATE_EXTENTS + EXTENTS * EXTENT_SIZE
        li      t4, 0                           # blocks of the file
1:      lwu     t3, 4(t0)
        beqz    t3, 2f
        add     t4, t4, t3
        lwu     t2, 0(t0)
        add     t3, t3, t2
        bgtu    t3, a1, 4f                      # all blocks exist
        li      t3, FIRST_BLOCK
        bltu    t2, t3, 4f
        addi    t0, t0, EXTENT_SIZE
        bne     t0, t1, 1b
2:      slli    t4, t4, PAGE_SHIFT              # and are enough for the length
        lwu     t0, SLATE_LENGTH(a0)
        bgtu    t0, t4, 4f
3:      li      a0, 0
        ret
4:      li      a0, -1
        ret

# Checks that the blocks of a file are marked as taken, and that no other file has one of them: block_buffer notes those.
# In: a0 entry that entry_check has let pass. Out: a0 0 or negative. Clobbers: a1, t0-t6.
        procedure entry_claim
        lbu     t0, SLATE_NAME(a0)
        beqz    t0, 3f
        addi    t0, a0, SLATE_EXTENTS
        addi    t1, a0, SLATE_EXTENTS + EXTENTS * EXTENT_SIZE
1:      lwu     t2, 0(t0)
        lwu     t3, 4(t0)
        beqz    t3, 3f
2:      srli    t4, t2, 3                       # the byte of the block, and its bit
        andi    t5, t2, 7
        li      t6, 1
        sll     t6, t6, t5
        la      t5, bitmap
        add     t5, t5, t4
        lbu     t5, 0(t5)
        and     t5, t5, t6
        beqz    t5, 4f
        la      t5, block_buffer
        add     t4, t4, t5
        lbu     t5, 0(t4)
        and     a1, t5, t6
        bnez    a1, 4f
        or      t5, t5, t6
        sb      t5, 0(t4)
        addi    t2, t2, 1
        addi    t3, t3, -1
        bnez    t3, 2b
        addi    t0, t0, EXTENT_SIZE
        bne     t0, t1, 1b
3:      li      a0, 0
        ret
4:      li      a0, -1
        ret

# Reads or writes one block. In: a0 block, a1 address of a page. Out: a0 0, or an error.
        procedure block_read
        mv      a2, a1
        slli    a1, a0, SECTORS_SHIFT
        li      a0, BLOCK_READ
        tail    disk_transfer

        procedure block_write
        mv      a2, a1
        slli    a1, a0, SECTORS_SHIFT
        li      a0, BLOCK_WRITE
        tail    disk_transfer

# Writes the bitmap. Out: a0 0, or an error.
        procedure bitmap_write
        li      a0, BITMAP_BLOCK
        la      a1, bitmap
        tail    block_write

# Writes the directory. Out: a0 0, or an error.
        procedure directory_write
        li      a0, DIRECTORY_BLOCK
        la      a1, directory
        tail    block_write

# Whether a block is taken. In: a0 block. Out: a0 0 if it is free. Clobbers: t0.
        procedure block_is_taken
        la      t0, bitmap
        srli    a1, a0, 3
        add     t0, t0, a1
        lbu     t0, 0(t0)
        andi    a0, a0, 7
        srl     a0, t0, a0
        andi    a0, a0, 1
        ret

# Marks a block: taken if it was free, free if it was taken. In: a0 block. Clobbers: a0, t0-t2.
        procedure block_flip
        la      t0, bitmap
        srli    t1, a0, 3
        add     t0, t0, t1
        andi    a0, a0, 7
        li      t1, 1
        sll     t1, t1, a0
        lbu     t2, 0(t0)
        xor     t2, t2, t1
        sb      t2, 0(t0)
        ret

# Out: a0 number of free blocks.
        procedure file_free_blocks
        enter   3
        li      s0, 0
        li      s1, FIRST_BLOCK
        ld      s2, blocks
1:      mv      a0, s1
        call    block_is_taken
        xori    a0, a0, 1
        add     s0, s0, a0
        addi    s1, s1, 1
        bne     s1, s2, 1b
        mv      a0, s0
        leave

# In: a0 index of a file. Out: a0 its directory entry. Clobbers: t0.
        procedure file_entry
        slli    a0, a0, SLATE_SHIFT
        la      t0, directory
        add     a0, a0, t0
        ret

# In: a0 index of a file. Out: a0 its length in bytes. Clobbers: t0.
        procedure file_size
        slli    a0, a0, SLATE_SHIFT
        la      t0, directory
        add     a0, a0, t0
        lwu     a0, SLATE_LENGTH(a0)
        ret

# In: a0 name. Out: a0 index of the file, or ERROR_NO_FILE.
        procedure file_find
        enter   3
        mv      s0, a0
        li      s1, 0
        la      s2, directory
1:      lbu     t0, SLATE_NAME(s2)
        beqz    t0, 2f
        mv      a0, s0
        mv      a1, s2
        call    string_compare
        beqz    a0, 3f
2:      addi    s2, s2, SLATE_SIZE
        addi    s1, s1, 1
        li      t0, SLATE_FILES
        bne     s1, t0, 1b
        li      s1, ERROR_NO_FILE
3:      mv      a0, s1
        leave

# Makes an empty file. In: a0 name, which no file has. Out: a0 its index, ERROR_NAME, or ERROR_DIRECTORY_FULL.
        procedure file_create
        enter   2
        mv      s0, a0
        call    name_check
        bltz    a0, 3f
        li      s1, 0
        la      t0, directory
1:      lbu     t1, SLATE_NAME(t0)
        beqz    t1, 2f
        addi    t0, t0, SLATE_SIZE
        addi    s1, s1, 1
        li      t1, SLATE_FILES
        bne     s1, t1, 1b
        li      a0, ERROR_DIRECTORY_FULL
        j       3f
2:      mv      a0, t0                          # a free entry is all zeros
        mv      a1, s0
        li      a2, NAME_SIZE
        mv      s0, a0
        call    string_copy
        call    directory_write
        bltz    a0, 4f
        mv      a0, s1
3:      leave
4:      sb      zero, 0(s0)                     # not on the disk, so not in memory either
        leave

# Names are made of visible characters. In: a0 name. Out: a0 0, or ERROR_NAME. Clobbers: t0-t2.
        procedure name_check
        lbu     t0, 0(a0)
        beqz    t0, 2f
        li      t2, '~' - '!'
1:      lbu     t0, 0(a0)
        beqz    t0, 3f
        addi    t0, t0, -'!'
        bgtu    t0, t2, 2f
        addi    a0, a0, 1
        j       1b
2:      li      a0, ERROR_NAME
        ret
3:      li      a0, 0
        ret

# Finds a block of a file. In: a0 directory entry, a1 which block of the file. Out: a0 block of the disk, or 0 if the
# file has no such block. Clobbers: a1, t0-t2.
        procedure file_block
        addi    t0, a0, SLATE_EXTENTS
        addi    t1, a0, SLATE_EXTENTS + EXTENTS * EXTENT_SIZE
        li      a0, 0
1:      lwu     t2, 4(t0)
        bltu    a1, t2, 2f
        sub     a1, a1, t2
        addi    t0, t0, EXTENT_SIZE
        bne     t0, t1, 1b
        ret
2:      lwu     a0, 0(t0)
        add     a0, a0, a1
        ret

# Takes one more block for a file: the one after its last if that is free, so that extents grow, and otherwise the first
# free one of the disk. In: a0 directory entry. Out: a0 the block, or ERROR_DISK_FULL; a file of four extents that cannot
# grow finds the disk full, too.
        procedure file_grow
        enter   4
        addi    s0, a0, SLATE_EXTENTS
        addi    s1, s0, EXTENTS * EXTENT_SIZE
        ld      s2, blocks
1:      lwu     t1, 4(s0)                       # the first extent that is not used
        beqz    t1, 2f
        addi    s0, s0, EXTENT_SIZE
        bne     s0, s1, 1b
2:      addi    t0, s1, -EXTENTS * EXTENT_SIZE
        beq     s0, t0, 3f
        lwu     s3, -EXTENT_SIZE(s0)
        lwu     t1, -EXTENT_SIZE+4(s0)
        add     s3, s3, t1
        bgeu    s3, s2, 3f
        mv      a0, s3
        call    block_is_taken
        bnez    a0, 3f
        lwu     t1, -EXTENT_SIZE+4(s0)
        addi    t1, t1, 1
        sw      t1, -EXTENT_SIZE+4(s0)
        j       5f
3:      beq     s0, s1, 6f
        li      s3, FIRST_BLOCK
4:      beq     s3, s2, 6f
        mv      a0, s3
        call    block_is_taken
        beqz    a0, 7f
        addi    s3, s3, 1
        j       4b
7:      sw      s3, 0(s0)
        li      t0, 1
        sw      t0, 4(s0)
5:      mv      a0, s3
        call    block_flip
        mv      a0, s3
        j       8f
6:      li      a0, ERROR_DISK_FULL
8:      leave

# Reads from a file. In: a0 its index, a1 position, a2 destination, in the kernel, a3 bytes.
# Out: a0 bytes read, fewer than wanted only at the end of the file; or an error.
        procedure file_read
        enter   7
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
        mv      s5, a2
        call    file_entry
        mv      s0, a0
        lwu     t0, SLATE_LENGTH(s0)
        bgeu    s1, t0, 3f
        sub     t0, t0, s1
        bleu    s3, t0, 1f
        mv      s3, t0
1:      beqz    s3, 3f
        mv      a0, s0
        srli    a1, s1, PAGE_SHIFT
        call    file_block
        la      a1, block_buffer
        call    block_read
        bltz    a0, 4f
        slli    a1, s1, 64 - PAGE_SHIFT
        srli    a1, a1, 64 - PAGE_SHIFT         # position in the block
        li      s4, PAGE_SIZE
        sub     s4, s4, a1
        bleu    s4, s3, 2f
        mv      s4, s3
2:      la      t0, block_buffer
        add     a1, t0, a1
        mv      a0, s2
        mv      a2, s4
        call    copy_memory
        add     s1, s1, s4
        add     s2, s2, s4
        sub     s3, s3, s4
        j       1b
3:      sub     a0, s2, s5
4:      leave

# Writes to a file, over what is there and beyond its end. In: a0 its index, a1 position, at most its length, a2 source,
# in the kernel, a3 bytes. Out: a0 bytes written, fewer than wanted only if the disk is full; or an error.
        procedure file_write
        enter   7
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
        mv      s5, a2
        call    file_entry
        mv      s0, a0
1:      beqz    s3, 6f
        mv      a0, s0
        srli    a1, s1, PAGE_SHIFT
        call    file_block
        mv      s6, a0
        beqz    a0, 2f
        la      a1, block_buffer
        call    block_read
        bltz    a0, 8f
        j       3f
2:      mv      a0, s0
        call    file_grow
        bltz    a0, 5f
        mv      s6, a0
        la      a0, block_buffer
        li      a1, 0
        li      a2, PAGE_SIZE
        call    fill_memory
3:      slli    a0, s1, 64 - PAGE_SHIFT
        srli    a0, a0, 64 - PAGE_SHIFT         # position in the block
        li      s4, PAGE_SIZE
        sub     s4, s4, a0
        bleu    s4, s3, 4f
        mv      s4, s3
4:      la      t0, block_buffer
        add     a0, a0, t0
        mv      a1, s2
        mv      a2, s4
        call    copy_memory
        mv      a0, s6
        la      a1, block_buffer
        call    block_write
        bltz    a0, 8f
        add     s1, s1, s4
        add     s2, s2, s4
        sub     s3, s3, s4
        lwu     t0, SLATE_LENGTH(s0)
        bleu    s1, t0, 1b
        sw      s1, SLATE_LENGTH(s0)
        j       1b
5:      bne     s2, s5, 6f                      # full: an error only if nothing was written
        j       8f
6:      call    bitmap_write
        bltz    a0, 8f
        call    disk_flush                      # blocks before the file that has them
        bltz    a0, 8f
        call    directory_write
        bltz    a0, 8f
        sub     a0, s2, s5
8:      leave

# Takes all blocks away from a file, and with them its length; or removes it altogether.
# In: a0 its index, a1 how many bytes of its directory entry to clear, from the end. Out: a0 0, or an error.
        procedure file_clear
        enter   4, locals=SLATE_SIZE
        mv      s2, a1
        call    file_entry
        mv      s0, a0
        mv      a0, sp
        mv      a1, s0
        li      a2, SLATE_SIZE
        call    copy_memory
        addi    a0, s0, SLATE_SIZE
        sub     a0, a0, s2
        li      a1, 0
        mv      a2, s2
        call    fill_memory
        call    directory_write
        bltz    a0, 5f
        call    disk_flush                      # the file lets go before the blocks are free
        bltz    a0, 5f
        addi    s0, sp, SLATE_EXTENTS
        addi    s1, s0, EXTENTS * EXTENT_SIZE
1:      lwu     s2, 0(s0)
        lwu     s3, 4(s0)
2:      beqz    s3, 3f
        mv      a0, s2
        call    block_flip
        addi    s2, s2, 1
        addi    s3, s3, -1
        j       2b
3:      addi    s0, s0, EXTENT_SIZE
        bne     s0, s1, 1b
        call    bitmap_write
4:      leave
5:      mv      s1, a0                          # on the disk it is as it was, so also in memory
        mv      a0, s0
        mv      a1, sp
        li      a2, SLATE_SIZE
        call    copy_memory
        mv      a0, s1
        leave

# Whether somebody has a file open. In: a0 its index, a1 KIND_READER to ask for any, KIND_WRITER for writers only.
# Out: a0 0, or ERROR_BUSY. Clobbers: t0-t4.
        procedure file_check_open
        la      t0, processes
        la      t1, processes_end
1:      ld      t2, PROCESS_STATE(t0)
        beqz    t2, 4f
        addi    t2, t0, PROCESS_DESCRIPTORS
        addi    t3, t2, DESCRIPTORS * DESCRIPTOR_SIZE
2:      lwu     t4, DESCRIPTOR_KIND(t2)
        bltu    t4, a1, 3f
        lwu     t4, DESCRIPTOR_FILE(t2)
        beq     t4, a0, 5f
3:      addi    t2, t2, DESCRIPTOR_SIZE
        bne     t2, t3, 2b
4:      addi    t0, t0, PROCESS_SIZE
        bne     t0, t1, 1b
        li      a0, 0
        ret
5:      li      a0, ERROR_BUSY
        ret

# Opens a file: many may read it, or one may write it.
# In: a0 name, a1 OPEN_READ or OPEN_WRITE, a2 descriptor to fill in. Out: a0 0, or an error.
        procedure file_open
        enter   5
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        take_lock file_lock
        li      s4, KIND_READER
        mv      a0, s0
        call    file_find
        mv      s3, a0
        bnez    s1, 1f
        bltz    a0, 4f
        li      a1, KIND_WRITER
        call    file_check_open
        bltz    a0, 4f
        j       3f
1:      li      s4, KIND_WRITER
        call    disk_check_writable
        bltz    a0, 4f
        mv      a0, s3
        bltz    a0, 2f
        li      a1, KIND_READER
        call    file_check_open
        bltz    a0, 4f
        mv      a0, s3
        li      a1, SLATE_SIZE - SLATE_LENGTH   # all but the name
        call    file_clear
        bltz    a0, 4f
        j       3f
2:      mv      a0, s0
        call    file_create
        bltz    a0, 4f
        mv      s3, a0
3:      sw      s4, DESCRIPTOR_KIND(s2)
        sw      s3, DESCRIPTOR_FILE(s2)
        sd      zero, DESCRIPTOR_POSITION(s2)
        li      a0, 0
4:      release_lock file_lock
        leave

# Closes a descriptor. What was written is safe on the disk when this returns 0.
# In: a0 descriptor. Out: a0 0, or ERROR_DISK.
        procedure file_close
        enter   1
        lwu     t0, DESCRIPTOR_KIND(a0)
        sw      zero, DESCRIPTOR_KIND(a0)
        li      t1, KIND_WRITER
        li      a0, 0
        bne     t0, t1, 1f
        take_lock file_lock
        call    disk_flush
        release_lock file_lock
1:      leave

# Removes a file that nobody has open. In: a0 name. Out: a0 0, or an error.
        procedure file_remove
        enter   2
        mv      s0, a0
        take_lock file_lock
        call    disk_check_writable
        bltz    a0, 1f
        mv      a0, s0
        call    file_find
        bltz    a0, 1f
        mv      s1, a0
        li      a1, KIND_READER
        call    file_check_open
        bltz    a0, 1f
        mv      a0, s1
        li      a1, SLATE_SIZE
        call    file_clear
        bltz    a0, 1f
        call    disk_flush
1:      release_lock file_lock
        leave

# Describes one of the files, in the order of the directory. In: a0 how many to skip, a1 ENTRY_ record.
# Out: a0 1, or 0 if there are not so many. Clobbers: a1, a2, t0-t2.
        procedure file_describe
        la      t0, directory
        li      t2, SLATE_FILES
1:      lbu     t1, SLATE_NAME(t0)
        beqz    t1, 2f
        beqz    a0, 3f
        addi    a0, a0, -1
2:      addi    t0, t0, SLATE_SIZE
        addi    t2, t2, -1
        bnez    t2, 1b
        li      a0, 0
        ret
3:      lwu     t1, SLATE_LENGTH(t0)
        sd      t1, ENTRY_BYTES(a1)
        .irp    offset, 0, 8, 16
        ld      t1, SLATE_NAME+\offset(t0)
        sd      t1, ENTRY_NAME+\offset(a1)
        .endr
        lwu     t1, SLATE_NAME+24(t0)
        sd      t1, ENTRY_NAME+24(a1)
        li      a0, 1
        ret

        .bss
        .balign PAGE_SIZE
        .globl  file_lock
block_buffer:   .zero   PAGE_SIZE               # the block that is being read or written
bitmap:         .zero   PAGE_SIZE
directory:      .zero   PAGE_SIZE
blocks:         .zero   8                       # of the disk
file_lock:      .zero   8
