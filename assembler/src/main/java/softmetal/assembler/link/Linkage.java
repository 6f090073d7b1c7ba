package softmetal.assembler.link;

import softmetal.assembler.object.Executable;

/// What a link makes.
///
/// @param map where everything went, as a text for people
public record Linkage(Executable executable, String map) {}
