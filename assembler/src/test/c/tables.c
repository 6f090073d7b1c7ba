/* Constant tables and computed jumps. */
static const unsigned short crc_table[16] = {
    0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
    0x8408, 0x9489, 0xa50a, 0xb58b, 0xc60c, 0xd68d, 0xe70e, 0xf78f,
};
unsigned short crc(const unsigned char *data, int n) {
  unsigned short c = 0xffff;
  while (n-- > 0) {
    c = (unsigned short)(c >> 4 ^ crc_table[(c ^ *data) & 15]);
    c = (unsigned short)(c >> 4 ^ crc_table[(c ^ *data++ >> 4) & 15]);
  }
  return (unsigned short)~c;
}
long interpret(const unsigned char *code, long *stack) {
  static const void *const labels[] = {&&push, &&add, &&multiply, &&duplicate, &&jump, &&halt};
  long *top = stack;
  goto *labels[*code++];
push:
  *++top = *code++;
  goto *labels[*code++];
add:
  top--;
  *top += top[1];
  goto *labels[*code++];
multiply:
  top--;
  *top *= top[1];
  goto *labels[*code++];
duplicate:
  top[1] = *top;
  top++;
  goto *labels[*code++];
jump:
  code += (signed char)*code;
  goto *labels[*code++];
halt:
  return *top;
}
const char *name_of(int day) {
  switch (day) {
  case 0: return "Sunday";
  case 1: return "Monday";
  case 2: return "Tuesday";
  case 3: return "Wednesday";
  case 4: return "Thursday";
  case 5: return "Friday";
  case 6: return "Saturday";
  }
  return "";
}
