package softmetal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The tables of `docs/architecture.md` are the rules; this test holds the code to them.
class ArchitectureTest {
  private static final Path PAGE = Path.of("..", "docs", "architecture.md");
  private static final Pattern PACKAGE_ROW =
      Pattern.compile("\\| `([a-z.0-9]+)` \\| [^|]* \\| ([^|]*) \\|");
  private static final Pattern LIBRARY_ROW = Pattern.compile("\\| `([a-z.]+)` \\| (`[^|]*`) \\|");
  private static final Pattern COMMA = Pattern.compile(", *");
  private static final Pattern LEGACY =
      Pattern.compile("sun\\.misc\\..*|java\\.io\\.ObjectInputStream");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("softmetal");

  @Test
  void every_package_imports_only_what_the_page_says() throws IOException {
    Map<String, Set<String>> allowed = allowedImports();
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = packageName(type);
      for (String to : targets(type)) {
        if (to.startsWith("softmetal.") && !allowed.getOrDefault(from, Set.of()).contains(to)) {
          violations.add(from + " uses " + to);
        }
      }
    }
    assertEquals(Set.of(), violations);
  }

  @Test
  void the_page_lists_the_packages_that_exist_and_no_others() throws IOException {
    Set<String> existing = new TreeSet<>();
    classes.forEach(type -> existing.add(packageName(type)));

    assertEquals(existing, new TreeSet<>(allowedImports().keySet()));
  }

  @Test
  void libraries_stay_behind_their_packages() throws IOException {
    Map<String, Set<String>> homes = libraryHomes();
    assertFalse(homes.isEmpty());
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : classes) {
      for (String to : targets(type)) {
        homes.forEach((library, packages) -> {
          if (to.startsWith(library) && !packages.contains(packageName(type))) {
            violations.add(packageName(type) + " uses " + to);
          }
        });
      }
    }
    assertEquals(Set.of(), violations);
  }

  @Test
  void nothing_deserialises_objects_or_touches_raw_memory() {
    List<String> violations = new ArrayList<>();
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf().stream()
          .filter(dependency -> LEGACY.matcher(dependency.getTargetClass().getName()).matches())
          .forEach(dependency -> violations.add(dependency.getDescription()));
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void no_static_field_can_change() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : classes) {
      type.getFields().stream()
          .filter(field -> field.getModifiers().toString().contains("STATIC"))
          .filter(field -> !field.getModifiers().toString().contains("FINAL"))
          .filter(field -> !isGenerated(field.getOwner()))
          .forEach(field -> violations.add(field.getFullName()));
    }
    assertEquals(Set.of(), violations);
  }

  /// ANTLR writes its lexers and parsers with static arrays that nothing changes.
  private static boolean isGenerated(JavaClass type) {
    return type.isAssignableTo("org.antlr.v4.runtime.Recognizer");
  }

  private static Set<String> targets(JavaClass type) {
    Set<String> targets = new HashSet<>();
    type.getDirectDependenciesFromSelf()
        .forEach(dependency -> {
          String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
          if (!target.equals(packageName(type))) {
            targets.add(target);
          }
        });
    return targets;
  }

  private static String packageName(JavaClass type) {
    return type.getPackageName();
  }

  private static Map<String, Set<String>> allowedImports() throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, String> uses = new HashMap<>();
    Matcher rows = PACKAGE_ROW.matcher(Files.readString(PAGE));
    while (rows.find()) {
      names.add(rows.group(1));
      uses.put(rows.group(1), rows.group(2));
    }
    Map<String, Set<String>> allowed = new HashMap<>();
    for (String name : names) {
      Set<String> imports = new HashSet<>();
      COMMA
          .splitAsStream(uses.get(name).strip())
          .filter(use -> !use.isEmpty() && !use.equals("–"))
          .forEach(use -> imports.add("softmetal." + resolve(name, use, names)));
      if (!name.equals("isa")) {
        imports.add("softmetal.assembler.diagnostic");
      }
      allowed.put("softmetal." + name, imports);
    }
    return allowed;
  }

  /// The page shortens names: `hart` in a row of `monitor.…` means `monitor.hart`.
  private static String resolve(String user, String use, List<String> names) {
    String module = user.contains(".") ? user.substring(0, user.indexOf('.')) : user;
    for (String candidate :
        List.of(use, module + "." + use, "assembler." + use, "monitor." + use)) {
      if (names.contains(candidate)) {
        return candidate;
      }
    }
    throw new AssertionError("the row of %s names %s, which has no row".formatted(user, use));
  }

  private static Map<String, Set<String>> libraryHomes() throws IOException {
    Map<String, Set<String>> homes = new HashMap<>();
    Matcher rows = LIBRARY_ROW.matcher(Files.readString(PAGE));
    while (rows.find()) {
      Set<String> packages = new HashSet<>();
      COMMA
          .splitAsStream(rows.group(2).replace("`", "").strip())
          .forEach(name -> packages.add("softmetal." + name));
      homes.put(rows.group(1), packages);
    }
    return homes;
  }
}
