# What processes and kernel must agree on: the numbers of system calls, their errors, and the records they fill in.
#
# A process puts the number into a7 and up to three arguments into a0-a2, and executes `ecall`. The result comes back in
# a0: zero or more if all went well, a negative error if not. All other registers are kept. Emits no bytes.

        .ifndef INTERFACE
        .equ    INTERFACE,      1
        .include "softmetal/structure.s"

        .equ    CALL_EXIT,              0       # (status): never returns
        .equ    CALL_WRITE,             1       # (descriptor, address, bytes): bytes written
        .equ    CALL_READ,              2       # (descriptor, address, bytes): bytes read, 0 at the end
        .equ    CALL_OPEN,              3       # (name, OPEN_...): descriptor
        .equ    CALL_CLOSE,             4       # (descriptor)
        .equ    CALL_REMOVE,            5       # (name): removes a file
        .equ    CALL_EXEC,              6       # (name, arguments): this process becomes another program
        .equ    CALL_SPAWN,             7       # (name, arguments): a new process; its id
        .equ    CALL_WAIT,              8       # (id or 0 for any child, address of status or 0, WAIT_...): id of the ended child
        .equ    CALL_KILL,              9       # (id): returns when that process has ended
        .equ    CALL_GETPID,            10      # (): id of this process
        .equ    CALL_YIELD,             11      # (): lets the others run
        .equ    CALL_SLEEP,             12      # (milliseconds)
        .equ    CALL_FILE,              13      # (index, address of a ENTRY_ record): 1, or 0 when there are no more files
        .equ    CALL_PROCESS,           14      # (index, address of a LISTED_ record): 1, or 0 when there are no more processes
        .equ    CALL_FOREGROUND,        15      # (id or 0): the child that Ctrl-C ends
        .equ    CALL_POWEROFF,          16      # (): switches the machine off
        .equ    CALL_PANIC,             17      # (): the kernel fails on purpose
        .equ    CALLS,                  18

# Errors. user/include/program.s has their texts, in the same order.
        .equ    ERROR_CALL,             -1      # there is no such system call
        .equ    ERROR_ADDRESS,          -2      # an address outside the process
        .equ    ERROR_DESCRIPTOR,       -3      # not open, or not open for this
        .equ    ERROR_NO_FILE,          -4
        .equ    ERROR_NAME,             -5      # empty, too long, or with characters that no name may have
        .equ    ERROR_BUSY,             -6      # the file is open
        .equ    ERROR_DISK_FULL,        -7
        .equ    ERROR_DIRECTORY_FULL,   -8
        .equ    ERROR_READ_ONLY,        -9      # the disk is
        .equ    ERROR_DISK,             -10     # the disk failed
        .equ    ERROR_PROGRAM,          -11     # the file is not a program for this machine
        .equ    ERROR_ARGUMENTS,        -12     # too many or too long
        .equ    ERROR_MEMORY,           -13     # no memory is left
        .equ    ERROR_PROCESSES,        -14     # no room for one more process
        .equ    ERROR_NO_PROCESS,       -15
        .equ    ERROR_DESCRIPTORS,      -16     # too many open files
        .equ    ERROR_LINE,             -17     # the line typed is too long
        .equ    ERROR_KILLED,           -18     # this process is about to end
        .equ    ERROR_PROTECTED,        -19     # the first process cannot be killed
        .equ    ERRORS,                 19

        .equ    OPEN_READ,      0
        .equ    OPEN_WRITE,     1               # the file is made if there is none, and emptied if there is

        .equ    WAIT_BLOCK,     0
        .equ    WAIT_POLL,      1               # returns 0 at once if the child still runs

        .equ    STATUS_KILLED,  -1              # exit statuses of processes that did not call exit themselves
        .equ    STATUS_CRASHED, -2

        .equ    NAME_SIZE,      28              # of files and processes, with the zero byte at the end
        .equ    LINE_LIMIT,     120             # characters that can be typed in one line
        .equ    ARGUMENTS,      16              # at most, with the program's name

        structure                               # what CALL_FILE tells
        field   ENTRY_BYTES
        field   ENTRY_NAME, NAME_SIZE
        field   ENTRY_PADDING, 4
        end_structure ENTRY_SIZE

        structure                               # what CALL_PROCESS tells
        field   LISTED_ID
        field   LISTED_PARENT
        field   LISTED_STATE
        field   LISTED_NAME, NAME_SIZE
        field   LISTED_PADDING, 4
        end_structure LISTED_SIZE

        .equ    STATE_FREE,     0
        .equ    STATE_READY,    1               # could run, and waits for the hart
        .equ    STATE_RUNNING,  2
        .equ    STATE_SLEEPING, 3               # waits for something
        .equ    STATE_ENDED,    4               # until its parent has asked for the exit status

        .endif
