package softmetal.assembler.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// The bytes of a file that may come from a stranger: each range is checked to lie in the file before it is read, and
/// what is wrong is said with the place where it stands.
final class ElfBytes {
  private final SourceText source;
  private final ByteBuffer file;

  ElfBytes(String name, byte[] bytes) {
    this.source = SourceText.binary(name);
    this.file = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  SourceText source() {
    return source;
  }

  int length() {
    return file.limit();
  }

  byte get(int at) {
    return file.get(at);
  }

  int getInt(int at) {
    return file.getInt(at);
  }

  long getLong(int at) {
    return file.getLong(at);
  }

  void inFile(String what, long offset, long size) throws InvalidInputException {
    if (offset < 0 || size < 0 || size > file.limit() || offset > file.limit() - size) {
      throw refuse(Problem.ELF_TRUNCATED, what, size, offset, file.limit());
    }
  }

  /// A copy of a range that was checked to lie in the file.
  byte[] bytes(long offset, long size) {
    byte[] bytes = new byte[(int) size];
    file.get((int) offset, bytes);
    return bytes;
  }

  int unsignedShort(int at) {
    return Short.toUnsignedInt(file.getShort(at));
  }

  InvalidInputException wrong(String what, int at, Object found, Object right) {
    return refuse(Problem.ELF_WRONG_VALUE, what, at, found, right);
  }

  InvalidInputException unsupported(String what, int at, String feature) {
    return refuse(Problem.ELF_UNSUPPORTED, what, at, feature);
  }

  InvalidInputException refuse(Problem problem, Object... values) {
    return new InvalidInputException(problem.at(source.whole(), values));
  }
}
