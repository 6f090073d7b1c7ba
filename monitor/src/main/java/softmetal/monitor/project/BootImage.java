package softmetal.monitor.project;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.listing.Listing;
import softmetal.assembler.object.Executable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.FileSystemFormat;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.MinidiskChannel;

/// A kernel and what has to be on its disk: all that a machine needs to boot.
///
/// @param needsSbi whether the kernel starts in supervisor mode above an SBI
/// @param listings which bytes came from which line, of the kernel and then of each program, if that was kept
public record BootImage(
    Executable kernel, Optional<DiskContents> disk, boolean needsSbi, List<Listing> listings) {
  public BootImage {
    listings = List.copyOf(listings);
  }

  /// A file system to be made.
  ///
  /// @param size of the disk in bytes
  /// @param files contents by name, in the order in which they are written
  /// @param place where it was asked for
  public record DiskContents(
      FileSystemFormat format, long size, SequencedMap<String, byte[]> files, SourceSpan place) {
    public DiskContents {
      files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    }

    /// The same on a disk of another size.
    public DiskContents withSize(long bytes) {
      return new DiskContents(format, bytes, files, place);
    }

    /// Cuts a fresh minidisk and makes the file system on it.
    ///
    /// @throws InvalidInputException when the drives have no room, or the files do not fit
    public Minidisk create(Drives drives) throws InvalidInputException {
      Minidisk disk;
      try {
        disk = drives.create(size, ByteSize.print(size));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(
            Problem.DISK_CANNOT_BE_MADE.at(place, e.diagnostic().message()));
      }
      try {
        format.format(new MinidiskChannel(disk), size, files);
      } catch (IOException | IllegalArgumentException e) {
        throw new InvalidInputException(
            Problem.DISK_CANNOT_BE_MADE.at(place, String.valueOf(e.getMessage())));
      }
      return disk;
    }
  }

  /// A kernel that comes with no disk of its own.
  public static BootImage of(Executable kernel) {
    return of(kernel, List.of());
  }

  static BootImage of(Executable kernel, List<Listing> listings) {
    return new BootImage(kernel, Optional.empty(), false, listings);
  }
}
