package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodSizeTest {
  /// HotSpot silently never compiles a method above this.
  private static final int HUGE_METHOD_LIMIT = 8000;

  @ParameterizedTest
  @ValueSource(
      classes = {
        InterpretedHart.class,
        FastLoop.class,
        BitInstructions.class,
        FloatInstructions.class,
        FloatingPoint.class
      })
  void every_method_is_small_enough_to_be_compiled(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
        int length = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        assertTrue(
            length < HUGE_METHOD_LIMIT,
            () -> method.methodName().stringValue() + " has " + length + " bytes");
      }
    }
  }
}
