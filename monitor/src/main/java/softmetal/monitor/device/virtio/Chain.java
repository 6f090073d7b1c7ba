package softmetal.monitor.device.virtio;

/// One request of a driver: what the device may read, and what it may write.
///
/// @param head the number by which the driver knows it
public record Chain(int head, Buffers readable, Buffers writable) {}
