package softmetal.isa;

public record Decoded(Instruction instruction, int word) {}
