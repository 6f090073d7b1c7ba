package softmetal.assembler.cli;

import java.util.Arrays;
import java.util.List;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Executable;

/// A program without its file format: the bytes that are loaded, from the lowest load address to the highest.
final class RawImage {
  private static final long MAX_BYTES = 256L << 20;

  private RawImage() {}

  static byte[] of(Executable program) throws InvalidInputException {
    List<Executable.Segment> stored =
        program.segments().stream().filter(segment -> segment.contents().length > 0).toList();
    if (stored.isEmpty()) {
      return new byte[0];
    }
    long start = stored.stream().mapToLong(Executable.Segment::physicalAddress).min().getAsLong();
    byte[] image = {};
    for (Executable.Segment segment : stored) {
      long end = segment.physicalAddress() - start + segment.contents().length;
      if (end < 0 || end > MAX_BYTES) {
        throw new InvalidInputException(
            Problem.IMAGE_TOO_LARGE
                .at(SourceText.binary("ld").whole(), end, MAX_BYTES)
                .note("a raw image holds all that lies between its segments"));
      }
      image = end > image.length ? Arrays.copyOf(image, (int) end) : image;
      System.arraycopy(
          segment.contents(),
          0,
          image,
          (int) (segment.physicalAddress() - start),
          segment.contents().length);
    }
    return image;
  }
}
