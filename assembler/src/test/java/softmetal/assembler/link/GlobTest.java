package softmetal.assembler.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GlobTest {
  @Test
  void wildcards_match_what_a_shell_would_match() {
    assertTrue(Glob.matches(".text.*", ".text.boot"));
    assertTrue(Glob.matches("*entry.o", "build/kernel/entry.o"));
    assertTrue(Glob.matches("a?c[0-9]", "abc7"));
    assertTrue(Glob.matches("[!a]*[]x]", "b]"));
    assertTrue(Glob.matches("*a*b*", "xxaxxabxx"));
    assertFalse(Glob.matches(".text.*", ".text"));
    assertFalse(Glob.matches("[!a]", "a"));
    assertFalse(Glob.matches("", "x"));
    assertTrue(Glob.matches("[", "["));
    assertTrue(Glob.matches("a\\*", "a*"));
  }
}
