package softmetal.assembler.link;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.jspecify.annotations.Nullable;

/// Decides how a script goes on, and gives up where that would need to look very far ahead.
///
/// A name and an expression may both begin with a sign. A long row of signs can thus be read in so many ways that
/// following all of them takes for ever. What it learns dies with it, so that scripts cannot fill the memory.
final class BoundedPrediction extends ParserATNSimulator {
  /// Tokens; a row of operators in the scripts of kernels has a dozen.
  private static final int MAX_AHEAD = 100;

  /// Steps of all decisions of one script, of which each distinct one counts once: what was found is remembered.
  private static final int MAX_STEPS = 4_000;

  private int ahead;
  private int steps;

  /// A decision needs more tokens than allowed.
  static final class TooFar extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooFar() {
      super(null, null, false, false);
    }
  }

  BoundedPrediction(LinkerScriptParser parser) {
    super(parser, parser.getATN(), tables(parser), new PredictionContextCache());
  }

  private static DFA[] tables(LinkerScriptParser parser) {
    DFA[] tables = new DFA[parser.getATN().getNumberOfDecisions()];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = new DFA(parser.getATN().getDecisionState(i), i);
    }
    return tables;
  }

  @Override
  public int adaptivePredict(TokenStream input, int decision, ParserRuleContext outer) {
    ahead = 0;
    return super.adaptivePredict(input, decision, outer);
  }

  @Override
  protected @Nullable ATNConfigSet computeReachSet(ATNConfigSet closure, int token, boolean full) {
    if (++ahead > MAX_AHEAD || ++steps > MAX_STEPS) {
      throw new TooFar();
    }
    return super.computeReachSet(closure, token, full);
  }
}
