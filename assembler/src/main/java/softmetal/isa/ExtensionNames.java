package softmetal.isa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The names that an architecture string may have: those of [Extension], and those that are known by name only.
///
/// Of the latter there are no instructions in the table; but an object that was built for them says so in its
/// attributes, and must be read, written and linked.
///
/// Names, versions and what implies what are those of GNU binutils 2.40, with Zicond beside them.
final class ExtensionNames {
  /// @param version by default
  private record Known(String version, List<String> implied) {}

  /// The general-purpose set has no version of its own, and does not show in a name that is written out.
  static final String GENERAL = "g";

  /// Of single letters, and of the second letters of names in z.
  private static final String ORDER = "eigmafdqlcbkjtpvnh";

  // spotless:off (the columns are the documentation)
  private static final String[] BY_NAME_ONLY = {
    "e 1p9",             "g 2p0 i m a f d zicsr zifencei",
    "q 2p2 d",           "h 1p0 zicsr",           "v 1p0 zve64d zvl128b",
    "zicbom 1p0",        "zicbop 1p0",            "zicboz 1p0",
    "zihintpause 2p0",   "zawrs 1p0",             "ztso 0p1",
    "zfh 1p0 zfhmin",    "zfhmin 1p0 f",
    "zfinx 1p0 zicsr",   "zdinx 1p0 zfinx",       "zqinx 1p0 zdinx",
    "zhinx 1p0 zhinxmin", "zhinxmin 1p0 zfinx",
    "zbkb 1p0",          "zbkc 1p0",              "zbkx 1p0",
    "zk 1p0 zkn zkr zkt", "zkn 1p0 zbkb zbkc zbkx zkne zknd zknh", "zks 1p0 zbkb zbkc zbkx zksed zksh",
    "zknd 1p0",          "zkne 1p0",              "zknh 1p0",
    "zkr 1p0",           "zksed 1p0",             "zksh 1p0",             "zkt 1p0",
    "zve32x 1p0 zvl32b", "zve32f 1p0 f zve32x",   "zve64x 1p0 zve32x zvl64b",
    "zve64f 1p0 zve32f zve64x", "zve64d 1p0 d zve64f",
    "zvl32b 1p0",            "zvl64b 1p0 zvl32b",       "zvl128b 1p0 zvl64b",     "zvl256b 1p0 zvl128b",
    "zvl512b 1p0 zvl256b",   "zvl1024b 1p0 zvl512b",    "zvl2048b 1p0 zvl1024b",  "zvl4096b 1p0 zvl2048b",
    "zvl8192b 1p0 zvl4096b", "zvl16384b 1p0 zvl8192b",  "zvl32768b 1p0 zvl16384b", "zvl65536b 1p0 zvl32768b",
    "smaia 1p0 ssaia",   "smepmp 1p0 zicsr",      "smstateen 1p0 ssstateen",
    "ssaia 1p0 zicsr",   "sscofpmf 1p0 zicsr",    "ssstateen 1p0 zicsr",  "sstc 1p0 zicsr",
    "svinval 1p0",       "svnapot 1p0",           "svpbmt 1p0",
    "xtheadba 1p0",      "xtheadbb 1p0",          "xtheadbs 1p0",         "xtheadcmo 1p0",
    "xtheadcondmov 1p0", "xtheadfmemidx 1p0",     "xtheadfmv 1p0",        "xtheadint 1p0",
    "xtheadmac 1p0",     "xtheadmemidx 1p0",      "xtheadmempair 1p0",    "xtheadsync 1p0",
  };
  // spotless:on

  private static final Map<String, Known> KNOWN = known();

  /// The order in which a name lists its parts.
  static final Comparator<String> CANONICAL = ExtensionNames::compare;

  private ExtensionNames() {}

  private static Map<String, Known> known() {
    Map<String, Known> known = new HashMap<>();
    for (String row : BY_NAME_ONLY) {
      List<String> words = List.of(row.split(" ", -1));
      known.put(words.getFirst(), new Known(words.get(1), words.subList(2, words.size())));
    }
    for (Extension extension : Extension.values()) {
      if (extension != Extension.PRIVILEGED) {
        List<String> implied = new ArrayList<>();
        extension.implied().forEach(other -> implied.add(other.lowerCaseName()));
        known.put(extension.lowerCaseName(), new Known(extension.version(), implied));
      }
    }
    return Map.copyOf(known);
  }

  /// The version that a name without one stands for; null if there is no such extension.
  static @Nullable String defaultVersion(String name) {
    Known known = KNOWN.get(name);
    return known == null ? null : known.version();
  }

  /// What comes with an extension without being asked for, directly. The first versions of the base had the CSRs and
  /// `fence.i` in it.
  static List<String> implied(String name, String version) {
    boolean old = name.equals("i") && version.matches("[01]p.*|2p0");
    Known known = KNOWN.get(name);
    return old ? List.of("zicsr", "zifencei") : known == null ? List.of() : known.implied();
  }

  private static int compare(String left, String right) {
    int places = Integer.compare(place(left), place(right));
    return places != 0 ? places : left.compareTo(right);
  }

  private static int place(String name) {
    int second = name.length() > 1 ? ORDER.indexOf(name.charAt(1)) : 0;
    return switch (name.length() == 1 ? ' ' : name.charAt(0)) {
      case ' ' -> ORDER.indexOf(name);
      case 'z' -> 100 + second;
      case 's' -> 200;
      default -> 300;
    };
  }

  /// Whether it is one of the names of several letters, which an underscore ends.
  static boolean isPrefix(char letter) {
    return letter == 'z' || letter == 's' || letter == 'x';
  }

  /// Names that differ from this one by a letter, in alphabetical order.
  static Set<String> near(String name) {
    Set<String> near = new TreeSet<>();
    for (String known : KNOWN.keySet()) {
      if (known.length() > 1 && name.length() > 1 && isNear(known, name)) {
        near.add(known);
      }
    }
    return near;
  }

  /// Whether one letter was changed, left out, added, or changed places with the next one.
  private static boolean isNear(String left, String right) {
    int common = Math.min(left.length(), right.length());
    int start = 0;
    while (start < common && left.charAt(start) == right.charAt(start)) {
      start++;
    }
    String restOfLeft = left.substring(start);
    String restOfRight = right.substring(start);
    return tail(restOfLeft, 1).equals(tail(restOfRight, 1))
        || restOfLeft.equals(tail(restOfRight, 1))
        || tail(restOfLeft, 1).equals(restOfRight)
        || (tail(restOfLeft, 2).equals(tail(restOfRight, 2))
            && new TreeSet<>(List.of(restOfLeft.split("", -1)))
                .equals(new TreeSet<>(List.of(restOfRight.split("", -1)))));
  }

  private static String tail(String text, int from) {
    return text.substring(Math.min(from, text.length()));
  }
}
