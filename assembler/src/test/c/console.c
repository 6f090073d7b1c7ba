/* A shell's reader of commands. */
static const struct command { const char *name; int (*run)(int, char **); const char *help; } commands[];
extern int say(const char *), list(int, char **), show(int, char **), leave(int, char **);
static int equal(const char *a, const char *b) {
  while (*a && *a == *b)
    a++, b++;
  return *a == *b;
}
static int help(int count, char **words) {
  (void)count;
  (void)words;
  for (int i = 0; i < 4; i++) {
    say(commands[i].name);
    say(": ");
    say(commands[i].help);
    say("\n");
  }
  return 0;
}
static const struct command commands[] = {
    {"help", help, "this text"}, {"ls", list, "files"}, {"cat", show, "contents of a file"}, {"exit", leave, "good bye"},
};
static int split(char *line, char **words, int most) {
  int count = 0;
  while (*line) {
    while (*line == ' ')
      *line++ = 0;
    if (*line && count < most)
      words[count++] = line;
    while (*line && *line != ' ')
      line++;
  }
  return count;
}
int execute(char *line) {
  char *words[8];
  int count = split(line, words, 8);
  if (count == 0)
    return 0;
  for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
    if (equal(words[0], commands[i].name))
      return commands[i].run(count, words);
  say("unknown: \"");
  say(words[0]);
  say("\"\n\t\\try 'help'\a\033[0m\x01");
  return -1;
}
