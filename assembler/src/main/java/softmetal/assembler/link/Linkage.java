package softmetal.assembler.link;

import java.util.List;
import softmetal.assembler.object.Executable;

/// What a link makes.
///
/// @param memoryUse how full the regions of the script's MEMORY are, as a text for people
/// @param unused what was left out, as nothing reaches it, one line each
/// @param map where everything went, as a text for people
/// @param crossReferences who defines and who uses each symbol, as a text for people
public record Linkage(
    Executable executable,
    String map,
    List<String> unused,
    String memoryUse,
    String crossReferences) {
  public Linkage {
    unused = List.copyOf(unused);
  }
}
