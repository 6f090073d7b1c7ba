/* A serial port: volatile registers at an address. */
#define UART ((volatile unsigned char *)0x10000000UL)
enum { DATA, ENABLE, FIFO, LINE_CONTROL, MODEM, STATUS };

static struct {
  char bytes[128];
  unsigned read, write;
} input;

void uart_init(void) {
  UART[ENABLE] = 0;
  UART[LINE_CONTROL] = 0x80;
  UART[0] = 3;
  UART[1] = 0;
  UART[LINE_CONTROL] = 3;
  UART[FIFO] = 7;
  UART[ENABLE] = 1;
}

void uart_put(int c) {
  while (!(UART[STATUS] & 0x20))
    ;
  UART[DATA] = (unsigned char)c;
}

int uart_get(void) { return UART[STATUS] & 1 ? UART[DATA] : -1; }

void uart_interrupt(void) {
  int c;
  while ((c = uart_get()) >= 0) {
    if (c == '\r')
      c = '\n';
    if (input.write - input.read < sizeof input.bytes)
      input.bytes[input.write++ % sizeof input.bytes] = (char)c;
  }
}

int read_line(char *to, int room) {
  int count = 0;
  while (count < room - 1 && input.read != input.write) {
    char c = input.bytes[input.read++ % sizeof input.bytes];
    to[count++] = c;
    if (c == '\n')
      break;
  }
  to[count] = 0;
  return count;
}
