# Addresses of the board `virt`: where each device is, and the registers that drivers use.
#
# All registers are named by their offset from the device. Emits no bytes.

        .ifndef SOFTMETAL_BOARD
        .equ    SOFTMETAL_BOARD,        1

        .equ    RAM,            0x80000000

# Test finisher: a 32-bit write ends the machine, FINISHER_FAIL with a status in the upper half
        .equ    FINISHER,       0x00100000
        .equ    FINISHER_PASS,  0x5555
        .equ    FINISHER_FAIL,  0x3333
        .equ    FINISHER_RESET, 0x7777

# CLINT: timer and software interrupts for machine mode; mtime counts at 10 MHz
        .equ    CLINT,          0x02000000
        .equ    CLINT_MSIP,     0x0000          # + 4 * hart
        .equ    CLINT_MTIMECMP, 0x4000          # + 8 * hart
        .equ    CLINT_MTIME,    0xbff8
        .equ    MTIME_HZ,       10000000

# PLIC: external interrupts; contexts 2 * hart (machine mode) and 2 * hart + 1 (supervisor mode)
        .equ    PLIC,           0x0c000000
        .equ    PLIC_PRIORITY,  0x000000        # + 4 * source
        .equ    PLIC_PENDING,   0x001000
        .equ    PLIC_ENABLE,    0x002000        # + 0x80 * context
        .equ    PLIC_THRESHOLD, 0x200000        # + 0x1000 * context
        .equ    PLIC_CLAIM,     0x200004        # + 0x1000 * context
        .equ    PLIC_SIZE,      0x400000

# UART, a 16550
        .equ    UART,                   0x10000000
        .equ    UART_SOURCE,            10      # its interrupt at the PLIC
        .equ    UART_DATA,              0       # read: received; write: to send
        .equ    UART_IER,               1
        .equ    UART_FCR,               2
        .equ    UART_LCR,               3
        .equ    UART_LSR,               5
        .equ    UART_IER_RECEIVE,       1 << 0  # interrupt when a character has arrived
        .equ    UART_FCR_ENABLE,        1 << 0
        .equ    UART_FCR_CLEAR,         3 << 1  # empty both queues
        .equ    UART_LCR_8_BITS,        3 << 0
        .equ    UART_LCR_DIVISOR,       1 << 7  # registers 0 and 1 are the baud rate
        .equ    UART_LSR_READY,         1 << 0  # a character can be read
        .equ    UART_LSR_IDLE,          1 << 5  # a character can be written

# Virtio over MMIO, version 2: eight slots
        .equ    VIRTIO,                         0x10001000
        .equ    VIRTIO_SLOT_SIZE,               0x1000
        .equ    VIRTIO_SOURCE,                  1       # interrupt of slot 0; + slot
        .equ    VIRTIO_MAGIC,                   0x000
        .equ    VIRTIO_VERSION,                 0x004
        .equ    VIRTIO_DEVICE,                  0x008   # kind of device; 0 is an empty slot
        .equ    VIRTIO_FEATURES,                0x010
        .equ    VIRTIO_FEATURES_SELECT,         0x014
        .equ    VIRTIO_DRIVER_FEATURES,         0x020
        .equ    VIRTIO_DRIVER_FEATURES_SELECT,  0x024
        .equ    VIRTIO_QUEUE_SELECT,            0x030
        .equ    VIRTIO_QUEUE_MAXIMUM,           0x034
        .equ    VIRTIO_QUEUE_SIZE,              0x038
        .equ    VIRTIO_QUEUE_READY,             0x044
        .equ    VIRTIO_QUEUE_NOTIFY,            0x050
        .equ    VIRTIO_INTERRUPT,               0x060
        .equ    VIRTIO_INTERRUPT_DONE,          0x064
        .equ    VIRTIO_STATUS,                  0x070
        .equ    VIRTIO_QUEUE_TABLE,             0x080   # 64 bits, as are the next two
        .equ    VIRTIO_QUEUE_AVAILABLE,         0x090
        .equ    VIRTIO_QUEUE_USED,              0x0a0
        .equ    VIRTIO_CONFIGURATION,           0x100
        .equ    VIRTIO_MAGIC_VALUE,             0x74726976
        .equ    VIRTIO_STATUS_ACKNOWLEDGE,      1
        .equ    VIRTIO_STATUS_DRIVER,           2
        .equ    VIRTIO_STATUS_READY,            4
        .equ    VIRTIO_STATUS_FEATURES,         8
        .equ    VIRTIO_STATUS_FAILED,           128
        .equ    VIRTIO_FEATURE_VERSION_1,       32      # numbers of bits in the 64 of the features

# Virtio descriptors: 16 bytes each
        .equ    VIRTIO_DESCRIPTOR_ADDRESS,              0
        .equ    VIRTIO_DESCRIPTOR_LENGTH,               8
        .equ    VIRTIO_DESCRIPTOR_FLAGS,                12
        .equ    VIRTIO_DESCRIPTOR_NEXT,                 14
        .equ    VIRTIO_DESCRIPTOR_SIZE,                 16
        .equ    VIRTIO_DESCRIPTOR_HAS_NEXT,             1
        .equ    VIRTIO_DESCRIPTOR_DEVICE_WRITES,        2

# Virtio block device
        .equ    VIRTIO_BLOCK,                   2                       # VIRTIO_DEVICE of a disk
        .equ    BLOCK_SECTOR,                   512
        .equ    BLOCK_READ,                     0
        .equ    BLOCK_WRITE,                    1
        .equ    BLOCK_FLUSH,                    4
        .equ    BLOCK_FEATURE_READ_ONLY,        5
        .equ    BLOCK_FEATURE_FLUSH,            9
        .equ    BLOCK_CAPACITY,                 VIRTIO_CONFIGURATION    # 64 bits, in sectors

        .endif
