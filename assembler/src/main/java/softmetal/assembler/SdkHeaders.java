package softmetal.assembler;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where `.include "softmetal/board.s"` leads: the assembly headers and routines of the SDK.
public final class SdkHeaders {
  private static final String PROBE = "softmetal/board.s";

  private SdkHeaders() {}

  /// The directory to search, on disk when the launcher has said where the installation is, else inside the SDK's jar on
  /// the class path; empty when there is neither.
  public static Optional<Path> directory() {
    String home = System.getProperty("softmetal.home");
    if (home != null) {
      Path directory = Path.of(home, "sdk", "src", "main", "asm");
      if (Files.exists(directory.resolve(PROBE))) {
        return Optional.of(directory);
      }
    }
    URL resource = SdkHeaders.class.getClassLoader().getResource(PROBE);
    return Optional.ofNullable(resource).map(SdkHeaders::directoryOf);
  }

  private static Path directoryOf(URL resource) {
    try {
      URI uri = resource.toURI();
      Path probe = uri.getScheme().equals("jar") ? inJar(uri) : Path.of(uri);
      Path directory = probe.getParent() == null ? null : probe.getParent().getParent();
      if (directory == null) {
        throw new IllegalStateException("no directory above " + uri);
      }
      return directory;
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot open " + resource, e);
    }
  }

  private static Path inJar(URI uri) throws IOException {
    try {
      return Path.of(uri);
    } catch (FileSystemNotFoundException notYetOpen) {
      return FileSystems.newFileSystem(uri, Map.of()).provider().getPath(uri);
    }
  }
}
