package softmetal.assembler.preprocess;

import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// The macros that gcc defines for assembly sources of one instruction set, as far as these can care.
///
/// Left out is what describes types and numbers of C (`__INT_MAX__`, `__SIZE_TYPE__`, `__FLT_DIG__`, `__INT64_C` and
/// some 240 more) and the compiler's own work (`__OPTIMIZE__`, `__GCC_ATOMIC_…`): no instruction depends on them.
public final class Predefined {
  private static final String ALWAYS =
      """
      #define __ASSEMBLER__ 1
      #define __ELF__ 1
      #define __STDC__ 1
      #define __STDC_HOSTED__ 1
      #define __GNUC__ 12
      #define __GNUC_MINOR__ 2
      #define __GNUC_PATCHLEVEL__ 0
      #define __VERSION__ "12.2.0"
      #define __CHAR_BIT__ 8
      #define __CHAR_UNSIGNED__ 1
      #define __BIGGEST_ALIGNMENT__ 16
      #define __ORDER_LITTLE_ENDIAN__ 1234
      #define __ORDER_BIG_ENDIAN__ 4321
      #define __ORDER_PDP_ENDIAN__ 3412
      #define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
      #define __FLOAT_WORD_ORDER__ __ORDER_LITTLE_ENDIAN__
      #define __REGISTER_PREFIX__
      #define __USER_LABEL_PREFIX__
      #define __SIZEOF_SHORT__ 2
      #define __SIZEOF_INT__ 4
      #define __SIZEOF_LONG_LONG__ 8
      #define __SIZEOF_FLOAT__ 4
      #define __SIZEOF_DOUBLE__ 8
      #define __SIZEOF_LONG_DOUBLE__ 16
      #define __SIZEOF_WCHAR_T__ 4
      #define __SIZEOF_WINT_T__ 4
      #define __riscv 1
      #define __riscv_arch_test 1
      #define __riscv_cmodel_medlow 1
      """;

  private Predefined() {}

  /// Directives that define them.
  public static String of(InstructionSet set) {
    StringBuilder out = new StringBuilder(ALWAYS);
    int xlen = set.xlen().bits();
    define(out, "__riscv_xlen", xlen);
    for (String type : new String[] {"LONG", "POINTER", "SIZE_T", "PTRDIFF_T"}) {
      define(out, "__SIZEOF_" + type + "__", xlen / 8);
    }
    if (xlen == 64) {
      define(out, "_LP64", 1);
      define(out, "__LP64__", 1);
      define(out, "__SIZEOF_INT128__", 16);
    }
    for (Extension extension : set.extensions()) {
      boolean named =
          switch (extension) {
            case PRIVILEGED, ZMMUL -> false;
            default -> true;
          };
      if (named) {
        define(out, "__riscv_" + extension.lowerCaseName(), version(extension));
      }
    }
    if (set.has(Extension.M)) {
      define(out, "__riscv_mul", 1);
      define(out, "__riscv_div", 1);
      define(out, "__riscv_muldiv", 1);
    }
    if (set.has(Extension.A)) {
      define(out, "__riscv_atomic", 1);
    }
    if (set.has(Extension.C)) {
      define(out, "__riscv_compressed", 1);
    }
    floats(out, set);
    return out.toString();
  }

  private static void floats(StringBuilder out, InstructionSet set) {
    boolean doubles = set.has(Extension.D);
    if (set.has(Extension.F)) {
      define(out, "__riscv_fdiv", 1);
      define(out, "__riscv_fsqrt", 1);
      define(out, "__riscv_flen", doubles ? 64 : 32);
    }
    String abi = doubles ? "double" : set.has(Extension.F) ? "single" : "soft";
    define(out, "__riscv_float_abi_" + abi, 1);
  }

  private static void define(StringBuilder out, String name, int value) {
    out.append("#define ").append(name).append(' ').append(value).append('\n');
  }

  /// `2p1` is 2001000, as the C API for RISC-V has it.
  private static int version(Extension extension) {
    String[] parts = extension.version().split("p", -1);
    return Integer.parseInt(parts[0]) * 1_000_000 + Integer.parseInt(parts[1]) * 1000;
  }
}
