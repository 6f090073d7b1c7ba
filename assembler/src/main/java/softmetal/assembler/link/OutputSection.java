package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Section;

/// A section of the image, while it is put together and finds its place.
///
/// Changes while the link goes on; what a layout pass sets is only valid after the last one.
final class OutputSection {
  /// What lies in it, in order.
  sealed interface Item {
    record Input(InputSection section) implements Item {}

    record Step(Script.Statement statement) implements Item {}
  }

  /// Bytes that the script itself puts in.
  record Data(long offset, int bytes, long value) {}

  /// From an offset on, gaps hold a pattern.
  record Fill(long offset, byte[] pattern) {}

  private final String name;
  private final boolean unprotectedText;
  private final Script.@Nullable Output statement;
  private @Nullable OutputSection neighbour;
  private final List<Item> items = new ArrayList<>();
  private int inputs;
  private boolean writable;
  private boolean executable;
  private boolean allocated;
  private boolean threadLocal;
  private boolean contents;
  private int type = Section.NOBITS;
  private long mergeFlags;
  private long entrySize;
  private long inputAlignment = 1;

  // Set by every layout pass.
  private long address;
  private long loadAddress;
  private long size;
  private long alignment = 1;
  private boolean dropped;
  private final List<Data> data = new ArrayList<>();
  private final List<Fill> fills = new ArrayList<>();

  /// @param statement null for a section that the script does not mention
  /// @param unprotectedText whether code may be written to (`-N`)
  OutputSection(String name, Script.@Nullable Output statement, boolean unprotectedText) {
    this.name = name;
    this.unprotectedText = unprotectedText;
    this.statement = statement;
  }

  String name() {
    return name;
  }

  Optional<Script.Output> statement() {
    return Optional.ofNullable(statement);
  }

  /// The statement whose regions it goes into: its own, or that of the section which it was put behind.
  Optional<Script.Output> regionStatement() {
    OutputSection section = statement == null && neighbour != null ? neighbour : this;
    return section.statement();
  }

  /// Says behind which section it was put; of one that was put behind another itself, that other counts.
  void putBehind(OutputSection section) {
    OutputSection other = section.neighbour;
    neighbour = section.statement == null && other != null ? other : section;
  }

  boolean isUnallocatedByScript() {
    return is(Script.Kind.NO_ALLOC);
  }

  List<Item> items() {
    return items;
  }

  List<InputSection> inputs() {
    return items.stream()
        .filter(Item.Input.class::isInstance)
        .map(item -> ((Item.Input) item).section())
        .toList();
  }

  boolean hasInputs() {
    return inputs > 0;
  }

  void add(Script.Statement step) {
    items.add(new Item.Step(step));
    if (step instanceof Script.Data) {
      allocated = true;
      contents = true;
      writable |= inputs == 0;
      type = Section.PROGBITS;
    }
  }

  void add(InputSection input) {
    items.add(new Item.Input(input));
    input.takeInto(this);
    boolean first = inputs++ == 0;
    boolean stored = input.type() != Section.NOBITS && !isNoLoad();
    writable |=
        !is(Script.Kind.READ_ONLY)
            && (input.has(Section.WRITE) || (unprotectedText && input.has(Section.EXECINSTR)));
    executable |= input.has(Section.EXECINSTR);
    allocated |= input.has(Section.ALLOC) && !is(Script.Kind.NO_ALLOC);
    threadLocal |= input.has(Section.TLS) && input.has(Section.ALLOC);
    contents |= stored;
    long merge = input.has(Section.MERGE) ? Section.MERGE : 0;
    merge |= input.has(Section.STRINGS) ? Section.STRINGS : 0;
    if (first) {
      mergeFlags = merge;
      entrySize = input.entrySize();
    } else if (mergeFlags != merge || entrySize != input.entrySize()) {
      mergeFlags = 0;
      entrySize = 0;
    }
    if (stored) {
      type = type == Section.NOBITS || type == input.type() ? input.type() : Section.PROGBITS;
    }
    inputAlignment = Math.max(inputAlignment, input.alignment());
  }

  boolean isNoLoad() {
    return is(Script.Kind.NO_LOAD);
  }

  /// Whether other sections may run where it runs.
  boolean isInOverlay() {
    return statement != null && statement.inOverlay();
  }

  private boolean is(Script.Kind kind) {
    return statement != null && statement.kind() == kind;
  }

  boolean isWritable() {
    return writable;
  }

  boolean isExecutable() {
    return executable;
  }

  boolean isAllocated() {
    return allocated;
  }

  /// Whether every thread gets a copy of it.
  boolean isThreadLocal() {
    return threadLocal;
  }

  /// Whether it takes room only in the copies that threads get.
  boolean isInCopiesOnly() {
    return threadLocal && !contents;
  }

  /// Whether it has a place of its own in the memory of the program.
  boolean takesMemory() {
    return allocated && !dropped && size != 0 && !isInCopiesOnly();
  }

  /// Whether relaxation left nothing of it. It stays in its segment, which ends behind it.
  boolean isRelaxedAway() {
    return allocated
        && contents
        && !dropped
        && size == 0
        && inputs().stream().anyMatch(input -> input.assembledSize() != 0);
  }

  /// Moving the location counter in it makes room, so the room must be in the image.
  void allocate() {
    if (!allocated) {
      allocated = true;
      writable = true;
    }
  }

  /// Whether it has bytes in the file.
  boolean hasContents() {
    return contents;
  }

  int type() {
    return type;
  }

  long flags() {
    return (allocated ? Section.ALLOC : 0)
        | (writable && allocated ? Section.WRITE : 0)
        | (executable ? Section.EXECINSTR : 0)
        | (threadLocal ? Section.TLS : 0)
        | mergeFlags;
  }

  long entrySize() {
    return entrySize;
  }

  /// The largest alignment of an input.
  long inputAlignment() {
    return inputAlignment;
  }

  /// Whether an empty section stays in the image, as its body moves the location counter.
  boolean keepsItself() {
    for (Item item : items) {
      if (item instanceof Item.Step(Script.Assignment assignment)
          && assignment.movesDot()
          && !movesNothing(assignment)) {
        return true;
      }
    }
    return false;
  }

  /// `. = 0`, `. += 0`, and `. = ALIGN(. != 0 ? n : 1)`.
  static boolean movesNothing(Script.Assignment assignment) {
    return switch (assignment.value()) {
      case Formula.Literal(_, long number) -> number == 0;
      case Formula.Binary(_, String operator, Formula left, Formula.Literal(_, long number)) ->
          number == 0
              && operator.equals("+")
              && left instanceof Formula.Name(_, String name)
              && name.equals(".");
      case Formula.Call(_, String function, List<Formula> arguments) ->
          function.equals("ALIGN") && arguments.getFirst() instanceof Formula.Conditional;
      default -> false;
    };
  }

  void raiseInputAlignment(long least) {
    inputAlignment = Math.max(inputAlignment, least);
  }

  // --- what a layout pass finds out

  void start(long newAddress, long newAlignment) {
    address = newAddress;
    loadAddress = newAddress;
    alignment = newAlignment;
    data.clear();
    fills.clear();
  }

  void grow(long newSize) {
    size = newSize;
  }

  void loadAt(long newLoadAddress) {
    loadAddress = newLoadAddress;
  }

  void raiseAlignment(long least) {
    alignment = Math.max(alignment, least);
  }

  long address() {
    return address;
  }

  long loadAddress() {
    return loadAddress;
  }

  long size() {
    return size;
  }

  long end() {
    return address + size;
  }

  long alignment() {
    return alignment;
  }

  List<Data> data() {
    return data;
  }

  List<Fill> fills() {
    return fills;
  }

  /// Whether it is left out of the image, as nothing is in it.
  boolean isDropped() {
    return dropped;
  }

  void drop() {
    dropped = true;
  }

  @Override
  public String toString() {
    return name;
  }
}
