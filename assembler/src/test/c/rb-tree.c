/* A balanced tree with parent pointers. */
struct node { struct node *parent, *child[2]; _Bool red; long key; };
static struct node *root;
static void rotate(struct node *n, int side) {
  struct node *up = n->child[!side], *parent = n->parent;
  n->child[!side] = up->child[side];
  if (up->child[side])
    up->child[side]->parent = n;
  up->child[side] = n;
  n->parent = up;
  up->parent = parent;
  if (!parent)
    root = up;
  else
    parent->child[n == parent->child[1]] = up;
}
void insert(struct node *n) {
  struct node **at = &root, *parent = 0;
  while (*at) {
    parent = *at;
    at = &parent->child[n->key > parent->key];
  }
  *n = (struct node){parent, {0, 0}, 1, n->key};
  *at = n;
  while ((parent = n->parent) && parent->red) {
    struct node *grand = parent->parent;
    int side = parent == grand->child[1];
    struct node *uncle = grand->child[!side];
    if (uncle && uncle->red) {
      parent->red = uncle->red = 0;
      grand->red = 1;
      n = grand;
      continue;
    }
    if (n == parent->child[!side]) {
      rotate(parent, side);
      n = parent;
      parent = n->parent;
    }
    parent->red = 0;
    grand->red = 1;
    rotate(grand, !side);
  }
  root->red = 0;
}
struct node *find(long key) {
  struct node *n = root;
  while (n && n->key != key)
    n = n->child[key > n->key];
  return n;
}
