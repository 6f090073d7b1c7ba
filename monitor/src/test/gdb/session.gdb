set pagination off
set confirm off
set width 0
set style enabled off
set trace-commands on
python
class Try(gdb.Command):
  """Runs a command, and goes on when it fails."""
  def __init__(self):
    super().__init__("try", gdb.COMMAND_USER)
  def invoke(self, line, tty):
    try:
      gdb.execute(line)
    except gdb.error as error:
      print("error:", error)
Try()
end
target remote 127.0.0.1:PORT
info threads
print/x $pc
x/3i $pc
print $priv
break user_main
continue
print $priv
x/2i $pc
print/x $satp
print/x $mstatus
print $ft0
stepi
print/x $pc
break *0x1000c
continue
stepi
print/x $pc
print $priv
print/x $sepc
print $scause
delete
print (long)calls
hbreak user_step
continue
finish
print (long)$s0
delete
monitor walk 0x10008
monitor walk user_load
monitor info mem
x/2xw 0x10000
print (int)shared
try x/gx 0xffffffff00000000
monitor phys on
try x/xw 0x10000
x/2xw 0x1000
monitor phys off
maint packet Qqemu.PhyMemMode:1
maint packet qqemu.PhyMemMode
maint packet Qqemu.PhyMemMode:0
break supervisor_trap if $scause < 0
continue
print/x $scause
print (long)ticks > 1
delete
stepi 20
watch *(int *)&shared
continue
continue
print $_thread
delete
rwatch *(int *)&shared
continue
delete
awatch *(int *)&shared
continue
x/i $pc
delete
set var $s1 = 12345
print (long)$s1
set var *(long *)&spare = 0x99aabbccddeeff00
x/gx &spare
set $ft1 = 2.25
print $ft1
set $mscratch = 0xabc
print/x $mscratch
try set $mhartid = 5
compare-sections .text
find /w &spare, +8, 0xddeeff00
set scheduler-locking on
thread 2
print (int)shared
thread 1
stepi 30
thread 2
print (int)shared
set scheduler-locking off
monitor info harts
monitor info registers
monitor nonsense
monitor reset
maint flush register-cache
print/x $pc
print $priv
detach
