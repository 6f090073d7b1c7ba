/* Pointers to everything. */
typedef int (*binary)(int, int);
static int add(int a, int b) { return a + b; }
static int subtract(int a, int b) { return a - b; }
binary choose(char c) { return c == '+' ? add : c == '-' ? subtract : 0; }
int apply(binary f, int a, int b) { return f ? f(a, b) : 0; }
int grid[10][20];
int at(int i, int j) { return grid[i][j]; }
int *row(int i) { return grid[i]; }
int (*rows(int i))[20] { return &grid[i]; }
long distance(const int *a, const int *b) { return b - a; }
void swap(void **a, void **b) {
  void *c = *a;
  *a = *b;
  *b = c;
}
int indirect(int ***p) { return ***p; }
char *skip(char *p) {
  while (*p == ' ' || *p == '\t')
    ++p;
  return p;
}
int is_null(const void *p) { return !p; }
unsigned long align(unsigned long p, unsigned long to) { return (p + to - 1) & -to; }
const int *find(const int *from, const int *to, int x) {
  for (; from < to; from++)
    if (*from == x)
      return from;
  return to;
}
extern char text_start[], text_end[];
unsigned long text_size(void) { return (unsigned long)(text_end - text_start); }
