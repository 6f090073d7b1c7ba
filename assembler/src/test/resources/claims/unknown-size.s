        .data
        .space later            # error: can be neither computed nor left to the linker
        .org elsewhere          # error: can be neither computed
later:  .uleb128 later          # error: can be neither computed
