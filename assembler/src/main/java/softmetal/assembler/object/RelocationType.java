package softmetal.assembler.object;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The relocations of the RISC-V ELF psABI, "Relocations"; numbers are those of the file format.
public enum RelocationType {
  // spotless:off
  //                 number  bytes
  R_RISCV_NONE          (0,  0), R_RISCV_32            (1,  4), R_RISCV_64            (2,  8),
  R_RISCV_RELATIVE      (3,  8), R_RISCV_COPY          (4,  0), R_RISCV_JUMP_SLOT     (5,  8),
  R_RISCV_TLS_DTPMOD32  (6,  4), R_RISCV_TLS_DTPMOD64  (7,  8), R_RISCV_TLS_DTPREL32  (8,  4),
  R_RISCV_TLS_DTPREL64  (9,  8), R_RISCV_TLS_TPREL32   (10, 4), R_RISCV_TLS_TPREL64   (11, 8),
  R_RISCV_BRANCH        (16, 4), R_RISCV_JAL           (17, 4), R_RISCV_CALL          (18, 8),
  R_RISCV_CALL_PLT      (19, 8), R_RISCV_GOT_HI20      (20, 4), R_RISCV_TLS_GOT_HI20  (21, 4),
  R_RISCV_TLS_GD_HI20   (22, 4), R_RISCV_PCREL_HI20    (23, 4), R_RISCV_PCREL_LO12_I  (24, 4),
  R_RISCV_PCREL_LO12_S  (25, 4), R_RISCV_HI20          (26, 4), R_RISCV_LO12_I        (27, 4),
  R_RISCV_LO12_S        (28, 4), R_RISCV_TPREL_HI20    (29, 4), R_RISCV_TPREL_LO12_I  (30, 4),
  R_RISCV_TPREL_LO12_S  (31, 4), R_RISCV_TPREL_ADD     (32, 0), R_RISCV_ADD8          (33, 1),
  R_RISCV_ADD16         (34, 2), R_RISCV_ADD32         (35, 4), R_RISCV_ADD64         (36, 8),
  R_RISCV_SUB8          (37, 1), R_RISCV_SUB16         (38, 2), R_RISCV_SUB32         (39, 4),
  R_RISCV_SUB64         (40, 8), R_RISCV_ALIGN         (43, 0), R_RISCV_RVC_BRANCH    (44, 2),
  R_RISCV_RVC_JUMP      (45, 2), R_RISCV_RVC_LUI       (46, 2), R_RISCV_GPREL_I       (47, 4),
  R_RISCV_GPREL_S       (48, 4), R_RISCV_TPREL_I       (49, 4), R_RISCV_TPREL_S       (50, 4),
  R_RISCV_RELAX         (51, 0),
  R_RISCV_SUB6          (52, 1), R_RISCV_SET6          (53, 1), R_RISCV_SET8          (54, 1),
  R_RISCV_SET16         (55, 2), R_RISCV_SET32         (56, 4), R_RISCV_32_PCREL      (57, 4);
  // spotless:on

  private static final Map<Integer, RelocationType> BY_NUMBER = new HashMap<>();

  static {
    for (RelocationType type : values()) {
      BY_NUMBER.put(type.number, type);
    }
  }

  private final int number;
  private final int bytes;

  RelocationType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  public int number() {
    return number;
  }

  /// How many bytes it changes; 0 for those that only mark a place.
  public int bytes() {
    return bytes;
  }

  /// The relocation of this name, in the psABI's spelling.
  public static Optional<RelocationType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  public static @Nullable RelocationType of(int number) {
    return BY_NUMBER.get(number);
  }
}
