package dev.kith.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// Files of the class path, and only of it, kept once read. Names are checked letter by letter: no dot-file, no `..`,
/// no escape, only known extensions. There are as many as were packaged, so what is kept has a limit.
final class Assets {
  private static final Pattern NAME = Pattern
      .compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.([a-z0-9]+)");
  private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("html", "text/html; charset=utf-8"),
      Map.entry("js", "text/javascript; charset=utf-8"), Map.entry("mjs", "text/javascript; charset=utf-8"),
      Map.entry("css", "text/css; charset=utf-8"), Map.entry("svg", "image/svg+xml"), Map.entry("png", "image/png"),
      Map.entry("ico", "image/x-icon"), Map.entry("webp", "image/webp"), Map.entry("woff2", "font/woff2"),
      Map.entry("json", "application/json"), Map.entry("map", "application/json"), Map.entry("wasm", "application/wasm"),
      Map.entry("webmanifest", "application/manifest+json"), Map.entry("txt", "text/plain; charset=utf-8"));

  /// @param etag quoted
  /// @param gzip the same, smaller; absent if that saves nothing
  record Asset(String type, Buffer bytes, String etag, Optional<Buffer> gzip) {
    static Asset of(String type, byte[] bytes) {
      Optional<Buffer> gzip = type.startsWith("image/p") || bytes.length < GZIP_FROM_BYTES
          ? Optional.empty()
          : Optional.of(compressed(bytes)).filter(smaller -> smaller.length() < bytes.length);
      return new Asset(type, Buffer.buffer(bytes), tag(bytes), gzip);
    }

    private static Buffer compressed(byte[] bytes) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
      return Buffer.buffer(out.toByteArray());
    }
  }

  private static final int GZIP_FROM_BYTES = 1024;

  private final Vertx vertx;
  private final Map<String, Asset> kept = new ConcurrentHashMap<>();

  Assets(Vertx vertx) { this.vertx = vertx; }

  /// @param root a folder of the class path
  /// @param name relative to it, as in the request's path
  Future<Optional<Asset>> find(String root, String name) {
    if (name.length() > 200 || !NAME.matcher(name).matches() || !TYPES.containsKey(extension(name)))
      return Future.succeededFuture(Optional.empty());
    String path = root + "/" + name;
    Asset known = kept.get(path);
    if (known != null)
      return Future.succeededFuture(Optional.of(known));
    return vertx.executeBlocking(() -> read(path), false);
  }

  private Optional<Asset> read(String path) throws IOException {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null)
        return Optional.empty();
      Asset asset = Asset.of(TYPES.get(extension(path)), in.readAllBytes());
      kept.put(path, asset);
      return Optional.of(asset);
    }
  }

  private static String extension(String name) { return name.substring(name.lastIndexOf('.') + 1); }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
