package softmetal.assembler.link;

import java.util.List;

/// The sections of which every thread gets a copy: one behind the other, from where register tp points.
///
/// Source: RISC-V ELF psABI, "Thread Local Storage".
///
/// @param sections those of the image, in order
record ThreadLocals(List<OutputSection> sections) {
  /// By how much `__tls_get_addr` wants distances in a module smaller.
  static final long BIAS = 0x800;

  static ThreadLocals among(List<OutputSection> all) {
    return new ThreadLocals(
        all.stream().filter(section -> section.isThreadLocal() && !section.isDropped()).toList());
  }

  boolean isEmpty() {
    return sections.isEmpty();
  }

  /// The first section is aligned for all of them.
  void align() {
    if (!isEmpty()) {
      sections.getFirst().raiseInputAlignment(alignment());
    }
  }

  long alignment() {
    return sections.stream()
        .mapToLong(section -> Math.max(section.inputAlignment(), section.alignment()))
        .max()
        .orElse(1);
  }

  /// Where tp points, when the image itself is used as a thread's copy; 0 if there is nothing.
  long address() {
    return isEmpty() ? 0 : sections.getFirst().address();
  }

  /// How far an address is behind that of tp.
  long offset(long address) {
    return address - address();
  }
}
