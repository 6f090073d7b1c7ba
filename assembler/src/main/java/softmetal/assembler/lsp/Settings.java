package softmetal.assembler.lsp;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.AssemblerOptions;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;

/// How texts are to be assembled, as far as no text says so itself: what the command line says, until the editor says
/// otherwise.
///
/// An editor gives a JSON object such as `{"march": "rv64imac", "relax": true}`, alone or as the member `softmetal` of
/// another, with `initialize` or whenever the user changes the settings. What it does not give, or not in a form that makes
/// sense, stays as it was.
public record Settings(InstructionSet instructionSet, boolean relax) {
  /// Those of `softmetal asm` without options.
  public static final Settings DEFAULT = new Settings(InstructionSet.parse("rv64gc"), false);

  /// @param given by the editor: a [JsonObject], or anything else, which says nothing
  Settings changedBy(@Nullable Object given) {
    if (!(given instanceof JsonObject object)) {
      return this;
    }
    if (object.get("softmetal") instanceof JsonObject own) {
      return changedBy(own);
    }
    InstructionSet set = instructionSet;
    if (object.get("march") instanceof JsonPrimitive march) {
      try {
        InstructionSet named = InstructionSet.parse(march.getAsString());
        set = named.xlen() == Xlen.RV64 ? named : set;
      } catch (IllegalArgumentException _) {
        // No architecture that anybody knows.
      }
    }
    boolean shorten =
        object.get("relax") instanceof JsonPrimitive wanted ? wanted.getAsBoolean() : relax;
    return new Settings(set, shorten);
  }

  AssemblerOptions options() {
    return AssemblerOptions.standard().withInstructionSet(instructionSet).withRelax(relax);
  }
}
