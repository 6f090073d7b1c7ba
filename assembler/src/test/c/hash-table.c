/* Open hashing with a static table. */
struct entry { unsigned long key; int value; _Bool used; };
static struct entry entries[257];
unsigned long hash(const char *text) {
  unsigned long h = 14695981039346656037UL;
  while (*text) {
    h ^= (unsigned char)*text++;
    h *= 1099511628211UL;
  }
  return h;
}
int *lookup(unsigned long key, int create) {
  unsigned at = key % 257;
  for (unsigned tries = 0; tries < 257; tries++) {
    struct entry *e = &entries[at];
    if (!e->used) {
      if (!create)
        return 0;
      e->used = 1;
      e->key = key;
      return &e->value;
    }
    if (e->key == key)
      return &e->value;
    at = at == 256 ? 0 : at + 1;
  }
  return 0;
}
void count_words(const char *const *words, int n) {
  for (int i = 0; i < n; i++) {
    int *value = lookup(hash(words[i]), 1);
    if (value)
      ++*value;
  }
}
