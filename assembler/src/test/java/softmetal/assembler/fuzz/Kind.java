package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.format.Formatter;
import softmetal.assembler.lsp.EditorProbe;
import softmetal.assembler.object.ElfWriter;

/// What is damaged, and what is done with it then.
enum Kind {
  SOURCE(22) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedSource(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.s", input);
      List<String> options =
          oneOf(
              random,
              "-g",
              "-mrelax",
              "-gdwarf-5",
              "--error-format=json",
              "-Wno-all",
              "-march=rv64i");
      if (session.run("asm", arguments(options, session.includes(), "-o", "out.o", "in.s"))
          && random.nextInt(4) == 0) {
        session.run("dump", List.of("out.o"));
        session.run("ld", List.of("-o", "out.elf", "out.o"));
      }
    }
  },
  PREPROCESSED(18) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return random.nextInt(6) == 0 ? corpus.damagedSource(random) : corpus.damagedHeader(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.S", input);
      List<String> options = oneOf(random, "-E", "-M", "-MD", "-g", "-DNAME=in.S", "-mrelax");
      session.run("asm", arguments(options, session.includes(), "-o", "out.o", "in.S"));
    }
  },
  SCRIPT(15) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedScript(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.ld", input);
      List<String> options =
          oneOf(random, "--gc-sections", "--no-relax", "-n", "-N", "--orphan-handling=warn", "-M");
      session.run(
          "ld",
          arguments(options, "-T", "in.ld", "-Map=map", "-o", "out.elf", "main.o", "other.o"));
    }
  },
  OBJECT(20) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedObject(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.o", input);
      session.run("dump", arguments(oneOf(random, "-x", "-S", "-D", "-r", "-t"), "in.o"));
      List<String> options =
          oneOf(random, "-Tgood.ld", "--gc-sections", "--listing=l.html", "--listing=l.txt", "-s");
      session.run("ld", arguments(options, "-o", "out.elf", "in.o", "other.o"));
    }
  },
  ARCHIVE(6) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedArchive(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.a", input);
      session.run("dump", List.of("-h", "in.a"));
      List<String> options = oneOf(random, "--whole-archive", "--start-group", "-ufar");
      session.run("ld", arguments(options, "-o", "out.elf", "main.o", "in.a"));
    }
  },
  PROGRAM(5) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedProgram(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.elf", input);
      session.run("dump", arguments(oneOf(random, "-x", "-S", "-D", "-Maliases"), "in.elf"));
    }
  },
  LISTING(5) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return corpus.damagedSource(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.s", input);
      String listing = random.nextBoolean() ? "--listing=l.html" : "--listing=l.txt";
      session.run("asm", arguments(List.of(listing), session.includes(), "-o", "out.o", "in.s"));
    }
  },
  FORMATTED(4) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return random.nextInt(4) == 0 ? corpus.damagedHeader(random) : corpus.damagedSource(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.s", input);
      session.run("fmt", List.of(random.nextBoolean() ? "--diff" : "in.s", "in.s"));
      String text = new String(input, UTF_8);
      String once = Formatter.format(text);
      if (!once.equals(Formatter.format(once))) {
        throw new IllegalStateException("laid out twice, it is another text");
      }
      if (!Arrays.equals(assembled(text), assembled(once))) {
        throw new IllegalStateException("laid out, it has other bytes");
      }
    }
  },
  EDITED(3) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      return random.nextBoolean() ? corpus.damagedHeader(random) : corpus.damagedSource(random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      String name = random.nextBoolean() ? "edited.S" : "edited.s";
      EditorProbe.ask(session.path(name), new String(input, UTF_8), Corpus.includes(), random);
    }
  },
  ARGUMENTS(1) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      byte[] good =
          "-T good.ld -Map=map --defsym=x=ADDR(.text)+4 -e _start -o out.elf -u far -z max-page-size=64 main.o other.o"
              .getBytes(UTF_8);
      return TextMutations.damaged(good, good, List.of("@in.args", "-l", "-(", "--", "="), random);
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.args", input);
      session.run("ld", List.of("@in.args"));
      List<String> words = List.of(new String(input, ISO_8859_1).replace("@", "").split("\\s+", 4));
      session.run("explain", words);
    }
  },
  BYTES(1) {
    @Override
    byte[] input(Corpus corpus, SplittableRandom random) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      return bytes;
    }

    @Override
    void use(byte[] input, Session session, SplittableRandom random) {
      session.write("in.bin", input);
      session.run("dump", List.of("--raw", "--base=0x80000000", "in.bin"));
    }
  };

  /// How many of a hundred rounds are of this kind.
  private final int share;

  Kind(int share) {
    this.share = share;
  }

  abstract byte[] input(Corpus corpus, SplittableRandom random);

  abstract void use(byte[] input, Session session, SplittableRandom random);

  boolean isText() {
    return switch (this) {
      case SOURCE, PREPROCESSED, SCRIPT, LISTING, FORMATTED, EDITED, ARGUMENTS -> true;
      case OBJECT, ARCHIVE, PROGRAM, BYTES -> false;
    };
  }

  static Kind any(SplittableRandom random) {
    int place = random.nextInt(Arrays.stream(values()).mapToInt(kind -> kind.share).sum());
    for (Kind kind : values()) {
      place -= kind.share;
      if (place < 0) {
        return kind;
      }
    }
    throw new IllegalStateException();
  }

  /// One of the options, or none.
  private static List<String> oneOf(SplittableRandom random, String... options) {
    int place = random.nextInt(options.length + 2);
    return place < options.length ? List.of(options[place]) : List.of();
  }

  private static List<String> arguments(List<String> options, String... others) {
    return Stream.concat(options.stream(), Arrays.stream(others)).toList();
  }

  private static List<String> arguments(List<String> options, String[] more, String... others) {
    List<String> all = new ArrayList<>(options);
    all.addAll(Arrays.asList(more));
    all.addAll(Arrays.asList(others));
    return all;
  }

  /// The object of a text, or nothing if it is wrong.
  private static byte[] assembled(String text) {
    return new Assembler()
        .assemble(SourceText.file("in.s", text), AssemblerOptions.standard(), new Diagnostics())
        .map(ElfWriter::write)
        .orElse(new byte[0]);
  }
}
