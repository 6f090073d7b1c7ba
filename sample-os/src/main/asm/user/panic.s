# panic: makes the kernel fail, to show what that looks like. The machine switches itself off with a failure.

        .include "user/include/program.s"

        procedure main
        kernel  CALL_PANIC
        end_procedure main
