package softmetal.assembler.link;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.DecisionState;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.atn.StarLoopEntryState;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/// Decides how a script goes on, and gives up where that would need to look very far ahead.
///
/// A name and an expression may both begin with a sign. A long row of signs can thus be read in so many ways that
/// following all of them takes for ever. What it learns dies with it, so that scripts cannot fill the memory.
///
/// How a name goes on is said here and not predicted, which would take long for each of its pieces: it takes all that
/// touches.
final class BoundedPrediction extends ParserATNSimulator {
  /// Tokens; a row of operators in the scripts of kernels has a dozen.
  private static final int MAX_AHEAD = 100;

  /// Steps of all decisions of one script, of which each distinct one counts once: what was found is remembered.
  private static final int MAX_STEPS = 4_000;

  private static final int MORE_OF_NAME = 1;
  private static final int END_OF_NAME = 2;

  private final int loopOfName;
  private final IntervalSet pieces;
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
    loopOfName = loopOfName(atn);
    pieces = atn.nextTokens(atn.ruleToStartState[LinkerScriptParser.RULE_piece]);
  }

  private static DFA[] tables(LinkerScriptParser parser) {
    DFA[] tables = new DFA[parser.getATN().getNumberOfDecisions()];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = new DFA(parser.getATN().getDecisionState(i), i);
    }
    return tables;
  }

  /// The number of the decision whether a name has one more piece.
  private static int loopOfName(ATN atn) {
    for (int i = 0; i < atn.getNumberOfDecisions(); i++) {
      DecisionState state = atn.getDecisionState(i);
      if (state.ruleIndex == LinkerScriptParser.RULE_name && state instanceof StarLoopEntryState) {
        return i;
      }
    }
    throw new IllegalStateException("the rule for names has no loop");
  }

  @Override
  public int adaptivePredict(TokenStream input, int decision, ParserRuleContext outer) {
    if (decision == loopOfName) {
      return nameGoesOn(input, outer) ? MORE_OF_NAME : END_OF_NAME;
    }
    ahead = 0;
    return super.adaptivePredict(input, decision, outer);
  }

  /// A colon between two pieces belongs to the name, but not to that of a region.
  private boolean nameGoesOn(TokenStream input, ParserRuleContext name) {
    if (!touching(input, -1, 1) || !pieces.contains(input.LA(1))) {
      return false;
    }
    return !input.LT(1).getText().equals(":")
        || (!(name.getParent() instanceof LinkerScriptParser.RegionContext)
            && touching(input, 1, 2)
            && (pieces.contains(input.LA(2)) || "()".contains(input.LT(2).getText())));
  }

  private static boolean touching(TokenStream input, int first, int second) {
    return input.LT(first).getStopIndex() + 1 == input.LT(second).getStartIndex();
  }

  @Override
  protected @Nullable ATNConfigSet computeReachSet(ATNConfigSet closure, int token, boolean full) {
    if (++ahead > MAX_AHEAD || ++steps > MAX_STEPS) {
      throw new TooFar();
    }
    return super.computeReachSet(closure, token, full);
  }
}
