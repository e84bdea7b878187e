package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this process may open enough files and sockets. The JVM has raised its limit as far as it may by itself.
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
  private static final Path LIMITS = Path.of("/proc/self/limits");
  /// A node without a single connection has about 150 open.
  static final long LEAST = 256;
  private static final long ENOUGH = 2_048;

  private OpenFiles() {}

  /// @throws KithException UNAVAILABLE if a node can't live with so few
  static void demandEnough() {
    if (!Files.isReadable(LIMITS))
      return;
    try {
      limit(Files.readAllLines(LIMITS)).ifPresent(OpenFiles::demand);
    } catch (IOException unreadable) {
      LOG.debug("no limits of this process are told: {}", unreadable.toString());
    }
  }

  static void demand(long most) {
    if (most < LEAST)
      throw new KithException(ErrorCode.UNAVAILABLE,
          "this process may open " + most + " files and sockets, a node needs at least "
              + LEAST + ": raise the limit (ulimit -n 4096; in a systemd unit LimitNOFILE=65536)");
    if (most < ENOUGH)
      LOG.warn(
          "this process may open only {} files and sockets: that is enough for about {} connections (ulimit -n, LimitNOFILE=)",
          most, most - LEAST / 2);
  }

  /// The soft limit; empty if there is none, or it is not told.
  static OptionalLong limit(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("Max open files")).map(line -> line.split("\\s{2,}"))
        .filter(fields -> fields.length > 1 && fields[1].matches("[0-9]{1,18}")).mapToLong(fields -> Long.parseLong(fields[1]))
        .findFirst();
  }
}
