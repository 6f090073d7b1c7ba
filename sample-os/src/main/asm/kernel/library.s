# The routines of the sdk that the kernel uses, all in this unit; the other units call them.

        .include "softmetal/memory.s"
        .include "softmetal/strings.s"
        .include "softmetal/console.s"
        .include "softmetal/cause.s"
        .include "softmetal/panic.s"
