# Call frames: every rule, advances over what can and what cannot change its size, shared and own beginnings.
 .text
f:
 .cfi_startproc
 .cfi_def_cfa sp, 16
 .cfi_def_cfa_register s0
 nop
 .cfi_offset 1, -8
 .cfi_offset f8, -16
 .cfi_offset s0, 24
 .cfi_rel_offset s1, 8
 .cfi_adjust_cfa_offset 16
 call g
 .cfi_def_cfa_offset -16
 .cfi_def_cfa s0, -32
 .cfi_remember_state
 lui a0,%hi(x)
 .cfi_restore s1
 .cfi_restore_state
 .cfi_undefined ra
 .cfi_same_value s2
 .cfi_register s3, s4
 la a0,x
 .cfi_escape 0x2e, 0x10
 .cfi_restore f8
 .align 4
 .cfi_restore mepc
 .option pic
 la a0,x
 .cfi_restore 70
 .zero 100
 .cfi_restore 5
 .zero 300
 beq a0,a1,f
 .cfi_restore 6
 .align 3
 .cfi_restore 7
 .zero 70000
 .cfi_restore 8
 nop
 .cfi_window_save
 nop
 .cfi_def_cfa_offset 0
 nop
 .zero 66
 .cfi_offset 9,-8
 .cfi_endproc
g: .cfi_startproc simple
 .cfi_signal_frame
 .cfi_return_column 5
 .cfi_def_cfa sp,0
 ret
 .cfi_endproc
h: .cfi_startproc
 .cfi_personality 0x9b, pers
 .cfi_lsda 0x1b, .LL
 ret
 .cfi_endproc
i: .cfi_startproc
 .cfi_personality 0x0, pers
 .cfi_lsda 0x0, .LL
 ret
 .cfi_endproc
k: .cfi_startproc
 .cfi_personality 3, pers
 .cfi_lsda 3, .LL
 ret
 .cfi_endproc
l: .cfi_startproc
 ret
 .cfi_endproc
 .data
.LL: .word 0
