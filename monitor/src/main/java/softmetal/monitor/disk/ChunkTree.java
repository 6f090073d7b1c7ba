package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which chunk of a disk lies where, for any number of disks and of moments of disks that have most of it in common.
///
/// A tree of five levels with 64 branches each, whatever the size of the disk. A moment is a reference to a root; two moments
/// share every node that did not change between them, so that taking one costs nothing and reading one never depends on how many
/// there are. Nodes count who refers to them: a node with a count of one, below others with a count of one, is its disk's own and
/// may be changed; any other is copied first. What nobody refers to any more gives its chunk back at once.
///
/// A branch that is absent stands for zeros. A node without branches stands for a run: its chunks lie in [Chunks] one behind
/// the other. At the lowest level that is a single chunk.
///
/// Not thread-safe: nodes are shared, so all disks that may share some are used under one lock.
final class ChunkTree {
  private static final int BITS = 6;
  private static final int WIDTH = 1 << BITS;
  private static final int HEIGHT = 5;
  static final int MAX_CHUNKS = 1 << (BITS * HEIGHT);

  private ChunkTree() {}

  /// @see ChunkTree
  static final class Node {
    private int references = 1;
    private @Nullable Node @Nullable [] branches;
    private @Nullable Chunks chunks;
    private int first;

    private Node() {}

    private Node(Chunks chunks, int first) {
      this.chunks = chunks;
      this.first = first;
    }

    Chunks chunks() {
      Chunks known = chunks;
      if (known == null) {
        throw new IllegalStateException("a node with branches lies nowhere");
      }
      return known;
    }

    int first() {
      return first;
    }

    /// The same contents are somewhere else now, for all who know this node.
    void moveTo(Chunks elsewhere, int chunk) {
      chunks = elsewhere;
      first = chunk;
    }
  }

  /// A whole tree, or a single chunk: chunk 0 is `first`, and so on.
  static Node run(Chunks chunks, int first) {
    return new Node(chunks, first);
  }

  /// One more reference to the same.
  static @Nullable Node share(@Nullable Node node) {
    if (node != null) {
      node.references++;
    }
    return node;
  }

  /// One reference less.
  static void drop(@Nullable Node node) {
    if (node == null || --node.references > 0) {
      return;
    }
    @Nullable Node[] branches = node.branches;
    if (branches == null) {
      node.chunks().release(node.first);
      return;
    }
    for (Node branch : branches) {
      drop(branch);
    }
  }

  static void read(@Nullable Node root, int chunk, int offset, ByteBuffer target)
      throws IOException {
    Node node = root;
    int level = HEIGHT;
    while (node != null && node.branches != null) {
      level--;
      node = node.branches[index(chunk, level)];
    }
    if (node == null) {
      target.put(new byte[target.remaining()]);
    } else {
      node.chunks().read(node.first + within(chunk, level), offset, target);
    }
  }

  /// Where a chunk lies.
  ///
  /// @param chunks absent: nowhere, it is all zeros
  /// @param chunk its number there
  /// @param shared whether another tree has it as well
  record Location(@Nullable Chunks chunks, int chunk, boolean shared) {}

  static Location locate(@Nullable Node root, int chunk) {
    Node node = root;
    int level = HEIGHT;
    boolean shared = false;
    while (node != null) {
      shared |= node.references > 1;
      if (node.branches == null) {
        return new Location(node.chunks(), node.first + within(chunk, level), shared);
      }
      level--;
      node = node.branches[index(chunk, level)];
    }
    return new Location(null, 0, shared);
  }

  /// The node of a single chunk that is not absent; runs around it are cut up.
  static Node leaf(Node root, int chunk) {
    Node node = root;
    for (int level = HEIGHT; level > 0; level--) {
      Node below = branches(node, level)[index(chunk, level - 1)];
      if (below == null) {
        throw new IllegalStateException("chunk %d lies nowhere".formatted(chunk));
      }
      node = below;
    }
    return node;
  }

  /// The same tree with another chunk in one place; it takes the references to both for itself.
  ///
  /// @param leaf absent for zeros
  static @Nullable Node replace(@Nullable Node root, int chunk, @Nullable Node leaf) {
    return replace(root, HEIGHT, chunk, leaf);
  }

  private static @Nullable Node replace(
      @Nullable Node node, int level, int chunk, @Nullable Node leaf) {
    if (level == 0) {
      drop(node);
      return leaf;
    }
    if (node == null && leaf == null) {
      return null;
    }
    Node own = own(node, level);
    @Nullable Node[] branches = branches(own, level);
    int index = index(chunk, level - 1);
    branches[index] = replace(branches[index], level - 1, chunk, leaf);
    return own;
  }

  private static Node own(@Nullable Node node, int level) {
    if (node != null && node.references == 1) {
      return node;
    }
    Node own = new Node();
    own.branches = node == null ? new Node[WIDTH] : branches(node, level).clone();
    for (Node branch : own.branches) {
      share(branch);
    }
    drop(node);
    return own;
  }

  /// Cuts a run into its branches, for all who know the node: they mean the same.
  private static @Nullable Node[] branches(Node node, int level) {
    @Nullable Node[] branches = node.branches;
    if (branches == null) {
      branches = new Node[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        branches[i] = run(node.chunks(), node.first + (i << (BITS * (level - 1))));
      }
      node.branches = branches;
      node.chunks = null;
    }
    return branches;
  }

  /// The chunks below a number that lie elsewhere in two trees; in all others they have equal contents.
  static BitSet differences(@Nullable Node root, @Nullable Node other, int count) {
    BitSet found = new BitSet();
    differences(root, other, HEIGHT, 0, count, found);
    return found;
  }

  private static void differences(
      @Nullable Node node, @Nullable Node other, int level, int base, int count, BitSet found) {
    if (node == other || base >= count || isSameRun(node, other)) {
      return;
    }
    if (level == 0) {
      found.set(base);
    } else if (other == null && node != null && node.branches == null) {
      differencesFromZeros(node, level, base, count, found);
    } else if (node == null && other != null && other.branches == null) {
      differencesFromZeros(other, level, base, count, found);
    } else {
      @Nullable Node[] branches = node == null ? new Node[WIDTH] : branches(node, level);
      @Nullable Node[] others = other == null ? new Node[WIDTH] : branches(other, level);
      for (int i = 0; i < WIDTH; i++) {
        int below = base + (i << (BITS * (level - 1)));
        differences(branches[i], others[i], level - 1, below, count, found);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // where chunks lie is told apart by being it
  private static boolean isSameRun(@Nullable Node node, @Nullable Node other) {
    return node != null
        && other != null
        && node.branches == null
        && other.branches == null
        && node.chunks == other.chunks
        && node.first == other.first;
  }

  private static void differencesFromZeros(Node run, int level, int base, int count, BitSet found) {
    int end = Math.min(count - base, 1 << (BITS * level));
    for (int i = 0; i < end; i++) {
      if (run.chunks().mayHoldData(run.first + i)) {
        found.set(base + i);
      }
    }
  }

  /// The chunks below a number that other trees have as well, and that lie in given [Chunks].
  static BitSet sharedIn(@Nullable Node root, Chunks chunks, int count) {
    BitSet found = new BitSet();
    sharedIn(root, chunks, HEIGHT, 0, count, false, found);
    return found;
  }

  @SuppressWarnings("ReferenceEquality") // where chunks lie is told apart by being it
  private static void sharedIn(
      @Nullable Node node,
      Chunks chunks,
      int level,
      int base,
      int count,
      boolean shared,
      BitSet found) {
    if (node == null || base >= count) {
      return;
    }
    boolean here = shared || node.references > 1;
    if (node.branches == null) {
      if (here && node.chunks == chunks) {
        differencesFromZeros(node, level, base, count, found);
      }
      return;
    }
    for (int i = 0; i < WIDTH; i++) {
      int below = base + (i << (BITS * (level - 1)));
      sharedIn(node.branches[i], chunks, level - 1, below, count, here, found);
    }
  }

  private static int index(int chunk, int level) {
    return (chunk >>> (BITS * level)) & (WIDTH - 1);
  }

  private static int within(int chunk, int level) {
    return chunk & ((1 << (BITS * level)) - 1);
  }
}
