package softmetal.assembler.link;

/// What a script expression yields. Where it counts from decides what an assignment makes of it.
sealed interface Value {
  /// A bare number. Assigned within an output section, it counts from the section's start.
  record Plain(long number) implements Value {}

  /// An address.
  record Absolute(long number) implements Value {}

  /// An offset into an output section, which moves with it.
  record Relative(OutputSection section, long number) implements Value {}

  long number();

  /// As an address: a plain number stands for itself.
  default long address() {
    return this instanceof Relative(OutputSection section, long offset)
        ? section.address() + offset
        : number();
  }
}
