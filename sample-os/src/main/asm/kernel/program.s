# Programs: ELF files on the disk that become the contents of an address space.
#
# Source: System V ABI, "Program Loading". Nothing in a file is trusted: a file that is not a program for this machine
# is refused before the process that asked has lost anything.

        .include "kernel/include/kernel.s"

# Offsets in the file header and in program headers
        .equ    ELF_TYPE,               16
        .equ    ELF_MACHINE,            18
        .equ    ELF_ENTRY,              24
        .equ    ELF_HEADERS,            32
        .equ    ELF_HEADER_SIZE,        54
        .equ    ELF_HEADER_COUNT,       56
        .equ    ELF_SIZE,               64
        .equ    SEGMENT_TYPE,           0
        .equ    SEGMENT_FLAGS,          4
        .equ    SEGMENT_OFFSET,         8
        .equ    SEGMENT_ADDRESS,        16
        .equ    SEGMENT_FILE_BYTES,     32
        .equ    SEGMENT_MEMORY_BYTES,   40
        .equ    SEGMENT_SIZE,           56

        .equ    ELF_MAGIC,              0x00010102464c457f      # with class, byte order and version: 64 bits, little endian
        .equ    ELF_MAGIC_BYTES,        7
        .equ    ELF_EXECUTABLE,         2
        .equ    ELF_RISCV,              243
        .equ    SEGMENT_LOAD,           1
        .equ    SEGMENT_FLAG_EXECUTE,   1
        .equ    SEGMENT_FLAG_WRITE,     2
        .equ    SEGMENT_FLAG_READ,      4

# What program_load makes
        structure
        field   IMAGE_ROOT
        field   IMAGE_ENTRY
        field   IMAGE_STACK                     # also the address of the arguments
        field   IMAGE_ARGUMENT_COUNT
        end_structure IMAGE_SIZE

        .equ    ARGUMENT_STRINGS,       2048    # where they start in the topmost page of the stack

        .text

# Makes a new process with a program in it, a child of process tp.
# In: a0 name, in the kernel, a1 arguments, in process tp. Out: a0 id of the new process, or an error.
        procedure program_spawn
        enter   2, locals=IMAGE_SIZE
        mv      s0, a0
        mv      a2, sp
        call    program_load
        bltz    a0, 2f
        ld      a0, IMAGE_ROOT(sp)
        call    process_create
        beqz    a0, 1f
        mv      s1, a0
        mv      a1, s0
        mv      a2, sp
        call    program_enter
        ld      t0, PROCESS_FRAME(s1)
        ld      t1, IMAGE_ARGUMENT_COUNT(sp)
        sd      t1, TRAPFRAME_a0(t0)
        li      t0, STATE_READY
        sd      t0, PROCESS_STATE(s1)
        ld      a0, PROCESS_ID(s1)
        j       2f
1:      ld      a0, IMAGE_ROOT(sp)
        call    address_space_free
        li      a0, ERROR_PROCESSES
2:      leave

# Turns process tp into another program.
# In: a0 name, in the kernel, a1 arguments, in process tp, or 0. Out: a0 number of arguments, which the program shall find
# in its a0; or an error, and then nothing has changed.
        procedure program_exec
        enter   2, locals=IMAGE_SIZE
        mv      s0, a0
        mv      a2, sp
        call    program_load
        bltz    a0, 1f
        ld      s1, PROCESS_ROOT(tp)
        ld      a0, IMAGE_ROOT(sp)
        sd      a0, PROCESS_ROOT(tp)
        call    address_space_enter
        mv      a0, s1
        call    address_space_free
        call    descriptors_close               # those of files; the console stays open
        mv      a0, tp
        mv      a1, s0
        mv      a2, sp
        call    program_enter
        ld      a0, IMAGE_ARGUMENT_COUNT(sp)
1:      leave

# Lets a process start a program when it next returns to user mode. In: a0 process, a1 name, a2 image.
        procedure program_enter
        enter   3
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        addi    a0, s0, PROCESS_NAME
        li      a2, NAME_SIZE
        call    string_copy
        ld      a0, PROCESS_FRAME(s0)
        li      a1, 0
        li      a2, TRAPFRAME_pc                # all registers; the status stays
        call    fill_memory
        ld      t0, IMAGE_ENTRY(s2)
        sd      t0, TRAPFRAME_pc(a0)
        ld      t0, IMAGE_STACK(s2)
        sd      t0, TRAPFRAME_sp(a0)
        sd      t0, TRAPFRAME_a1(a0)
        fence.i
        leave

# Builds an address space from a program file.
# In: a0 name, in the kernel, a1 arguments, in process tp, or 0, a2 where to describe the image. Out: a0 0, or an error.
        procedure program_load
        enter   6
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        sd      zero, IMAGE_ROOT(s2)
        take_lock file_lock
        li      s5, ERROR_MEMORY
        call    page_allocate                   # for the headers of the file
        mv      s3, a0
        beqz    a0, 6f
        mv      a0, s0
        call    file_find
        mv      s5, a0
        bltz    a0, 6f
        mv      s4, a0
        li      a1, 0
        mv      a2, s3
        li      a3, PAGE_SIZE
        call    file_read
        mv      s5, a0
        bltz    a0, 6f
        mv      a1, a0
        mv      a0, s3
        call    program_check
        mv      s5, a0
        bltz    a0, 6f

        li      s5, ERROR_MEMORY
        call    address_space_create
        sd      a0, IMAGE_ROOT(s2)
        beqz    a0, 6f
        ld      t0, ELF_ENTRY(s3)
        sd      t0, IMAGE_ENTRY(s2)
        lhu     s5, ELF_HEADER_COUNT(s3)
        ld      s0, ELF_HEADERS(s3)             # s0 from here: the program header
        add     s0, s3, s0
1:      beqz    s5, 3f
        lwu     t0, SEGMENT_TYPE(s0)
        li      t1, SEGMENT_LOAD
        bne     t0, t1, 2f
        ld      a0, IMAGE_ROOT(s2)
        mv      a1, s4
        mv      a2, s0
        call    program_load_segment
        bltz    a0, 5f
2:      addi    s0, s0, SEGMENT_SIZE
        addi    s5, s5, -1
        j       1b
3:      mv      a0, s2
        mv      a1, s1
        call    program_load_stack
5:      mv      s5, a0

6:      mv      a0, s3                          # s5 is the result
        beqz    a0, 7f
        call    page_free
7:      bgez    s5, 8f
        ld      a0, IMAGE_ROOT(s2)
        beqz    a0, 8f
        call    address_space_free
8:      release_lock file_lock
        mv      a0, s5
        leave

# Checks the header of a program file. In: a0 first page of the file, a1 how much of it there is. Out: a0 0, or an error.
        procedure program_check
        li      t0, ELF_SIZE
        bltu    a1, t0, 1f
        ld      t0, 0(a0)
        slli    t0, t0, 64 - 8 * ELF_MAGIC_BYTES
        li      t1, ELF_MAGIC << (64 - 8 * ELF_MAGIC_BYTES)
        bne     t0, t1, 1f
        lhu     t0, ELF_TYPE(a0)
        li      t1, ELF_EXECUTABLE
        bne     t0, t1, 1f
        lhu     t0, ELF_MACHINE(a0)
        li      t1, ELF_RISCV
        bne     t0, t1, 1f
        lhu     t0, ELF_HEADER_SIZE(a0)
        li      t1, SEGMENT_SIZE
        bne     t0, t1, 1f
        lhu     t0, ELF_HEADER_COUNT(a0)        # all program headers must be in the first page
        mul     t0, t0, t1
        ld      t1, ELF_HEADERS(a0)
        bgtu    t1, a1, 1f
        andi    t2, t1, 7
        bnez    t2, 1f
        add     t0, t0, t1
        bgtu    t0, a1, 1f
        ld      t0, ELF_ENTRY(a0)
        li      t1, USER_START
        bltu    t0, t1, 1f
        li      t1, USER_LIMIT
        bgeu    t0, t1, 1f
        li      a0, 0
        ret
1:      li      a0, ERROR_PROGRAM
        ret

# Loads one segment: new pages, filled from the file as far as it goes.
# In: a0 root table, a1 index of the file, a2 program header. Out: a0 0, or an error.
        procedure program_load_segment
        enter   9
        mv      s0, a0
        mv      s1, a1
        ld      s2, SEGMENT_ADDRESS(a2)
        ld      s3, SEGMENT_MEMORY_BYTES(a2)
        ld      s4, SEGMENT_OFFSET(a2)
        ld      s5, SEGMENT_FILE_BYTES(a2)
        lwu     t0, SEGMENT_FLAGS(a2)
        li      s6, PTE_VALID | PTE_USER | PTE_READ | PTE_ACCESSED | PTE_DIRTY
        andi    t1, t0, SEGMENT_FLAG_WRITE
        beqz    t1, 1f
        ori     s6, s6, PTE_WRITE
1:      andi    t1, t0, SEGMENT_FLAG_EXECUTE
        beqz    t1, 2f
        ori     s6, s6, PTE_EXECUTE

2:      slli    t0, s2, 64 - PAGE_SHIFT         # starts on a page
        bnez    t0, 8f
        li      t0, USER_START                  # lies in the program's part of the addresses
        bltu    s2, t0, 8f
        li      t0, USER_LIMIT
        bgtu    s2, t0, 8f
        sub     t0, t0, s2
        bgtu    s3, t0, 8f
        bgtu    s5, s3, 8f                      # does not overflow
        mv      a0, s1
        call    file_size
        bgtu    s4, a0, 8f                      # lies in the file
        sub     a0, a0, s4
        bgtu    s5, a0, 8f

3:      beqz    s3, 7f
        mv      a0, s0
        mv      a1, s2
        li      a2, 0
        li      a3, 1
        call    page_table_walk
        beqz    a0, 9f
        mv      s7, a0
        ld      t0, 0(s7)
        bnez    t0, 8f                          # no page belongs to two segments
        call    page_allocate
        beqz    a0, 9f
        mv      s8, a0
        srli    t0, a0, PAGE_SHIFT - PTE_PAGE_SHIFT
        or      t0, t0, s6
        sd      t0, 0(s7)
        li      s7, PAGE_SIZE
        mv      a3, s5                          # bytes from the file in this page
        bleu    a3, s7, 4f
        mv      a3, s7
4:      beqz    a3, 5f
        mv      a0, s1
        mv      a1, s4
        mv      a2, s8
        add     s4, s4, a3
        sub     s5, s5, a3
        call    file_read
        bltz    a0, 10f
5:      add     s2, s2, s7
        bgeu    s7, s3, 7f
        sub     s3, s3, s7
        j       3b
7:      li      a0, 0
        j       10f
8:      li      a0, ERROR_PROGRAM
        j       10f
9:      li      a0, ERROR_MEMORY
10:     leave

# Makes the stack of a program, with its arguments in the topmost page: the strings in the upper half, below them their
# addresses, and there the stack begins.
# In: a0 image, a1 address in process tp of the addresses of the arguments, which end with 0; or 0 for none.
# Out: a0 0, or an error.
        procedure program_load_stack
        enter   7, locals=8*(ARGUMENTS+1)
        mv      s0, a0
        mv      s1, a1
        li      s2, USER_STACK_TOP - USER_STACK_PAGES * PAGE_SIZE
1:      call    page_allocate
        beqz    a0, 8f
        mv      s3, a0                          # in the end, the topmost page
        ld      a0, IMAGE_ROOT(s0)
        mv      a1, s2
        mv      a2, s3
        li      a3, PTE_VALID | PTE_USER | PTE_READ | PTE_WRITE | PTE_ACCESSED | PTE_DIRTY
        call    page_map
        bltz    a0, 9f
        li      t0, PAGE_SIZE
        add     s2, s2, t0
        li      t0, USER_STACK_TOP
        bne     s2, t0, 1b

        li      s4, 0                           # how many
        mv      s5, sp                          # where to note the next address
        li      s6, ARGUMENT_STRINGS            # where to put the next string, in the topmost page
2:      beqz    s1, 4f
        andi    t0, s1, 7
        bnez    t0, 5f
        mv      a0, s1
        li      a1, PTE_READ
        call    user_address
        beqz    a0, 5f
        ld      a1, 0(a0)
        beqz    a1, 4f
        li      t0, ARGUMENTS
        beq     s4, t0, 6f
        li      t0, USER_STACK_TOP - PAGE_SIZE
        add     t0, t0, s6
        sd      t0, 0(s5)
        add     a0, s3, s6
        li      a2, PAGE_SIZE
        sub     a2, a2, s6
        call    copy_string_from_user
        li      t0, ERROR_NAME
        beq     a0, t0, 6f
        bltz    a0, 9f
        add     s6, s6, a0
        addi    s6, s6, 1
        addi    s5, s5, 8
        addi    s4, s4, 1
        addi    s1, s1, 8
        j       2b

4:      sd      zero, 0(s5)
        sd      s4, IMAGE_ARGUMENT_COUNT(s0)
        addi    a2, s4, 1
        slli    a2, a2, 3
        li      t0, ARGUMENT_STRINGS
        sub     t0, t0, a2
        andi    t0, t0, -16
        li      t1, USER_STACK_TOP - PAGE_SIZE
        add     t1, t1, t0
        sd      t1, IMAGE_STACK(s0)
        add     a0, s3, t0
        mv      a1, sp
        call    copy_memory
        li      a0, 0
        j       9f
5:      li      a0, ERROR_ADDRESS
        j       9f
6:      li      a0, ERROR_ARGUMENTS
        j       9f
8:      li      a0, ERROR_MEMORY
9:      leave
