package softmetal.monitor.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import softmetal.monitor.disk.DriveMap;
import softmetal.monitor.disk.DriveMap.Part;
import softmetal.monitor.project.ByteSize;

/// What lies where on drives, to look at: as text, and as a picture.
final class DriveMapPicture {
  private static final int CELLS = 64;
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// Colours that are told apart by most eyes, also on paper.
  private static final List<String> COLOURS =
      List.of(
          "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#b07aa1", "#edc948", "#9c755f");

  private static final int WIDTH = 960;
  private static final int MARGIN = 32;
  private static final int BAR_HEIGHT = 56;
  private static final int TOP = 84;
  private static final int LEGEND_COLUMNS = 3;
  private static final int LEGEND_LINE = 20;

  /// About as wide as a letter of a label.
  private static final double LETTER = 7.8;

  private DriveMapPicture() {}

  /// A bar of letters for each drive, and what each letter is.
  static String text(List<DriveMap> drives) {
    StringBuilder text = new StringBuilder();
    for (DriveMap drive : drives) {
      text.append(
          "%s  %s, %s free\n"
              .formatted(
                  drive.name(), ByteSize.print(drive.capacity()), ByteSize.print(drive.free())));
      int[] cells = cells(drive);
      StringBuilder bar = new StringBuilder();
      List<List<String>> legend = new ArrayList<>();
      int letter = 0;
      for (int i = 0; i < cells.length; i++) {
        Part part = drive.parts().get(i);
        char sign = part.isFree() ? '.' : LETTERS.charAt(letter++ % LETTERS.length());
        bar.append(String.valueOf(sign).repeat(cells[i]));
        if (!part.isFree()) {
          legend.add(
              List.of(
                  "  " + sign,
                  part.minidisk(),
                  ByteSize.print(part.length()),
                  "at " + ByteSize.print(part.start()),
                  part.owner()));
        }
      }
      text.append("  [").append(bar).append("]\n");
      if (!legend.isEmpty()) {
        text.append(Columns.print(legend));
      }
      text.append('\n');
    }
    return text.substring(0, text.length() - 1);
  }

  /// How many cells of the bar each part gets: by its size, but at least one; together all there are, if that is enough.
  private static int[] cells(DriveMap drive) {
    List<Part> parts = drive.parts();
    int[] cells = new int[parts.size()];
    int total = 0;
    for (int i = 0; i < cells.length; i++) {
      double share = (double) parts.get(i).length() / drive.capacity();
      cells[i] = (int) Math.max(1, Math.round(share * CELLS));
      total += cells[i];
    }
    while (total != CELLS) {
      int largest = 0;
      for (int i = 1; i < cells.length; i++) {
        largest = cells[i] > cells[largest] ? i : largest;
      }
      if (total > CELLS && cells[largest] == 1) {
        break;
      }
      int step = total > CELLS ? -1 : 1;
      cells[largest] += step;
      total += step;
    }
    return cells;
  }

  /// A picture for a browser; the mouse over a minidisk tells its name and size.
  static String svg(List<DriveMap> drives) {
    Map<String, String> colours = new HashMap<>();
    StringBuilder body = new StringBuilder();
    int y = TOP;
    for (DriveMap drive : drives) {
      y = drive(drive, y, colours, body);
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" \
    font-size="13" fill="#222">
    <title>Drives and minidisks</title>
    <rect width="100%%" height="100%%" fill="#fff"/>
    <text x="%d" y="44" font-size="20" font-weight="600">Drives and minidisks</text>
    %s</svg>
    """
        .formatted(WIDTH, y, WIDTH, y, MARGIN, body);
  }

  /// @return where the next one goes
  private static int drive(
      DriveMap drive, int top, Map<String, String> colours, StringBuilder out) {
    int width = WIDTH - 2 * MARGIN;
    line(
        out,
        "<text x=\"%d\" y=\"%d\" font-weight=\"600\">%s</text>"
            .formatted(MARGIN, top, drive.name()));
    line(
        out,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#555\">%s, %s free</text>"
            .formatted(
                WIDTH - MARGIN,
                top,
                ByteSize.print(drive.capacity()),
                ByteSize.print(drive.free())));
    int bar = top + 10;
    line(
        out,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#eef0f2\" stroke=\"#c8ccd0\"/>"
            .formatted(MARGIN, bar, width, BAR_HEIGHT));
    List<Part> disks = drive.parts().stream().filter(part -> !part.isFree()).toList();
    for (Part part : disks) {
      minidisk(part, drive.capacity(), bar, colour(part, colours), out);
    }
    scale(drive.capacity(), bar + BAR_HEIGHT, out);
    int legend = bar + BAR_HEIGHT + 44;
    for (int i = 0; i < disks.size(); i++) {
      int x = MARGIN + i % LEGEND_COLUMNS * (width / LEGEND_COLUMNS);
      int y = legend + i / LEGEND_COLUMNS * LEGEND_LINE;
      legend(disks.get(i), x, y, colour(disks.get(i), colours), out);
    }
    return legend + Math.ceilDiv(disks.size(), LEGEND_COLUMNS) * LEGEND_LINE + 24;
  }

  private static void minidisk(
      Part part, long capacity, int top, String colour, StringBuilder out) {
    int all = WIDTH - 2 * MARGIN;
    double x = MARGIN + (double) part.start() / capacity * all;
    double width = Math.max(2, (double) part.length() / capacity * all);
    out.append("<g><title>%s, %s</title>".formatted(part.minidisk(), owned(part)));
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" rx=\"3\" fill=\"%s\" stroke=\"#fff\"/>",
            x,
            top + 1,
            width,
            BAR_HEIGHT - 2,
            colour));
    if (part.minidisk().length() * LETTER + 12 < width) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\" fill=\"#fff\" font-weight=\"600\">%s</text>"
                  + "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\" fill=\"#fff\" font-size=\"11\">%s</text>",
              x + width / 2,
              top + 26,
              part.minidisk(),
              x + width / 2,
              top + 42,
              ByteSize.print(part.length())));
    }
    out.append("</g>\n");
  }

  /// Four marks below the bar.
  private static void scale(long capacity, int top, StringBuilder out) {
    int width = WIDTH - 2 * MARGIN;
    for (int i = 0; i <= 4; i++) {
      int x = MARGIN + width * i / 4;
      String anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
      line(
          out,
          "<path d=\"M%d %dv5\" stroke=\"#888\"/><text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"11\" fill=\"#555\">%s</text>"
              .formatted(
                  x, top, x, top + 18, anchor, i == 0 ? "0" : ByteSize.print(capacity / 4 * i)));
    }
  }

  private static void legend(Part part, int x, int y, String colour, StringBuilder out) {
    line(
        out,
        ("<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s"
                + "<tspan fill=\"#555\">  %s</tspan></text>")
            .formatted(x, y - 10, colour, x + 18, y, part.minidisk(), owned(part)));
  }

  private static String owned(Part part) {
    String size = ByteSize.print(part.length());
    return part.owner().isEmpty() ? size : size + ", " + part.owner();
  }

  /// Minidisks of one owner have one colour; each other one has its own.
  private static String colour(Part part, Map<String, String> colours) {
    String key = part.owner().isEmpty() ? "/" + part.minidisk() : part.owner();
    return colours.computeIfAbsent(key, _ -> COLOURS.get(colours.size() % COLOURS.size()));
  }

  private static void line(StringBuilder out, String text) {
    out.append(text).append('\n');
  }
}
