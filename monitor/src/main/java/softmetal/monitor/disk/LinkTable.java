package softmetal.monitor.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import softmetal.monitor.disk.LinkMode.Grant;
import softmetal.monitor.disk.LinkMode.Hold;

/// Who has which minidisk, and how: decides who gets what, by the table of [LinkMode].
///
/// A link is decided once, when it is asked for. Who comes first wins; nobody loses what he has to somebody who comes later, and nobody
/// gets more when another leaves, unless he asks again. Any thread may use it.
public final class LinkTable {
  private final List<Link> links = new ArrayList<>();

  /// What a VM has of a minidisk.
  ///
  /// @param holder the VM
  /// @param mode what it asked for
  /// @param forced whether it may only read although it asked for more
  public record Link(
      String holder, String minidisk, LinkMode mode, boolean writes, boolean forced) {
    private Hold hold() {
      return mode.hold(forced ? Grant.FORCED_READ : writes ? Grant.WRITE : Grant.READ);
    }

    /// `bob writes (MR)`
    private String described() {
      String does =
          switch (hold()) {
            case NONE, READ -> "reads";
            case WRITE -> "writes";
            case STABLE_READ -> "reads, and nobody may write";
            case STABLE_WRITE -> "writes, and nobody else may";
            case EXCLUSIVE -> "has it alone";
          };
      return "%s %s (%s)".formatted(holder, does, mode);
    }
  }

  /// What came of a request.
  public sealed interface Answer {}

  /// @param because why it may only read, when it asked for more; else empty
  public record Linked(Link link, String because) implements Answer {}

  /// @param because who stands in the way, and with what it would have been linked
  public record Refused(String because) implements Answer {}

  /// Links a minidisk, if those who have it leave room for that.
  public synchronized Answer link(String holder, String minidisk, LinkMode mode) {
    Answer answer = ask(holder, minidisk, mode);
    if (answer instanceof Linked linked) {
      links.add(linked.link());
    }
    return answer;
  }

  /// What [#link] would answer.
  public synchronized Answer ask(String holder, String minidisk, LinkMode mode) {
    List<Link> others = links(minidisk);
    Hold strongest =
        others.stream().map(Link::hold).max(Comparator.naturalOrder()).orElse(Hold.NONE);
    String who = others.stream().map(Link::described).collect(Collectors.joining(", "));
    Grant grant = mode.against(strongest);
    return switch (grant) {
      case READ, WRITE ->
          new Linked(new Link(holder, minidisk, mode, grant == Grant.WRITE, false), "");
      case FORCED_READ -> new Linked(new Link(holder, minidisk, mode, false, true), who);
      case REFUSED -> new Refused(who + advice(mode, strongest));
    };
  }

  /// The mode nearest to what was asked for that would not be refused.
  private static String advice(LinkMode mode, Hold strongest) {
    boolean toWrite = mode.against(Hold.NONE) == Grant.WRITE;
    List<LinkMode> likely = toWrite ? List.of(LinkMode.MR, LinkMode.RR) : List.of(LinkMode.RR);
    for (LinkMode other : likely) {
      Grant grant = other.against(strongest);
      if (grant != Grant.REFUSED) {
        return "; %s would %s"
            .formatted(other, grant == Grant.WRITE ? "let it write" : "let it read");
      }
    }
    return "";
  }

  /// Gives up one link.
  ///
  /// @return whether there was one
  public synchronized boolean unlink(String holder, String minidisk) {
    return links.removeIf(link -> link.holder().equals(holder) && link.minidisk().equals(minidisk));
  }

  /// Gives up all links of a VM, as when it is switched off.
  public synchronized void unlinkAll(String holder) {
    links.removeIf(link -> link.holder().equals(holder));
  }

  /// All links, first come first.
  public synchronized List<Link> links() {
    return List.copyOf(links);
  }

  /// Those of a minidisk.
  public synchronized List<Link> links(String minidisk) {
    return links.stream().filter(link -> link.minidisk().equals(minidisk)).toList();
  }
}
