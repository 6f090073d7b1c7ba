/* Functions that call themselves and each other. */
unsigned fibonacci(unsigned n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
long ackermann(long m, long n) {
  if (m == 0)
    return n + 1;
  return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}
static int odd(unsigned n);
static int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
int parity(unsigned n) { return even(n); }
extern void move(int from, int to);
void hanoi(int n, int from, int to, int over) {
  if (n == 0)
    return;
  hanoi(n - 1, from, over, to);
  move(from, to);
  hanoi(n - 1, over, to, from);
}
static char board[8];
int queens(int row) {
  if (row == 8)
    return 1;
  int count = 0;
  for (int column = 0; column < 8; column++) {
    int free = 1;
    for (int i = 0; i < row && free; i++)
      free = board[i] != column && board[i] - column != row - i && column - board[i] != row - i;
    if (free) {
      board[row] = (char)column;
      count += queens(row + 1);
    }
  }
  return count;
}
