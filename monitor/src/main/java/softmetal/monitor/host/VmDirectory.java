package softmetal.monitor.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.snapshot.Snapshots;

/// The virtual machines that are defined in a store. Whoever changes them has the store to himself.
///
/// A VM is there from the moment on that its definition is, and gone when that is gone; whatever else a loss of power has left
/// behind is nobody's, and is removed when the name is used again.
public final class VmDirectory {
  private final Path store;

  /// @param store a directory with drives
  public VmDirectory(Path store) {
    this.store = store;
  }

  private Vm vm(String name) {
    return new Vm(name, store.resolve("vms").resolve(name));
  }

  public boolean has(String name) {
    return Vm.isName(name) && Files.exists(vm(name).definitionFile());
  }

  /// All of them, by name.
  public List<Vm> all() throws IOException {
    List<Vm> all = new ArrayList<>();
    Path directory = store.resolve("vms");
    if (!Files.isDirectory(directory)) {
      return all;
    }
    try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
      for (Path path : names) {
        String name = path.getFileName().toString();
        if (has(name)) {
          all.add(vm(name));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    all.sort((a, b) -> a.name().compareTo(b.name()));
    return all;
  }

  /// @throws InvalidInputException when there is none of that name, or no store
  public Vm get(String name) throws IOException, InvalidInputException {
    Drives.requireStore(store);
    if (has(name)) {
      return vm(name);
    }
    List<String> names = all().stream().map(Vm::name).toList();
    Optional<String> near = Spelling.nearest(name, names);
    throw new InvalidInputException(
        Problem.NO_SUCH_VM.at(
            SourceText.binary(store.toString()).whole(),
            name,
            near.map("; did you mean `%s`?"::formatted).orElse("")));
  }

  /// Removes what writers of snapshots have left behind that were killed; the store is locked.
  public void removeLeftovers() throws IOException {
    for (Vm vm : all()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(vm.directory())) {
        for (Path file : files) {
          if (Snapshots.isLeftover(file)) {
            Files.delete(file);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
  }

  /// Makes room for a VM, which is not there before [#define].
  ///
  /// @throws InvalidInputException when there is one of that name, or none can have it
  public Vm prepare(String name) throws IOException, InvalidInputException {
    if (!Vm.isName(name) || has(name)) {
      throw new InvalidInputException(
          (Vm.isName(name) ? Problem.VM_EXISTS : Problem.NOT_A_VM_NAME)
              .at(SourceText.binary(store.toString()).whole(), name, Vm.MAX_NAME - 1));
    }
    Vm vm = vm(name);
    Files.createDirectories(vm.directory());
    clear(vm);
    return vm;
  }

  /// Defines a VM. On return it is there, also after a loss of power.
  ///
  /// @param definition arguments of `softmetal run`
  public void define(Vm vm, List<String> definition) throws IOException {
    Path fresh = vm.directory().resolve("definition.new");
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What `softmetal run` is told of %s, an argument on each line.".formatted(vm.name()));
    lines.addAll(definition);
    Files.write(fresh, lines);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        fresh,
        vm.definitionFile(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// Forgets a VM and all that was saved of it; its disks are not touched.
  public void delete(Vm vm) throws IOException {
    Files.deleteIfExists(vm.definitionFile());
    clear(vm);
    Files.deleteIfExists(vm.directory());
  }

  private static void clear(Vm vm) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(vm.directory())) {
      all.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
