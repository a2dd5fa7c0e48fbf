package dev.weir.samples.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's programs as somebody who may run them: its server refuses to run as root.
 *
 * @param prefix the command that gives up root's rights and then runs the rest of the line; empty
 *     for other users
 * @param owner the uid that the server's files must belong to, if it is not this process's own
 */
record Launcher(List<String> prefix, Optional<Integer> owner) {

  private static final int NOBODY = 65534;

  /** In a user namespace of its own root is nobody, and still owns its files. */
  private static final List<String> UNSHARE = List.of("unshare", "-U");

  /** Containers mostly forbid user namespaces; there the server becomes nobody. */
  private static final List<String> SETPRIV =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  /**
   * Finds out what works for this user on this machine.
   *
   * @param own a file that this process made
   */
  static Launcher detect(Path own) {
    if (uid(own) != 0) {
      return new Launcher(List.of(), Optional.empty());
    }
    if (isNotRoot(UNSHARE)) {
      return new Launcher(UNSHARE, Optional.empty());
    }
    if (isNotRoot(SETPRIV)) {
      return new Launcher(SETPRIV, Optional.of(NOBODY));
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and neither unshare(1) nor setpriv(1) works here to become another user:"
            + " run this as another user, or install util-linux");
  }

  /** Gives a directory and all that is in it to the user that the server runs as. */
  void own(Path directory) {
    if (owner.isEmpty()) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", owner.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give " + directory + " to uid " + owner.get(), e);
    }
  }

  /** Starts a program in the background, its output appended to a file. */
  Process launch(List<String> command, Path log) {
    try {
      return builder(command)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @throws IllegalStateException if it fails, with what it printed
   */
  void run(List<String> command) {
    try {
      Process process = builder(command).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "%s failed with %d: %s".formatted(String.join(" ", command), code, output));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    return new ProcessBuilder(Stream.concat(prefix.stream(), command.stream()).toList())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true);
  }

  private static boolean isNotRoot(List<String> prefix) {
    try {
      new Launcher(prefix, Optional.empty()).run(List.of("sh", "-c", "test $(id -u) != 0"));
      return true;
    } catch (IllegalStateException | UncheckedIOException e) {
      return false;
    }
  }

  private static int uid(Path file) {
    try {
      return (Integer) Files.getAttribute(file, "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the owner of " + file, e);
    }
  }
}
