package softmetal.monitor.disk;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a VM asks for that links a minidisk, and what it gets: z/VM's twelve access modes.
///
/// The first letter is what is wanted: read, write, multiple write; stable and exclusive ones shut others out. A second R
/// stands for reading at least. A row of the table is what a newcomer gets when the strongest link that others hold is
///
/// - nothing,
/// - one that reads (R, RR, or one that was forced to read),
/// - one that writes (W, WR, M, MR, MW),
/// - SR, which lets nobody write,
/// - SW or SM, which write and let nobody else write,
/// - ER or EW, which let nobody in.
///
/// `R`: it may read. `W`: it may write. `R!`: it may read, though it asked for more. `-`: it gets no link.
///
/// Source: z/VM CP Commands and Utilities Reference, "LINK".
@SuppressWarnings({
  "EnumOrdinal",
  "ImmutableEnumChecker"
}) // the columns are in this order; the row is unmodifiable
public enum LinkMode {
  // spotless:off (the columns are the documentation)
  //    none read write SR  SW/SM ER/EW
  R  ("R    R    -     R    -     -  ", "read, if nobody writes"),
  RR ("R    R    R     R    R     -  ", "read, even if somebody writes"),
  W  ("W    -    -     -    -     -  ", "write, if nobody else has it"),
  WR ("W    R!   R!    R!   R!    -  ", "write, if nobody else has it; otherwise read"),
  M  ("W    W    -     -    -     -  ", "write, if nobody else writes"),
  MR ("W    W    R!    R!   R!    -  ", "write, if nobody else writes; otherwise read"),
  MW ("W    W    W     -    -     -  ", "write, even if somebody else does: they must agree among themselves"),
  SR ("R    R    -     R    -     -  ", "read, and nobody shall write"),
  SM ("W    W    -     -    -     -  ", "write, and nobody else shall; others may read"),
  SW ("W    -    -     -    -     -  ", "write, if nobody else has it, and nobody else shall"),
  ER ("R    -    -     -    -     -  ", "read, and nobody else shall have it"),
  EW ("W    -    -     -    -     -  ", "write, and nobody else shall have it");
  // spotless:on

  /// What somebody has of a minidisk, weakest first: the columns of the table.
  enum Hold {
    NONE,
    READ,
    WRITE,
    STABLE_READ,
    STABLE_WRITE,
    EXCLUSIVE
  }

  /// What a cell of the table says.
  enum Grant {
    REFUSED("-"),
    READ("R"),
    WRITE("W"),
    FORCED_READ("R!");

    private final String cell;

    Grant(String cell) {
      this.cell = cell;
    }

    private static Grant of(String cell) {
      return Arrays.stream(values()).filter(g -> g.cell.equals(cell)).findFirst().orElseThrow();
    }
  }

  private final List<Grant> row;
  private final String meaning;

  LinkMode(String row, String meaning) {
    this.row = Arrays.stream(row.strip().split(" +", -1)).map(Grant::of).toList();
    this.meaning = meaning;
    if (this.row.size() != Hold.values().length) {
      throw new IllegalStateException("a row of the table is incomplete: " + row);
    }
  }

  /// In a few words.
  public String meaning() {
    return meaning;
  }

  /// The row of the table as text: `R`, `W`, `R!` or `-` for each column.
  public List<String> row() {
    return row.stream().map(grant -> grant.cell).toList();
  }

  /// What a newcomer gets.
  ///
  /// @param others the strongest that anybody else holds
  Grant against(Hold others) {
    return row.get(others.ordinal());
  }

  /// What one who asked so keeps others from.
  Hold hold(Grant grant) {
    return switch (grant) {
      case REFUSED -> Hold.NONE;
      case FORCED_READ -> Hold.READ;
      case READ, WRITE ->
          switch (this) {
            case R, RR -> Hold.READ;
            case W, WR, M, MR, MW -> Hold.WRITE;
            case SR -> Hold.STABLE_READ;
            case SM, SW -> Hold.STABLE_WRITE;
            case ER, EW -> Hold.EXCLUSIVE;
          };
    };
  }

  /// The mode of that name, in capitals or not.
  public static Optional<LinkMode> parse(String text) {
    return Arrays.stream(values()).filter(mode -> mode.name().equalsIgnoreCase(text)).findFirst();
  }
}
