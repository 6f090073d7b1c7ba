package softmetal.assembler.layout;

import java.util.List;
import softmetal.assembler.encode.Context;
import softmetal.assembler.encode.Piece;
import softmetal.assembler.syntax.Statement;

/// Turns one instruction into what the layout has to place.
@FunctionalInterface
public interface Encoder {
  List<Piece> encode(Statement.Operation operation, Context context);
}
