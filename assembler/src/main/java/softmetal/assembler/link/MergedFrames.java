package softmetal.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Symbol;

/// Leaves out of `.eh_frame` what says nothing, as GNU ld does: descriptions of functions that are not linked, common
/// parts that were there before or that nobody needs, and zeros that would end it too early.
///
/// Sections that are not understood stay as they are.
final class MergedFrames {
  static final String NAME = ".eh_frame";
  private static final int WORD = 4;

  /// Equal common parts: bytes, and what the relocations in them refer to.
  private record Key(List<Object> parts) {}

  private record Part(InputSection section, CallFrames.Entry entry) {}

  private final SymbolTable symbols;
  private final OutputSection output;
  private final Map<InputSection, CallFrames> frames = new HashMap<>();
  private final IdentityHashMap<CallFrames.Entry, Part> standIns = new IdentityHashMap<>();
  private final IdentityHashMap<CallFrames.Entry, Integer> places = new IdentityHashMap<>();
  private final IdentityHashMap<CallFrames.Entry, Integer> sizes = new IdentityHashMap<>();

  private MergedFrames(OutputSection output, SymbolTable symbols) {
    this.output = output;
    this.symbols = symbols;
  }

  static void merge(List<OutputSection> sections, SymbolTable symbols) {
    for (OutputSection section : sections) {
      if (section.name().equals(NAME) && section.hasContents()) {
        new MergedFrames(section, symbols).merge();
      }
    }
  }

  /// What a description needs besides its function, when the function is linked.
  ///
  /// @return by the section of the function
  @SuppressWarnings("ReferenceEquality") // two objects of the same content are two
  static Map<InputSection, List<Relocation>> needs(
      ObjectFile object, List<InputSection> inputs, SymbolTable symbols) {
    Map<InputSection, List<Relocation>> needs = new HashMap<>();
    for (InputSection input : inputs) {
      if (input.object() != object || !input.name().equals(NAME)) {
        continue;
      }
      CallFrames.of(input.contents(), input.relocations())
          .map(CallFrames::entries)
          .orElse(List.of())
          .forEach(entry -> {
            CallFrames.Entry common = entry.common();
            Optional<InputSection> home =
                entry.function().map(Relocation::symbol).flatMap(s -> home(s, symbols));
            if (common != null && home.isPresent()) {
              List<Relocation> own = needs.computeIfAbsent(home.get(), _ -> new ArrayList<>());
              own.addAll(common.relocations());
              own.addAll(entry.relocations());
            }
          });
    }
    return needs;
  }

  private static Optional<InputSection> home(Symbol symbol, SymbolTable symbols) {
    if (symbol.binding() == Symbol.Binding.LOCAL) {
      return symbols.home(symbol);
    }
    SymbolTable.Definition definition = symbols.definition(symbol.name());
    return definition == null ? Optional.empty() : symbols.home(definition.symbol());
  }

  private void merge() {
    List<InputSection> inputs = output.inputs();
    for (InputSection input : inputs) {
      CallFrames.of(input.contents(), input.relocations())
          .ifPresent(found -> frames.put(input, found));
    }
    chooseCommonParts(inputs);
    InputSection last = inputs.isEmpty() ? null : inputs.getLast();
    for (InputSection input : inputs) {
      CallFrames found = frames.get(input);
      if (found != null) {
        place(found, input == last);
      }
    }
    pad(inputs);
    long offset = 0;
    Map<InputSection, Long> starts = new HashMap<>();
    for (InputSection input : inputs) {
      offset = offset + (input.alignment() - 1) & -input.alignment();
      starts.put(input, offset);
      CallFrames found = frames.get(input);
      offset += found == null ? input.size() : size(found);
    }
    for (InputSection input : inputs) {
      CallFrames found = frames.get(input);
      if (found != null) {
        write(input, found, starts);
      }
    }
  }

  private boolean isLinked(CallFrames.Entry function) {
    Optional<InputSection> home =
        function.function().map(Relocation::symbol).flatMap(symbol -> home(symbol, symbols));
    return home.isEmpty() || !home.get().isDiscarded();
  }

  /// Of equal common parts that are needed, the first stands for all.
  private void chooseCommonParts(List<InputSection> inputs) {
    Map<Key, Part> known = new HashMap<>();
    for (InputSection input : inputs) {
      CallFrames found = frames.get(input);
      if (found == null) {
        continue;
      }
      Set<CallFrames.Entry> needed = new HashSet<>();
      for (CallFrames.Entry entry : found.entries()) {
        CallFrames.Entry common = entry.common();
        if (common != null && isLinked(entry)) {
          needed.add(common);
        }
      }
      for (CallFrames.Entry entry : found.entries()) {
        if (needed.contains(entry)) {
          Part part = new Part(input, entry);
          Part first = known.putIfAbsent(key(part), part);
          standIns.put(entry, first == null ? part : first);
        }
      }
    }
  }

  private static Key key(Part part) {
    CallFrames.Entry entry = part.entry;
    List<Object> parts = new ArrayList<>();
    byte[] contents = part.section.contents();
    parts.add(
        ByteBuffer.wrap(Arrays.copyOfRange(contents, entry.start(), entry.start() + entry.size())));
    for (Relocation relocation : entry.relocations()) {
      Symbol symbol = relocation.symbol();
      parts.add(relocation.offset() - entry.start());
      parts.add(relocation.type());
      parts.add(symbol.binding() == Symbol.Binding.LOCAL ? symbol : symbol.name());
      parts.add(relocation.addend());
    }
    return new Key(parts);
  }

  @SuppressWarnings("ReferenceEquality") // two entries of the same content are two
  private void place(CallFrames found, boolean isLast) {
    int at = 0;
    for (CallFrames.Entry entry : found.entries()) {
      boolean kept;
      if (entry.isEnd()) {
        kept = isLast;
      } else if (entry.describesFunction()) {
        kept = isLinked(entry);
      } else {
        Part standIn = standIns.get(entry);
        kept = standIn != null && standIn.entry == entry;
      }
      if (kept) {
        places.put(entry, at);
        sizes.put(entry, entry.needed());
        at += entry.needed();
      }
    }
  }

  private int size(CallFrames found) {
    return found.entries().stream().mapToInt(entry -> sizes.getOrDefault(entry, 0)).sum();
  }

  /// A gap between sections would end the list, so the last entry before it grows.
  private void pad(List<InputSection> inputs) {
    int last = inputs.size() - 1;
    while (last >= 0 && sizeOf(inputs.get(last)) <= WORD) {
      if (sizeOf(inputs.get(last)) == 0) {
        inputs.get(last).loosen();
      }
      last--;
    }
    for (int i = 0; i < last; i++) {
      CallFrames found = frames.get(inputs.get(i));
      if (found == null) {
        continue;
      }
      int missing = -size(found) & (int) (output.inputAlignment() - 1);
      for (CallFrames.Entry entry : found.entries().reversed()) {
        if (sizes.containsKey(entry)) {
          sizes.merge(entry, missing, Integer::sum);
          break;
        }
      }
    }
  }

  private long sizeOf(InputSection input) {
    CallFrames found = frames.get(input);
    return found == null ? input.size() : size(found);
  }

  private void write(InputSection input, CallFrames found, Map<InputSection, Long> starts) {
    ByteBuffer bytes = ByteBuffer.allocate(size(found)).order(ByteOrder.LITTLE_ENDIAN);
    List<Relocation> relocations = new ArrayList<>();
    for (CallFrames.Entry entry : found.entries()) {
      Integer at = places.get(entry);
      if (at == null) {
        continue;
      }
      int size = sizes.getOrDefault(entry, 0);
      bytes.put(at, input.contents(), entry.start(), Math.min(size, entry.size()));
      if (!entry.isEnd()) {
        bytes.putInt(at, size - WORD);
      }
      CallFrames.Entry common = entry.common();
      if (common != null) {
        Part standIn = standIns.get(common);
        if (standIn != null) {
          long target =
              starts.getOrDefault(standIn.section, 0L) + places.getOrDefault(standIn.entry, 0);
          long place = starts.getOrDefault(input, 0L) + at + WORD;
          bytes.putInt(at + WORD, (int) (place - target));
        }
      }
      for (Relocation r : entry.relocations()) {
        relocations.add(
            new Relocation(
                r.offset() - entry.start() + at, r.type(), r.symbol(), r.addend(), r.source()));
      }
    }
    input.rebuild(bytes.array(), relocations, offset -> moved(found, offset));
  }

  private long moved(CallFrames found, long offset) {
    long end = 0;
    for (CallFrames.Entry entry : found.entries()) {
      Integer at = places.get(entry);
      if (offset < entry.start() + entry.size()) {
        return at == null
            ? end
            : at + Math.min(offset - entry.start(), sizes.getOrDefault(entry, 0));
      }
      end = at == null ? end : at + sizes.getOrDefault(entry, 0);
    }
    return end;
  }
}
