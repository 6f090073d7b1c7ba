/* A parser of numbers as a state machine. */
enum { START, SIGN, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS, ERROR };
int parse(const char *text, double *value) {
  int state = START, negative = 0, exponent = 0, exponent_negative = 0;
  double result = 0, scale = 1;
  for (;; text++) {
    int digit = *text >= '0' && *text <= '9';
    switch (state) {
    case START:
      if (*text == '-' || *text == '+') {
        negative = *text == '-';
        state = SIGN;
        break;
      } /* fall through */
    case SIGN:
      if (digit) { result = *text - '0'; state = INTEGER; }
      else state = *text == '.' ? POINT : ERROR;
      break;
    case INTEGER:
      if (digit) result = result * 10 + (*text - '0');
      else if (*text == '.') state = FRACTION;
      else if ((*text | 32) == 'e') state = EXPONENT;
      else goto done;
      break;
    case POINT:
    case FRACTION:
      if (digit) { scale /= 10; result += scale * (*text - '0'); state = FRACTION; }
      else if ((*text | 32) == 'e' && state == FRACTION) state = EXPONENT;
      else if (state == POINT) state = ERROR;
      else goto done;
      break;
    case EXPONENT:
      if (*text == '-' || *text == '+') { exponent_negative = *text == '-'; state = EXPONENT_SIGN; break; }
    case EXPONENT_SIGN:
    case EXPONENT_DIGITS:
      if (digit) { exponent = exponent * 10 + (*text - '0'); state = EXPONENT_DIGITS; }
      else if (state != EXPONENT_DIGITS) state = ERROR;
      else goto done;
      break;
    case ERROR:
      return -1;
    }
  }
done:
  while (exponent-- > 0)
    result = exponent_negative ? result / 10 : result * 10;
  *value = negative ? -result : result;
  return 0;
}
