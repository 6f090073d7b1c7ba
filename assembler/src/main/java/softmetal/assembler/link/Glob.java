package softmetal.assembler.link;

/// A pattern with wildcards: `*` any characters, `?` one, `[a-z]` and `[!a-z]` one of or none of a set.
final class Glob {
  private Glob() {}

  static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0);
  }

  static boolean hasWildcard(String pattern) {
    return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  // One pending star is enough: what an earlier star may take, a later one may take too.
  private static boolean matches(String pattern, int p, String text, int t) {
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (wanted == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length() && matchesOne(pattern, p, text.charAt(t))) {
        p = behind(pattern, p);
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /// Whether the element of the pattern that starts at `p` matches a character.
  private static boolean matchesOne(String pattern, int p, char found) {
    char wanted = pattern.charAt(p);
    if (wanted == '?') {
      return true;
    }
    if (wanted == '\\' && p + 1 < pattern.length()) {
      return pattern.charAt(p + 1) == found;
    }
    int end = closingBracket(pattern, p);
    if (wanted != '[' || end < 0) {
      return wanted == found;
    }
    boolean inverted = pattern.charAt(p + 1) == '!' || pattern.charAt(p + 1) == '^';
    boolean member = false;
    for (int i = inverted ? p + 2 : p + 1; i < end; i++) {
      if (i + 2 < end && pattern.charAt(i + 1) == '-') {
        member |= pattern.charAt(i) <= found && found <= pattern.charAt(i + 2);
        i += 2;
      } else {
        member |= pattern.charAt(i) == found;
      }
    }
    return member != inverted;
  }

  private static int behind(String pattern, int p) {
    char element = pattern.charAt(p);
    if (element == '\\' && p + 1 < pattern.length()) {
      return p + 2;
    }
    int end = element == '[' ? closingBracket(pattern, p) : -1;
    return end < 0 ? p + 1 : end + 1;
  }

  /// A `]` right behind the opening bracket is a member of the set.
  private static int closingBracket(String pattern, int open) {
    int first = open + 1;
    if (first < pattern.length()
        && (pattern.charAt(first) == '!' || pattern.charAt(first) == '^')) {
      first++;
    }
    return pattern.indexOf(']', first + 1);
  }
}
