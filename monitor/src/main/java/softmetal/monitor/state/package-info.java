/// Saving one component: a named, versioned payload, the same on every host.
///
/// Not here: files of snapshots, which will put such payloads together.
@NullMarked
package softmetal.monitor.state;

import org.jspecify.annotations.NullMarked;
