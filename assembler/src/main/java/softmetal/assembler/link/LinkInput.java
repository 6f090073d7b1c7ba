package softmetal.assembler.link;

import java.util.List;
import softmetal.assembler.object.ObjectFile;

/// What stands on the command line of a link, in order.
public sealed interface LinkInput {
  /// Linked in any case.
  @SuppressWarnings("AvoidCommonTypeNames") // always said as LinkInput.Object
  record Object(ObjectFile object) implements LinkInput {}

  /// Of an archive, only the members that define what somebody before it needs.
  record Archive(List<ObjectFile> members) implements LinkInput {
    public Archive {
      members = List.copyOf(members);
    }
  }

  /// Archives that are searched again and again, as they need each other.
  record Group(List<LinkInput> inputs) implements LinkInput {
    public Group {
      inputs = List.copyOf(inputs);
    }
  }
}
