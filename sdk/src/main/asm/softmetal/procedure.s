# Procedures that keep what they must keep.
#
#       procedure greet                         # a global function
#       enter   2, locals=16                    # saves ra, s0 and s1; 16 bytes of its own at 0(sp)
#       ...
#       leave                                   # restores them and returns
#
# `enter n` may be followed by several `leave`s; a leaf that needs no frame uses neither. The stack stays aligned to 16
# bytes, as the calling convention asks. Emits no bytes until used.

        .ifndef SOFTMETAL_PROCEDURE
        .equ    SOFTMETAL_PROCEDURE,    1

        .macro  procedure name
        .globl  \name
        .type   \name, @function
\name:
        .endm

# Opens the frame of a procedure: ra at its top, below it the first `saved` (0 to 12) of s0 to s11.
        .macro  enter saved=0, locals=0
        .set    frame_saved,    \saved
        .set    frame_size,     (8 + 8 * \saved + \locals + 15) & -16
        addi    sp, sp, -frame_size
        sd      ra, frame_size-8(sp)
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
        .if     \n < frame_saved
        sd      s\n, frame_size-16-8*\n(sp)
        .endif
        .endr
        .endm

# Closes the frame that the `enter` above opened, without returning: for a tail call.
        .macro  close_frame
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
        .if     \n < frame_saved
        ld      s\n, frame_size-16-8*\n(sp)
        .endif
        .endr
        ld      ra, frame_size-8(sp)
        addi    sp, sp, frame_size
        .endm

        .macro  leave
        close_frame
        ret
        .endm

        .endif
