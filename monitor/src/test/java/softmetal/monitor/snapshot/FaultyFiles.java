package softmetal.monitor.snapshot;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The file system of the host, of which one operation that changes something fails: creating, writing (of which half is done), forcing,
/// renaming, deleting.
final class FaultyFiles extends FileSystemProvider {
  /// Of an operation that was to fail.
  static final String WHY = "the medium is broken";

  private final FileSystem host;
  private final FileSystem here = new Here();
  private long operations;
  private long failing = Long.MAX_VALUE;

  FaultyFiles(FileSystem host) {
    this.host = host;
  }

  /// Has an operation fail, counted from now on.
  void fail(long number) {
    operations = 0;
    failing = number;
  }

  /// How many there were since [#fail].
  long operations() {
    return operations;
  }

  private boolean fails() {
    return operations++ == failing;
  }

  private void mayFail() throws IOException {
    if (fails()) {
      throw new IOException(WHY);
    }
  }

  /// A path on this file system.
  Path path(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            FaultyFiles.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "getFileSystem" -> here;
                  case "iterator" -> paths(real).iterator();
                  case "equals" -> real.equals(real(arguments[0]));
                  default -> wrapped(invoked(real, method, arguments));
                });
  }

  private static Object invoked(Path real, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    Object[] plain = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = real(plain[i]);
    }
    try {
      return method.invoke(real, plain);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private List<Path> paths(Path real) {
    return StreamSupport.stream(real.spliterator(), false).map(this::path).toList();
  }

  private Object wrapped(Object value) {
    return value instanceof Path path ? path(path) : value;
  }

  private static Object real(Object value) {
    return value instanceof Path path && Proxy.isProxyClass(path.getClass())
        ? Path.of(path.toString())
        : value;
  }

  private static Path real(Path path) {
    return (Path) real((Object) path);
  }

  // ---- what changes something ----

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(java.nio.file.StandardOpenOption.WRITE)) {
      mayFail();
    }
    return new Channel(FileChannel.open(real(path), options, attributes));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    mayFail();
    host.provider().move(real(source), real(target), options);
  }

  @Override
  public void delete(Path path) throws IOException {
    mayFail();
    host.provider().delete(real(path));
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    // Nothing to delete is no operation.
    return java.nio.file.Files.exists(real(path)) && deleted(path);
  }

  private boolean deleted(Path path) throws IOException {
    delete(path);
    return true;
  }

  private final class Channel extends FileChannel {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    private void mayFail(ByteBuffer source, long position) throws IOException {
      if (fails()) {
        ByteBuffer half = source.duplicate().limit(source.position() + source.remaining() / 2);
        file.write(half, position);
        throw new IOException(WHY);
      }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      mayFail(source, file.position());
      return file.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      FaultyFiles.this.mayFail();
      return file.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      mayFail(source, position);
      return file.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      FaultyFiles.this.mayFail();
      file.force(metaData);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      FaultyFiles.this.mayFail();
      return file.transferFrom(source, position, count);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      FaultyFiles.this.mayFail();
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
      return file.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, count, target);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }

  // ---- what changes nothing ----

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> all =
        host.provider().newDirectoryStream(real(directory), path -> filter.accept(path(path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = all.iterator();
        return StreamSupport.stream(((Iterable<Path>) () -> paths).spliterator(), false)
            .map(FaultyFiles.this::path)
            .iterator();
      }

      @Override
      public void close() throws IOException {
        all.close();
      }
    };
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    host.provider().checkAccess(real(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return host.provider().readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return host.provider().readAttributes(real(path), attributes, options);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return host.provider().getFileAttributeView(real(path), type, options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return host.provider().isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return host.provider().isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return host.provider().getFileStore(real(path));
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  private final class Here extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return FaultyFiles.this;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return host.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return paths(Path.of("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return host.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return host.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(host.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
      PathMatcher matcher = host.getPathMatcher(syntaxAndPattern);
      return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return host.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return host.newWatchService();
    }
  }
}
