package softmetal.assembler.link;

import softmetal.assembler.diagnostic.SourceText;

/// The layout of a program that comes without a linker script: the one that GNU ld uses for bare RISC-V, without the
/// parts for dynamic linking.
final class DefaultScript {
  private DefaultScript() {}

  /// @param protectsText whether data starts on a page of its own, so that pages can have their own permissions
  static SourceText text(boolean protectsText) {
    String dataStart =
        protectsText ? "DATA_SEGMENT_ALIGN(CONSTANT(MAXPAGESIZE), CONSTANT(COMMONPAGESIZE))" : ".";
    return SourceText.file(
        "the default layout",
        """
        ENTRY(_start)
        SECTIONS {
          PROVIDE(__executable_start = SEGMENT_START("text-segment", 0x10000));
          . = SEGMENT_START("text-segment", 0x10000) + SIZEOF_HEADERS;
          .interp : { *(.interp) }
          .note.gnu.build-id : { *(.note.gnu.build-id) }
          .rela.dyn : { *(.rela.got) *(.rela.*) }
          .init : { KEEP(*(SORT_NONE(.init))) }
          .text : {
            *(.text.unlikely .text.*_unlikely .text.unlikely.*)
            *(.text.exit .text.exit.*)
            *(.text.startup .text.startup.*)
            *(.text.hot .text.hot.*)
            *(SORT(.text.sorted.*))
            *(.text .stub .text.*)
          }
          .fini : { KEEP(*(SORT_NONE(.fini))) }
          PROVIDE(__etext = .);
          PROVIDE(_etext = .);
          PROVIDE(etext = .);
          .rodata : { *(.rodata .rodata.*) }
          .rodata1 : { *(.rodata1) }
          .sdata2 : { *(.sdata2 .sdata2.*) }
          .eh_frame_hdr : { *(.eh_frame_hdr) *(.eh_frame_entry .eh_frame_entry.*) }
          .eh_frame : ONLY_IF_RO { KEEP(*(.eh_frame)) *(.eh_frame.*) }
          .gcc_except_table : ONLY_IF_RO { *(.gcc_except_table .gcc_except_table.*) }
          . = %s;
          .eh_frame : ONLY_IF_RW { KEEP(*(.eh_frame)) *(.eh_frame.*) }
          .gcc_except_table : ONLY_IF_RW { *(.gcc_except_table .gcc_except_table.*) }
          .tdata : {
            PROVIDE_HIDDEN(__tdata_start = .);
            *(.tdata .tdata.*)
          }
          .tbss : { *(.tbss .tbss.*) *(.tcommon) }
          .preinit_array : {
            PROVIDE_HIDDEN(__preinit_array_start = .);
            KEEP(*(.preinit_array))
            PROVIDE_HIDDEN(__preinit_array_end = .);
          }
          .init_array : {
            PROVIDE_HIDDEN(__init_array_start = .);
            KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) SORT_BY_INIT_PRIORITY(.ctors.*)))
            KEEP(*(.init_array EXCLUDE_FILE(*crtbegin.o *crtbegin?.o *crtend.o *crtend?.o) .ctors))
            PROVIDE_HIDDEN(__init_array_end = .);
          }
          .fini_array : {
            PROVIDE_HIDDEN(__fini_array_start = .);
            KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*) SORT_BY_INIT_PRIORITY(.dtors.*)))
            KEEP(*(.fini_array EXCLUDE_FILE(*crtbegin.o *crtbegin?.o *crtend.o *crtend?.o) .dtors))
            PROVIDE_HIDDEN(__fini_array_end = .);
          }
          .ctors : {
            KEEP(*crtbegin.o(.ctors))
            KEEP(*crtbegin?.o(.ctors))
            KEEP(*(EXCLUDE_FILE(*crtend.o *crtend?.o) .ctors))
            KEEP(*(SORT(.ctors.*)))
            KEEP(*(.ctors))
          }
          .dtors : {
            KEEP(*crtbegin.o(.dtors))
            KEEP(*crtbegin?.o(.dtors))
            KEEP(*(EXCLUDE_FILE(*crtend.o *crtend?.o) .dtors))
            KEEP(*(SORT(.dtors.*)))
            KEEP(*(.dtors))
          }
          .data.rel.ro : { *(.data.rel.ro.local*) *(.data.rel.ro .data.rel.ro.*) }
          .data : {
            __DATA_BEGIN__ = .;
            *(.data .data.*)
          }
          .data1 : { *(.data1) }
          .got : { *(.got.plt) *(.got) }
          .sdata : {
            __SDATA_BEGIN__ = .;
            *(.srodata.cst16) *(.srodata.cst8) *(.srodata.cst4) *(.srodata.cst2) *(.srodata .srodata.*)
            *(.sdata .sdata.*)
          }
          _edata = .;
          PROVIDE(edata = .);
          . = .;
          __bss_start = .;
          .sbss : { *(.sbss .sbss.*) *(.scommon) }
          .bss : {
            *(.bss .bss.*)
            *(COMMON)
            . = ALIGN(. != 0 ? 8 : 1);
          }
          . = ALIGN(8);
          __BSS_END__ = .;
          __global_pointer$ = MIN(__SDATA_BEGIN__ + 0x800, MAX(__DATA_BEGIN__ + 0x800, __BSS_END__ - 0x800));
          _end = .;
          PROVIDE(end = .);
          . = DATA_SEGMENT_END(.);
          .comment 0 : { *(.comment) }
          /DISCARD/ : { *(.note.GNU-stack) *(.gnu_debuglink) *(.gnu.lto_*) }
        }
        """
            .formatted(dataStart));
  }
}
