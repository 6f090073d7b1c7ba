/* Sorting with a comparison by pointer. */
typedef int (*compare)(const void *, const void *);
static void swap(char *a, char *b, unsigned long size) {
  while (size-- > 0) {
    char c = *a;
    *a++ = *b;
    *b++ = c;
  }
}
void quicksort(void *base, unsigned long count, unsigned long size, compare less) {
  char *first = base;
  while (count > 1) {
    char *pivot = first + (count / 2) * size;
    unsigned long left = 0;
    swap(pivot, first + (count - 1) * size, size);
    pivot = first + (count - 1) * size;
    for (unsigned long i = 0; i + 1 < count; i++)
      if (less(first + i * size, pivot) < 0)
        swap(first + i * size, first + left++ * size, size);
    swap(first + left * size, pivot, size);
    quicksort(first, left, size, less);
    first += (left + 1) * size;
    count -= left + 1;
  }
}
int by_number(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}
void insertion(short *values, int n) {
  for (int i = 1; i < n; i++) {
    short v = values[i];
    int j = i;
    for (; j > 0 && values[j - 1] > v; j--)
      values[j] = values[j - 1];
    values[j] = v;
  }
}
void sort_numbers(int *numbers, int n) { quicksort(numbers, n, sizeof *numbers, by_number); }
