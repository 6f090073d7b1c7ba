/* Types that debug information has to describe. */
typedef enum colour { RED, GREEN = 5, BLUE, LAST = 0x7fffffff } colour;
typedef union value { long l; double d; char text[8]; void *p; } value;
struct tree { struct tree *left, *right; colour colour; value value; unsigned depth : 6; const char *const name; };
typedef int (*visitor)(struct tree *, void *);
typedef struct { int count; struct tree *(*rows)[4]; volatile int flags; } forest;
struct incomplete;
extern struct incomplete *opaque(struct incomplete *);
static int visit(struct tree *tree, visitor visitor, void *with) {
  if (!tree)
    return 0;
  int left = visit(tree->left, visitor, with);
  int here = visitor(tree, with);
  return left + here + visit(tree->right, visitor, with);
}
static int count_red(struct tree *tree, void *with) {
  long *total = with;
  *total += tree->value.l;
  return tree->colour == RED;
}
int reds(forest *forest, long *total) {
  int n = 0;
  for (int i = 0; i < forest->count; i++)
    for (int j = 0; j < 4; j++)
      n += visit(forest->rows[i][j], count_red, total);
  return n;
}
struct incomplete *pass(struct incomplete *p) { return opaque(p); }
value convert(value v, colour c) {
  switch (c) {
  case RED: v.d = (double)v.l; break;
  case GREEN: v.l = (long)v.d; break;
  default: v.p = 0;
  }
  return v;
}
unsigned char small = 200; signed char negative = -100; _Bool truth = 1; long long longest = -1;
