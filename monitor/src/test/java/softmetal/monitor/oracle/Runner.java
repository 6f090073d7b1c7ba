package softmetal.monitor.oracle;

import java.util.List;

/// Something that runs programs.
interface Runner {
  /// One state for each program, in the same order.
  List<FinalState> run(ProgramBatch batch);
}
