package dev.kith.browser;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.opentest4j.TestAbortedException;

/// The REST interface as `webroot/test/stub-server.js` fakes it, with a hundred workers.
final class PretendedNode implements AutoCloseable {
  static final String KEY = "stub-key";

  private final Process process;
  private final String origin;

  private PretendedNode(Process process, String origin) {
    this.process = process;
    this.origin = origin;
  }

  /// @throws TestAbortedException if there is no Node.js here
  static PretendedNode start() throws IOException {
    boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    if (!present) {
      System.err.println("\n*** IS SKIPPED: no Node.js on the PATH for the node that pages are tested with ***\n");
      throw new TestAbortedException("no Node.js on the PATH");
    }
    Process process = new ProcessBuilder("node", "webroot/test/stub-server.js", "0", "", "100").directory(new File(".."))
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    if (line == null)
      throw new IOException("the pretended node ended before it said where it is");
    return new PretendedNode(process, line.substring(0, line.indexOf("/ ")));
  }

  String origin() { return origin; }

  @Override
  public void close() { process.destroyForcibly(); }
}
