/* Everything that can be initialised at compile time. */
extern int outside;
int zero, explicit_zero = 0, number = 42;
static int hidden = 7;
const int constant = 99;
const char *names[] = {"one", "two", "three", "one"};
char array[] = "changeable";
char room[32] = "padded";
int *pointers[] = {&number, &hidden, &outside, &number + 1, 0};
struct point { short x, y; long z; } points[3] = {{1, 2, 3}, {.z = -1}, {4}};
const struct point fixed = {5, 6, 7};
double fractions[] = {0.5, 1e-7, -3.25};
float small_fractions[] = {0.1f, 2};
long double wide = 1.0L;
static const unsigned char table[256] = {[0 ... 31] = 1, ['a' ... 'z'] = 2, [255] = 3};
long addresses[] = {(long)&points[1].z, (long)(names + 2)};
int (*functions[2])(int);
static char aligned[100] __attribute__((aligned(64)));
int in_section __attribute__((section(".special"))) = 1;
static int twice(int x) { return 2 * x + hidden; }
int use(int i) {
  static int calls;
  static const char text[] = "text in a function";
  functions[0] = twice;
  calls++;
  aligned[i] = (char)calls;
  return table[i & 255] + text[i % 5] + *pointers[i % 3] + fixed.y + constant;
}
