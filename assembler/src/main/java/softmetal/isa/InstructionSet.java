package softmetal.isa;

public record InstructionSet() {}
