# poweroff: switches the machine off, with success.

        .include "user/include/program.s"

        procedure main
        kernel  CALL_POWEROFF
        end_procedure main
