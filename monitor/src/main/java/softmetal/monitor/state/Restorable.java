package softmetal.monitor.state;

/// A component that can also take on what one like it has saved.
public interface Restorable extends Component {
  /// Takes on a state, without any effect on other components. Only on a component that nothing has happened to yet.
  ///
  /// The state may come from a stranger. Whatever it is, the component afterwards is in a state that a guest could have brought
  /// it into, or this ends in an exception.
  ///
  /// @throws InvalidStateException when no guest could have; the component is then of no use any more
  void load(StateInput input);
}
