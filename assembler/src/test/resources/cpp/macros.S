#define CONCAT_(a, b) a ## b
#define CONCAT(a, b) CONCAT_(a, b)
#define FUNCTION(name) .globl name; .type name, @function; name
#define END(name) .size name, . - name
#define CASE(n, reg, ...) \
  CONCAT(case_, n): li reg, n ; __VA_OPT__(li gp, CONCAT(0x, __VA_ARGS__) ;) j done
#define TEXT(...) .asciz #__VA_ARGS__
#define EACH(X) X(0, a0) X(1, a1, ff) X(2, a2)

        .text
FUNCTION(table):
        CASE(0, a0)
        CASE(1, a1, ff)
        CASE(3, a3)
        .macro twice op, reg
        \op \reg, \reg, 1
        \op \reg, \reg, 1
        .endm
#define INCREMENT addi
        twice INCREMENT, a0
done:   ret
END(table)
        .data
        TEXT(hello, "world" 'x')
        .word __LINE__, '#', 'a'
        .byte 1 # , 2
