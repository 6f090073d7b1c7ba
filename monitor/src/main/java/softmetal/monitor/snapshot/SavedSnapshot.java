package softmetal.monitor.snapshot;

/// A snapshot, and what it is called where it is kept.
///
/// @param note what the user wrote about it; may be empty
public record SavedSnapshot(SnapshotId id, String name, String note, Snapshot snapshot)
    implements AutoCloseable {
  @Override
  public void close() {
    snapshot.close();
  }
}
