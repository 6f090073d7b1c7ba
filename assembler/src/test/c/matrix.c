/* Small matrices: nested loops, and floating-point arguments. */
#define N 4
typedef struct { double at[N][N]; } matrix;

matrix identity(void) {
  matrix m = {0};
  for (int i = 0; i < N; i++)
    m.at[i][i] = 1;
  return m;
}

void multiply(matrix *restrict to, const matrix *a, const matrix *b) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int k = 0; k < N; k++)
        sum += a->at[i][k] * b->at[k][j];
      to->at[i][j] = sum;
    }
}

matrix power(matrix m, unsigned n) {
  matrix result = identity();
  for (; n; n >>= 1) {
    matrix next;
    if (n & 1) {
      multiply(&next, &result, &m);
      result = next;
    }
    multiply(&next, &m, &m);
    m = next;
  }
  return result;
}

double trace(const matrix *m) { return m->at[0][0] + m->at[1][1] + m->at[2][2] + m->at[3][3]; }
