package softmetal.monitor.hart;

/// Someone who wants to know what becomes of instructions and translations that a hart may have cached. Changes nothing.
///
/// Physical addresses; everything is told on the thread that runs the harts, while one runs.
public interface MemoryWatcher {
  /// Bytes were written in a page of which [CodeCache#watchStores] has been asked, or that holds decoded instructions.
  void written(long physicalAddress, long length);

  /// An instruction that has been decoded was overwritten.
  ///
  /// @param physicalAddress of a half-word
  void codeOverwritten(long physicalAddress);

  /// An instruction is about to be executed for the first time since it was written.
  void decoding(long physicalAddress);

  /// `fence.i`.
  void fenced();

  /// An access went through a translation of which [CodeCache#markStale] has been told.
  void staleUsed(Access access, long virtualAddress);
}
