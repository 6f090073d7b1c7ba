# Offsets of structures, computed instead of counted.
#
#       structure
#       field   POINT_X
#       field   POINT_NAME, 16
#       end_structure POINT_SIZE
#
# defines POINT_X = 0, POINT_NAME = 8 and POINT_SIZE = 24. Fields follow each other without gaps: put the wide ones
# first. Emits no bytes.

        .ifndef SOFTMETAL_STRUCTURE
        .equ    SOFTMETAL_STRUCTURE,    1

        .macro  structure
        .set    structure_offset,       0
        .endm

        .macro  field name, bytes=8
        .equ    \name,                  structure_offset
        .set    structure_offset,       structure_offset + \bytes
        .endm

        .macro  end_structure name
        .equ    \name,          structure_offset
        .endm

        .endif
