package softmetal.assembler.layout;

import org.jspecify.annotations.Nullable;

/// What an object file can express: `plus - minus + constant`, either symbol absent.
record Linear(@Nullable Entry plus, @Nullable Entry minus, long constant) {
  static Linear of(long constant) {
    return new Linear(null, null, constant);
  }

  Linear negated() {
    return new Linear(/* plus= */ minus, /* minus= */ plus, -constant);
  }

  boolean isAbsolute() {
    return plus == null && minus == null;
  }
}
