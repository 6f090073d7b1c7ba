package softmetal.assembler.layout;

/// A place in a section that does not move relative to the bytes around it, whatever addresses they get.
record Position(SectionBuilder section, Fragment fragment, long offset) {
  /// The address, once fragments have theirs.
  long address() {
    return fragment.address() + offset;
  }

  /// How far it is from the start of the fragments that keep their distance.
  long offsetInRun() {
    return fragment.offsetInRun() + offset;
  }
}
