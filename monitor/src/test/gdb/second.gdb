set pagination off
set confirm off
set width 0
set style enabled off
set trace-commands on
target remote 127.0.0.1:PORT
print (long)calls > 0
set var *(int *)&quit = 1
continue
