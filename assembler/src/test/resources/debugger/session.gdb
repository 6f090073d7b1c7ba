set confirm off
set pagination off
set architecture riscv:rv64
target remote | exec qemu-system-riscv64 -machine virt -bios none -kernel kernel.elf -display none -serial none -monitor none -S -gdb stdio
break boot.s:8
continue
next
next
next
info registers a0
step
step
backtrace
finish
next
info registers a0
info line work
disassemble /s work
kill
