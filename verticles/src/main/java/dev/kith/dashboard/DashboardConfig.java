package dev.kith.dashboard;

import dev.kith.message.KithException;
import dev.kith.message.Limits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where and how the door listens.
///
/// @param port 0 to 65535; 0 for any free one
/// @param basePath empty, or like `/x` without a slash at the end
/// @param trustedProxies how many proxies stand before this door: so many hops of X-Forwarded-* are believed; 0 for none
/// @param hosts further names by which a door on loopback may be called, such as a proxy passes on
/// @param publicUrl origin and base path as people type it, like `https://mesh.example/x`; absent: as the request says
public record DashboardConfig(String host, int port, String basePath, int trustedProxies, Optional<KeyCertOptions> tls,
    Optional<String> publicUrl, JobLimits jobs, DoorLimits door, Set<String> hosts) {
  private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
  private static final Pattern PUBLIC_URL = Pattern.compile("https?://[A-Za-z0-9.\\-\\[\\]:]+(/[A-Za-z0-9._~-]+)*");

  /// What a custom job may ask for, as told in `/api/public-config`.
  ///
  /// @param defaultTimeoutMs 0 for none
  public record JobLimits(int maxCodeBytes, int maxArgsBytes, int maxResultBytes, long minTimeoutMs, long maxTimeoutMs,
      long defaultTimeoutMs, long signedJobTtlSec, int defaultAttempts) {
    public static final JobLimits DEFAULT = new JobLimits(Limits.CODE_BYTES, Limits.ARGS_BYTES, Limits.RESULT_BYTES, 0,
        Limits.TIMEOUT_MAX.toMillis(), 0, 120, Limits.ATTEMPTS_DEFAULT);

    public JobLimits {
      Limits.range("maxCodeBytes", maxCodeBytes, 1, Limits.CODE_BYTES_MAX);
      Limits.range("maxArgsBytes", maxArgsBytes, 4, Limits.ARGS_BYTES_MAX);
      Limits.range("maxResultBytes", maxResultBytes, 1, Limits.RESULT_BYTES_MAX);
      Limits.range("minTimeoutMs", minTimeoutMs, 0, Limits.TIMEOUT_MAX.toMillis());
      Limits.range("maxTimeoutMs", maxTimeoutMs, Math.max(1, minTimeoutMs), Limits.TIMEOUT_MAX.toMillis());
      Limits.range("signedJobTtlSec", signedJobTtlSec, 10, 900);
      Limits.range("defaultAttempts", defaultAttempts, 1, Limits.ATTEMPTS_MAX);
      if (defaultTimeoutMs != 0)
        Limits.range("defaultTimeoutMs", defaultTimeoutMs, minTimeoutMs, maxTimeoutMs);
    }
  }

  /// What the door itself bears.
  ///
  /// @param bodyBytes of a request; more if code and arguments may be larger
  /// @param headTime within which a request's head must have come, from its first byte on
  /// @param bodyTime within which a request's body must have come
  /// @param sockets open connections in all
  /// @param socketsPerAddress open connections of one address, unless all come from a trusted proxy
  /// @param idle a connection on which nothing moves is closed
  /// @param streamsPerKey live streams of one key at once
  /// @param streams live streams of all keys at once
  /// @param slowReader a connection whose other end takes nothing of what is sent for so long is cut
  /// @param heartbeat between comments that keep a quiet stream open
  /// @param progress the least time between two `progress` events of a stream
  public record DoorLimits(int bodyBytes, Duration headTime, Duration bodyTime, Duration idle, int sockets, int socketsPerAddress,
      int webSocketBytes, int streamsPerKey, int streams, Duration slowReader, Duration heartbeat, Duration progress) {
    public static final DoorLimits DEFAULT = new DoorLimits(128 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(30),
        Duration.ofSeconds(75), 10_000, 256, Limits.VOLUNTEER_FRAME_BYTES, 16, 256, Duration.ofSeconds(10),
        Duration.ofSeconds(15), Duration.ofMillis(200));

    public DoorLimits {
      Limits.range("bodyBytes", bodyBytes, 1024, 16L << 20);
      Limits.range("headTime (ms)", headTime.toMillis(), 100, 600_000);
      Limits.range("sockets", sockets, 16, 1_000_000);
      Limits.range("socketsPerAddress", socketsPerAddress, 1, 1_000_000);
      Limits.range("bodyTime (ms)", bodyTime.toMillis(), 100, 600_000);
      Limits.range("idle (s)", idle.toSeconds(), 35, 3600);
      Limits.range("webSocketBytes", webSocketBytes, 1024, 16L << 20);
      Limits.range("streamsPerKey", streamsPerKey, 1, 10_000);
      Limits.range("streams", streams, 1, 100_000);
      Limits.range("slowReader (ms)", slowReader.toMillis(), 50, 600_000);
      Limits.range("heartbeat (ms)", heartbeat.toMillis(), 50, 30_000);
      Limits.range("progress (ms)", progress.toMillis(), 200, 60_000);
    }

    /// The same with other limits of bodies, messages and connections.
    public DoorLimits with(int body, int webSocket, int inAll, int perAddress) {
      return new DoorLimits(body, headTime, bodyTime, idle, inAll, perAddress, webSocket, streamsPerKey, streams, slowReader,
          heartbeat, progress);
    }
  }

  public DashboardConfig {
    Limits.length("host", host, 1, 255);
    Limits.range("port", port, 0, 65_535);
    hosts = Set.copyOf(hosts);
    Limits.range("trustedProxies", trustedProxies, 0, 16);
    if (!BASE_PATH.matcher(basePath).matches())
      throw KithException.invalid("basePath must be empty or like /x, not \"" + basePath + "\"");
    publicUrl.ifPresent(url -> {
      if (!PUBLIC_URL.matcher(url).matches())
        throw KithException.invalid("publicUrl must be like https://mesh.example/x, not \"" + url + "\"");
    });
  }

  /// Without further names.
  public DashboardConfig(String host, int port, String basePath, int trustedProxies, Optional<KeyCertOptions> tls,
      Optional<String> publicUrl, JobLimits jobs, DoorLimits door) {
    this(host, port, basePath, trustedProxies, tls, publicUrl, jobs, door, Set.of());
  }

  OwnHosts ownHosts() { return new OwnHosts(host, publicUrl, hosts); }

  /// The defaults on this host and port.
  public static DashboardConfig of(String host, int port) {
    return new DashboardConfig(host, port, "", 0, Optional.empty(), Optional.empty(), JobLimits.DEFAULT, DoorLimits.DEFAULT);
  }

  /// The address that a request comes from, past the trusted proxies.
  public String remoteOf(HttpServerRequest request) { return Visitor.of(request, trustedProxies).remote(); }

  /// Escapes may double what code and arguments need.
  int bodyLimit() { return Math.max(door.bodyBytes(), 2 * (jobs.maxCodeBytes() + jobs.maxArgsBytes())); }

  /// The path of cookies: the base path, or `/`.
  String cookiePath() { return basePath.isEmpty() ? "/" : basePath; }
}
