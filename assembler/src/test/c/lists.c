/* Linked lists and a container_of. */
struct node { struct node *next, *previous; };
struct item { int key; struct node link; long value; };
#define item_of(n) ((struct item *)((char *)(n) - __builtin_offsetof(struct item, link)))

void list_init(struct node *head) { head->next = head->previous = head; }
void insert(struct node *head, struct node *node) {
  node->next = head->next;
  node->previous = head;
  head->next->previous = node;
  head->next = node;
}
void remove_node(struct node *node) {
  node->previous->next = node->next;
  node->next->previous = node->previous;
}
struct item *find(struct node *head, int key) {
  for (struct node *n = head->next; n != head; n = n->next)
    if (item_of(n)->key == key)
      return item_of(n);
  return 0;
}
long sum(const struct node *head) {
  long total = 0;
  for (const struct node *n = head->next; n != head; n = n->next)
    total += item_of(n)->value;
  return total;
}
void reverse(struct node *head) {
  struct node *n = head;
  do {
    struct node *next = n->next;
    n->next = n->previous;
    n->previous = next;
    n = next;
  } while (n != head);
}
