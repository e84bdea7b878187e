package dev.kith.node;

import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How the command line of the same user finds the node that runs here: `local.json` (where it is) and `owner.key` (the key) in
/// the data directory, both for this user only.
///
/// @param url without a slash at its end
/// @param certificate that the node made itself, PEM
/// @param pid of its process
public record LocalNode(URI url, Optional<Path> certificate, Optional<Long> pid) {
  private static final String PLACE = "local.json";
  private static final String KEY = "owner.key";
  private static final int MAX_BYTES = 16 * 1024;

  /// Tells where a node is. The key file is written only if it is not there or has another key.
  public static void write(Path data, RunningNode node) {
    JsonObject place = new JsonObject().put("url", node.url().toString()).put("pid", ProcessHandle.current().pid());
    node.certificate().ifPresent(door -> place.put("certificate", door.root().toString()));
    SecretFile.write(data.resolve(PLACE), bytes(place.encode()));
    node.ownerKey().filter(key -> !key(data).equals(Optional.of(key)))
        .ifPresent(key -> SecretFile.write(data.resolve(KEY), bytes(key)));
  }

  private static byte[] bytes(String line) { return (line + "\n").getBytes(StandardCharsets.UTF_8); }

  /// Its process, while it runs.
  public Optional<ProcessHandle> process() { return pid.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive); }

  /// The node is gone; the key stays.
  public static void remove(Path data) throws IOException { Files.deleteIfExists(data.resolve(PLACE)); }

  /// The node that runs from this data directory, as it told.
  public static Optional<LocalNode> read(Path data) {
    return text(data.resolve(PLACE)).map(text -> {
      try {
        JsonObject place = new JsonObject(text);
        return new LocalNode(URI.create(place.getString("url")),
            Optional.ofNullable(place.getString("certificate")).map(Path::of), Optional.ofNullable(place.getLong("pid")));
      } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
        throw new KithException(ErrorCode.INVALID, data.resolve(PLACE) + " is damaged; remove it or start the node again", e);
      }
    });
  }

  /// The owner's key, if it is kept there.
  public static Optional<String> key(Path data) {
    return text(data.resolve(KEY)).map(String::strip).filter(key -> !key.isEmpty());
  }

  private static Optional<String> text(Path file) {
    try {
      return SecretFile.read(file, MAX_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new KithException(ErrorCode.INVALID, e.getMessage(), e);
    }
  }
}
