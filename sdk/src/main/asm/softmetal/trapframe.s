# The frame in which a trap handler keeps an interrupted program: all registers, and why and where it stopped.
#
# Emits no bytes until used.

        .ifndef SOFTMETAL_TRAPFRAME
        .equ    SOFTMETAL_TRAPFRAME,    1
        .include "softmetal/structure.s"

# TRAPFRAME_ra, TRAPFRAME_sp and so on in the order of register numbers from x1, then four words about the trap.
        structure
        .irp    register, ra,sp,gp,tp,t0,t1,t2,s0,s1,a0,a1,a2,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t3,t4,t5,t6
        field   TRAPFRAME_\register
        .endr
        field   TRAPFRAME_pc
        field   TRAPFRAME_status
        field   TRAPFRAME_cause
        field   TRAPFRAME_address               # the value that goes with the cause
        field   TRAPFRAME_reserved              # keeps the size a multiple of 16
        end_structure TRAPFRAME_SIZE

# Saves all registers but sp, which points to the frame.
        .macro  save_registers
        .irp    register, ra,gp,tp,t0,t1,t2,s0,s1,a0,a1,a2,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t3,t4,t5,t6
        sd      \register, TRAPFRAME_\register(sp)
        .endr
        .endm

# Restores all registers from the frame at sp; sp comes last.
        .macro  restore_registers
        .irp    register, ra,gp,tp,t0,t1,t2,s0,s1,a0,a1,a2,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t3,t4,t5,t6
        ld      \register, TRAPFRAME_\register(sp)
        .endr
        ld      sp, TRAPFRAME_sp(sp)
        .endm

# Saves why and where: `mode` is s or m. Clobbers t0.
        .macro  save_trap mode
        csrr    t0, \mode\()epc
        sd      t0, TRAPFRAME_pc(sp)
        csrr    t0, \mode\()status
        sd      t0, TRAPFRAME_status(sp)
        csrr    t0, \mode\()cause
        sd      t0, TRAPFRAME_cause(sp)
        csrr    t0, \mode\()tval
        sd      t0, TRAPFRAME_address(sp)
        .endm

# Puts back where to continue, and with which status. Clobbers t0.
        .macro  restore_trap mode
        ld      t0, TRAPFRAME_pc(sp)
        csrw    \mode\()epc, t0
        ld      t0, TRAPFRAME_status(sp)
        csrw    \mode\()status, t0
        .endm

        .endif
