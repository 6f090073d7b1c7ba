package softmetal.assembler.debug;

/// Something with an address that debug information refers to: a symbol, or a [Place].
public interface Reference {}
