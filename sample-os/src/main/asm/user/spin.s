# spin [TEXT]: never ends and never yields; only the timer gets the hart away from it. With a text, says so first.

        .include "user/include/program.s"

        procedure main
        ld      s0, 8(a1)
        beqz    s0, 1f
        kernel  CALL_YIELD                      # the shell gets to its waiting, so that Ctrl-C works when the text shows
        mv      a0, s0
        call    print
        print_text "\n"
1:      j       1b
