package softmetal.monitor.project;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `4096`, `512K`, `128M`, `2G`.
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([KMGT]?)(I?B)?");

  private ByteSize() {}

  /// @return empty for anything else, and for what does not fit in 63 bits
  public static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      return Optional.empty();
    }
    int shift = 10 * ("KMGT".indexOf(form.group(2)) + (form.group(2).isEmpty() ? 0 : 1));
    long number = Long.parseLong(form.group(1));
    return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
  }

  /// `128 MiB`, `512 KiB`, `100 bytes`.
  public static String print(long bytes) {
    String[] units = {" bytes", " KiB", " MiB", " GiB", " TiB"};
    int unit = 0;
    long value = bytes;
    while (unit < 4 && value >= 1024 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + units[unit];
  }
}
