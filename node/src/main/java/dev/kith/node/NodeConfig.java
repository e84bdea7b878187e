package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that a node is started with: checked, typed, without a trace of where it came from.
///
/// @param data absolute
/// @param slots 1 to 64 shards at once
/// @param label empty: the host's name
public record NodeConfig(Path data, Role role, int slots, String label, Http http, Access access, Jobs jobs, Sandbox sandbox,
    Volunteers volunteers, Mesh mesh, Times times, LogLevel logLevel, LogFormat logFormat) {

  /// How long a start may take.
  public Duration startMax() { return times.startMax(); }

  /// The door. @param trustProxy hops of X-Forwarded-For that are believed
  public record Http(String host, int port, String basePath, int trustProxy, Optional<URI> publicUrl, Optional<Path> tlsCert,
      Optional<Path> tlsKey, int bodyBytes, int socketsMax, int socketsPerAddressMax,
      List<String> hosts) {
    public Http {
      if (tlsCert.isPresent() != tlsKey.isPresent())
        throw KithException.invalid("http.tlsCert and http.tlsKey go together: one of them is missing");
      if (port > 65_535 || port < 0)
        throw KithException.invalid("http.port must be from 0 to 65535, not " + port);
    }

    /// Whether only this machine can reach it.
    public boolean loopback() { return isLoopback(host); }

    /// Whether it speaks TLS: nothing crosses the network in clear.
    public boolean tls() { return tlsCert.isPresent() || !loopback(); }

    /// Whether the certificate has to be made.
    public boolean selfSigned() { return tls() && tlsCert.isEmpty(); }
  }

  /// Keys, invites and their limits.
  public record Access(Optional<Secret> clientKey, Optional<Secret> inviteSecret, Optional<Secret> signingPrivateKey,
      Optional<Secret> signingPublicKey, Duration signedJobTtl, Duration inviteTtl, int inviteMaxUses, boolean inviteLatestOnly,
      int shortCodeLength, int invitesActiveMax, int phraseWords, Duration callWindow, int callsMax, int failuresMax,
      int failuresGlobalMax, Duration sessionIdle, Duration sessionMax) {
    public Access {
      if (signingPublicKey.isPresent() && signingPrivateKey.isEmpty())
        throw KithException.invalid("access.jobSigningPublicKeyFile goes with access.jobSigningPrivateKeyFile, which is missing");
    }
  }

  /// What a job may be, and how long it is kept. @param timeoutDefault zero: none
  public record Jobs(int codeBytes, int argsBytes, int resultBytes, Duration timeoutMin, Duration timeoutMax,
      Duration timeoutDefault, int attemptsDefault, long shardUnitsMin, int shardsPerSlot, long shardsMax, int openMax,
      int keptMax,
      Duration keptFor, int eventsMax, Duration blockTarget, Duration leaseMax) {
    public Jobs {
      if (timeoutMin.compareTo(timeoutMax) > 0) {
        throw KithException.invalid("jobs.timeoutMin must be at most jobs.timeoutMax (" + timeoutMax.toMillis() + " ms), not "
            + timeoutMin.toMillis() + " ms");
      }
      if (!timeoutDefault.isZero() && (timeoutDefault.compareTo(timeoutMin) < 0 || timeoutDefault.compareTo(timeoutMax) > 0)) {
        throw KithException.invalid("jobs.timeoutDefault must be 0 ms or from jobs.timeoutMin to jobs.timeoutMax ("
            + timeoutMin.toMillis() + " to " + timeoutMax.toMillis() + " ms), not " + timeoutDefault.toMillis() + " ms");
      }
    }
  }

  /// Of one slot's engine. @param residentBytes at which its process is killed @param require as `sandbox.require` says
  public record Sandbox(long heapBytes, long residentBytes, String require) {}

  /// Limits of browser tabs. @param messagesMax of one tab in ten seconds
  public record Volunteers(int frameBytes, int messagesMax, Duration messageWindow, int perAddressMax, int connectedMax,
      int slotsMax) {}

  /// How this node meets others. Ports: 0 for any free one.
  ///
  /// @param host that is listened on for nodes
  /// @param addresses IP literals and host names told to others, best first; empty: all that the machine has
  /// @param seeds `host:port` of members' cluster ports
  /// @param coord door of the authority for this start, `host:port[/base]`
  /// @param insecureDev only where no traffic leaves the machine; without effect
  public record Mesh(boolean discovery, int discoveryPort, int challengePort, int clusterPort, int busPort, String host,
      List<String> addresses, List<String> seeds, Optional<String> coord, Duration cardLife, Admission admission,
      Set<NodeId> allowlist, int linksMax,
      Duration revocationsMaxAge, KeyAgreement suite, boolean outboundOnly, boolean insecureDev) {
    public Mesh {
      addresses = List.copyOf(addresses);
      addresses.forEach(Mesh::literal);
      seeds = List.copyOf(seeds);
      seeds.forEach(Mesh::seed);
      allowlist = Set.copyOf(allowlist);
      if (admission == Admission.OPEN && !allowlist.isEmpty())
        throw KithException.invalid("mesh.allowlist goes with mesh.admission allowlist, which is open");
      if (outboundOnly && !addresses.isEmpty())
        throw KithException.invalid("mesh.addresses must be empty if mesh.outboundOnly is true: nobody can reach the node");
    }

    /// Whether only nodes of this machine can reach it.
    boolean loopback() { return isLoopback(host); }

    private static void literal(String address) {
      if (!address.matches("[0-9.]+|.*:.*"))
        return; // a host name
      try {
        Objects.requireNonNull(InetAddress.ofLiteral(address));
      } catch (IllegalArgumentException e) {
        throw new KithException(ErrorCode.INVALID, "mesh.addresses must have IP addresses or host names, not \"" + address + "\"",
            e);
      }
    }

    private static void seed(String seed) {
      int port = Integer.parseInt(seed.substring(seed.lastIndexOf(':') + 1));
      if (port < 1 || port > 65_535)
        throw KithException.invalid("mesh.seeds: the port of " + seed + " must be from 1 to 65535");
    }

    private static void demandLoopback(String host) {
      if (!isLoopback(host))
        throw KithException.invalid("mesh.insecureDev (--insecure-dev) is for loopback only, and the node listens on " + host);
    }
  }

  static boolean isLoopback(String host) {
    if (host.equals("localhost"))
      return true;
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name, which may be anywhere
    }
  }

  static NodeConfig of(Configuration from, Map<String, String> environment) {
    Path data = from.get(Settings.DATA).orElseGet(() -> DataDirectory.standard(environment));
    int slots = from.number(Settings.SLOTS);
    int cores = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Limits.WORKER_SLOTS);
    return new NodeConfig(data.toAbsolutePath().normalize(), from.get(Settings.ROLE), slots == 0 ? cores : slots,
        from.get(Settings.LABEL), http(from), access(from), jobs(from),
        new Sandbox(from.get(Settings.HEAP), from.get(Settings.RESIDENT), from.get(Settings.REQUIRE)), volunteers(from),
        mesh(from), Times.of(from),
        from.get(Settings.LOG_LEVEL),
        from.get(Settings.LOG_FORMAT));
  }

  private static Http http(Configuration from) {
    String publicUrl = from.get(Settings.PUBLIC_URL);
    return new Http(from.get(Settings.HOST), from.number(Settings.PORT), from.get(Settings.BASE_PATH).replaceAll("/+$", ""),
        from.number(Settings.TRUST_PROXY), publicUrl.isEmpty() ? Optional.empty() : Optional.of(URI.create(publicUrl)),
        from.get(Settings.TLS_CERT), from.get(Settings.TLS_KEY), from.number(Settings.BODY_MAX),
        from.number(Settings.HTTP_SOCKETS_MAX), from.number(Settings.HTTP_SOCKETS_PER_ADDRESS), from.get(Settings.HTTP_HOSTS));
  }

  private static Access access(Configuration from) {
    return new Access(from.get(Settings.CLIENT_KEY), from.get(Settings.INVITE_SECRET), from.get(Settings.SIGNING_PRIVATE),
        from.get(Settings.SIGNING_PUBLIC), from.get(Settings.SIGNED_JOB_TTL), from.get(Settings.INVITE_TTL),
        from.number(Settings.INVITE_USES), from.get(Settings.LATEST_ONLY), from.number(Settings.CODE_LENGTH),
        from.number(Settings.INVITES_ACTIVE), from.number(Settings.PHRASE_WORDS), from.get(Settings.CALL_WINDOW),
        from.number(Settings.CALLS_MAX), from.number(Settings.FAILURES_MAX),
        from.number(Settings.FAILURES_GLOBAL), from.get(Settings.SESSION_IDLE), from.get(Settings.SESSION_MAX));
  }

  private static Jobs jobs(Configuration from) {
    return new Jobs(from.number(Settings.CODE_BYTES), from.number(Settings.ARGS_BYTES), from.number(Settings.RESULT_BYTES),
        from.get(Settings.TIMEOUT_MIN), from.get(Settings.TIMEOUT_MAX), from.get(Settings.TIMEOUT_DEFAULT),
        from.number(Settings.ATTEMPTS), from.get(Settings.UNITS_MIN), from.number(Settings.SHARDS_PER_SLOT),
        from.get(Settings.SHARDS_MAX), from.number(Settings.OPEN_MAX), from.number(Settings.KEPT_MAX),
        from.get(Settings.KEPT_FOR),
        from.number(Settings.EVENTS_MAX), from.get(Settings.BLOCK_TARGET), from.get(Settings.LEASE_MAX));
  }

  private static Mesh mesh(Configuration from) {
    String own = from.get(Settings.MESH_HOST);
    String host = own.isEmpty() ? from.get(Settings.HOST) : own;
    if (from.get(Settings.INSECURE_DEV)) {
      Mesh.demandLoopback(from.get(Settings.HOST));
      Mesh.demandLoopback(host);
    }
    return new Mesh(from.get(Settings.DISCOVERY), from.number(Settings.DISCOVERY_PORT), from.number(Settings.CHALLENGE_PORT),
        from.number(Settings.CLUSTER_PORT), from.number(Settings.BUS_PORT), host, from.get(Settings.MESH_ADDRESSES),
        from.get(Settings.SEEDS), Optional.of(from.get(Settings.COORD)).filter(door -> !door.isEmpty()),
        from.get(Settings.CARD_LIFE), from.get(Settings.ADMISSION),
        from.get(Settings.ALLOWLIST).stream().map(NodeId::new).collect(Collectors.toUnmodifiableSet()),
        from.number(Settings.LINKS_MAX), from.get(Settings.REVOCATIONS_MAX_AGE), from.get(Settings.SUITE),
        from.get(Settings.OUTBOUND_ONLY), from.get(Settings.INSECURE_DEV));
  }

  private static Volunteers volunteers(Configuration from) {
    return new Volunteers(from.number(Settings.FRAME_BYTES), from.number(Settings.MESSAGES_MAX),
        from.get(Settings.MESSAGE_WINDOW), from.number(Settings.SOCKETS_PER_ADDRESS), from.number(Settings.SOCKETS_MAX),
        from.number(Settings.TAB_SLOTS));
  }
}
