# spin: never ends and never yields. Only the timer gets the hart away from it.

        .include "user/include/program.s"

        procedure main
1:      j       1b
        end_procedure main
