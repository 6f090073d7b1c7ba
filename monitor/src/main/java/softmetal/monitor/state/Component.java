package softmetal.monitor.state;

/// A part of a machine that can save all that a guest could ever observe of it.
public interface Component {
  /// Unique within a machine and stable between versions: `hart0`, `uart0`, `drive1/minidisk0`.
  String name();

  /// The version of the layout that [#save] writes.
  int version();

  /// Writes the state, the same bytes for the same state on every host. Only between two runs of a hart.
  void save(StateOutput output);
}
