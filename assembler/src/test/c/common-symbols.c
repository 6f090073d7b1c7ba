/* Symbols that several files may declare. */
int shared;
long shared_array[100];
char shared_bytes[3];
static long local_array[50];
static char local_byte;
struct big { char bytes[5000]; } shared_big;
extern int elsewhere, elsewhere_array[];
int gather(int i) {
  shared += elsewhere + elsewhere_array[i];
  shared_array[i] = local_array[i] + local_byte;
  shared_bytes[1] = shared_big.bytes[4095];
  return shared;
}
void store(char c) {
  local_byte = c;
  local_array[c & 31] = shared;
}
