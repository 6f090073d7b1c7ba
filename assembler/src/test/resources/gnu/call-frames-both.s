# Call frames in both sections.
 .cfi_sections .eh_frame, .debug_frame
f:
 .cfi_startproc
 addi sp,sp,-16
 .cfi_def_cfa_offset 16
 nop
 .cfi_offset ra, -8
 beq a0,a1,1f
 nop
1: .cfi_restore ra
 ret
 .cfi_endproc
