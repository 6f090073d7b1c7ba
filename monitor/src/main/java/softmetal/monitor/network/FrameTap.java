package softmetal.monitor.network;

/// Sees every frame that enters a switch.
@FunctionalInterface
public interface FrameTap {
  /// @param ticks the moment of virtual time; a later call may be about a moment that is earlier by less than the latency of
  ///     the switch
  void seen(long ticks, byte[] frame);
}
