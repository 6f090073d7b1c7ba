package softmetal.isa;

public enum Instruction {}
