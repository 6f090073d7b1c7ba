# Which frames share what they begin with.
        .cfi_sections .eh_frame, .debug_frame
        .macro  frame name, rest:vararg
\name:  .cfi_startproc
        \rest
        nop
        .cfi_def_cfa_offset 16
        .cfi_val_offset s0, 16
        .cfi_val_offset s1, -16
        nop
        .cfi_endproc
        .endm
        frame   plain
        frame   again
        frame   offset, .cfi_offset ra, -8
        frame   other, .cfi_offset ra, -16
        frame   offset_again, .cfi_offset ra, -8
        frame   remembers, .cfi_remember_state
        frame   escapes, .cfi_escape 1
        frame   signal, .cfi_signal_frame
        frame   signal_again, .cfi_signal_frame
        frame   column, .cfi_return_column t0
        frame   same, .cfi_same_value s1
        frame   undefined, .cfi_undefined s1
        frame   copied, .cfi_register s1, s2
        frame   restored, .cfi_restore s1
        frame   several, .cfi_restore s1, s2
        frame   value, .cfi_val_offset s1, 8
        frame   window, .cfi_window_save
empty:  .cfi_startproc
        .cfi_endproc
        .cfi_sections .debug_frame
last:   .cfi_startproc
        nop
        .cfi_def_cfa_offset 8
        .balign 4
        .cfi_def_cfa_offset 16
        beq     a0, a1, last
        .cfi_def_cfa_offset 24
        j       last
        .cfi_endproc
