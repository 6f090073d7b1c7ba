package softmetal.monitor.state;

/// What one component has saved.
///
/// @param name of the component
/// @param version of the layout of `bytes`
@SuppressWarnings("ArrayRecordComponent") // never changed, and never compared
public record Payload(String name, int version, byte[] bytes) {
  /// What a component saves now.
  public static Payload of(Component component) {
    ByteArrayOutput output = new ByteArrayOutput();
    component.save(output);
    return new Payload(component.name(), component.version(), output.toByteArray());
  }

  /// Has a component take this on.
  ///
  /// @throws InvalidStateException naming the component, when it cannot
  public void loadInto(Restorable component) {
    if (version != component.version()) {
      throw new InvalidStateException(
          "%s: saved in version %d of its layout, and this softmetal reads version %d"
              .formatted(name, version, component.version()));
    }
    StateInput input = new StateInput(bytes);
    try {
      component.load(input);
      input.end();
    } catch (InvalidStateException e) {
      throw new InvalidStateException(name + ": " + e.getMessage());
    }
  }
}
