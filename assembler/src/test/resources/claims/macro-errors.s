        .macro two a, b
        .byte \a, \b
        .endm
        two 1, 2, 3             # error: macro `two` takes 2 arguments: nothing takes `3`
        two a=1, 2              # error: an argument by position stands behind one by name
        two 1, c=2              # error: macro `two` has no parameter `c`
        .macro must a:req
        .byte \a
        .endm
        must                    # error: argument `a` of macro `must` is missing
        .macro two x            # error: macro `two` is defined already
        .endm
        .macro odd 1            # error: is no macro parameter
        .endm
        .macro twice a, a       # error: two parameters are named `a`
        .endm
        .macro bad a:vararg, b  # error: so that none can follow
        .endm
        .purgem tow             # warning: no macro is named `tow`
        .macro forever
        forever                 # error: nest more than
        .endm
        forever
