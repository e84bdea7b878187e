package dev.kith.node;

import dev.kith.message.Limits;
import dev.kith.model.Role;
import dev.kith.node.Alias.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The table of all settings, in the order of the sample file. The file's parser, the environment, `kith config`, the sample
/// and the reference are all made from it.
final class Settings {
  private static final List<Setting<?>> TABLE = new ArrayList<>();
  /// Not the short forms of old, like 127.1: half of the programs read them otherwise.
  private static final String ADDRESS = "([0-9]{1,3}\\.){3}[0-9]{1,3}|(?=[^:]*:)[0-9A-Fa-f:.]{2,45}";
  private static final Pattern ANY = Pattern.compile("[^\\p{Cntrl}]*");
  private static final Duration DAY = Duration.ofDays(1);

  static final Setting<Optional<Path>> DATA = path("node.data",
      "Directory of everything that the node keeps. Empty: $XDG_DATA_HOME/kith, else ~/.local/share/kith. Nobody but this user may read it.",
      as("KITH_DATA"));
  static final Setting<Role> ROLE = add("node.role", new Kind.Choice<>(Role.class, Map.of("master", Role.CONTROLLER)), "dual",
      "What the node that makes a mesh does: own jobs (controller, also `master`), run shards (worker), or both (dual). One that joins is what its card says.");
  static final Setting<Long> SLOTS = whole("node.slots", "0", 0, Limits.WORKER_SLOTS,
      "Shards that it runs at once. 0: one per core.");
  static final Setting<String> LABEL = line("node.label", 64, ANY, "text", "",
      "What people call this node. Empty: the host's name.");

  static final Setting<String> HOST = line("http.host", 253, Pattern.compile("[A-Za-z0-9.:_-]+"), "a host name or an address",
      "127.0.0.1",
      "Address to listen on. 127.0.0.1 (or another loopback address) speaks clear HTTP; any other speaks TLS only: with `tlsCert` and `tlsKey`, "
          + "else with a certificate by the mesh's own authority, so that a phone can join (its browser asks once; compare the fingerprint).",
      as("HOST"));
  static final Setting<Long> PORT = whole("http.port", "8080", 0, 65_535, "Port to listen on. 0: any free one.", as("PORT"));
  static final Setting<String> BASE_PATH = line("http.basePath", 128, Pattern.compile("(/[A-Za-z0-9._~-]+)*/?"),
      "a path such as /kith", "",
      "Path under which a proxy serves the node. Empty: the root.", new Alias("BASE_PATH", Form.PATH));
  static final Setting<Long> TRUST_PROXY = whole("http.trustProxy", "0", 0, 8,
      "How many proxies in front are trusted to name the caller's address (X-Forwarded-For). 0: none.",
      new Alias("TRUST_PROXY", Form.HOPS));
  static final Setting<String> PUBLIC_URL = line("http.publicUrl", 512,
      Pattern.compile("(https?://[A-Za-z0-9.\\-\\[\\]:]+(/[A-Za-z0-9._~-]+)*/?)?"),
      "http(s)://host[:port][/path], or empty", "",
      "What links in invites and `kith join` lines begin with, if people reach the node by another name than the one it listens on. Without a path, `basePath` comes behind it; with one, "
          + "that is the whole path. Empty: by the request.");
  static final Setting<List<String>> HTTP_HOSTS = words("http.hosts", 16,
      Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]"),
      "host names without port",
      "Further names by which a node on loopback may be called, such as a proxy in front passes on (Host). It answers to loopback names, to the host of `publicUrl` and to these alone; others get 421.");
  static final Setting<Optional<Path>> TLS_CERT = path("http.tlsCert", "Certificate chain, PEM. Empty: see `host`.");
  static final Setting<Optional<Path>> TLS_KEY = path("http.tlsKey", "Private key of `tlsCert`, PEM (PKCS#8).");
  static final Setting<Long> BODY_MAX = size("http.bodyMax", "256 KiB", 16 << 10, 8 << 20, "Longest body of a request.",
      new Alias("REQUEST_BODY_LIMIT", Form.BODY));
  static final Setting<Long> HTTP_SOCKETS_MAX = whole("http.socketsMax", "10000", 16, 1_000_000,
      "Connections that may be open at the door.");
  static final Setting<Long> HTTP_SOCKETS_PER_ADDRESS = whole("http.socketsPerAddressMax", "256", 1, 1_000_000,
      "Connections that one address may have open. One more takes the place of one that waits for nothing, else it is refused. Not counted if `trustProxy` is set: all come from the proxy then.");

  static final Setting<Optional<Secret>> CLIENT_KEY = secret("access.clientKeyFile",
      "A client key that you bring along (scopes jobs, jobs-all, invites, watch), beside the owner's, which is made at the first start, and those of `kith key create`.",
      "CLIENT_API_KEY_FILE");
  static final Setting<Optional<Secret>> INVITE_SECRET = secret("access.inviteSecretFile",
      "Accepted for configurations of the predecessor and not used: invites are random secrets of their own, of which only hashes are kept.",
      "WORKER_INVITE_SECRET_FILE");
  static final Setting<Optional<Secret>> SIGNING_PRIVATE = secret("access.jobSigningPrivateKeyFile",
      "Private key that signs jobs, PKCS#8 DER in base64. Empty: an Ed25519 key is made at the first start.",
      "JOB_SIGNING_PRIVATE_KEY_B64_FILE");
  static final Setting<Optional<Secret>> SIGNING_PUBLIC = secret("access.jobSigningPublicKeyFile",
      "Public key of the same, SPKI DER in base64.", "JOB_SIGNING_PUBLIC_KEY_B64_FILE");
  static final Setting<Duration> SIGNED_JOB_TTL = span("access.signedJobTtl", "2 min", Duration.ofSeconds(10),
      Duration.ofMinutes(15), "How long a worker may start shards on one signature before it asks again.",
      new Alias("SIGNED_JOB_TTL_SEC", Form.SECONDS));
  static final Setting<Duration> INVITE_TTL = span("access.inviteTtl", "1 h", Duration.ofMinutes(1), DAY,
      "How long an invite is good if it does not say.", new Alias("WORKER_INVITE_TTL_SEC", Form.SECONDS));
  static final Setting<Long> INVITE_USES = whole("access.inviteMaxUses", "100", 1, 10_000,
      "Tabs that may join by one invite if it does not say.");
  static final Setting<Boolean> LATEST_ONLY = yesNo("access.inviteLatestOnly", "false",
      "Whether a new invite ends the older ones of the same issuer.", new Alias("WORKER_INVITE_REQUIRE_LATEST", Form.BIT));
  static final Setting<Long> CODE_LENGTH = whole("access.shortCodeLength", "10", 7, 16,
      "Characters of an invite's short code. One below 10 is good for 15 minutes only.", plain("SHORT_INVITE_CODE_LENGTH"));
  static final Setting<Long> INVITES_ACTIVE = whole("access.invitesActiveMax", "1000", 1, 50_000,
      "Invites that are good at the same time.", plain("SHORT_INVITE_MAX_ACTIVE"));
  static final Setting<Long> PHRASE_WORDS = whole("access.phraseWords", "8", 5, 8,
      "Words of an invite's phrase.", plain("WORKER_INVITE_PHRASE_WORDS"));
  static final Setting<Duration> CALL_WINDOW = span("access.callWindow", "1 min", Duration.ofMillis(100), Duration.ofHours(1),
      "Window of `callsMax`.", new Alias("API_RATE_LIMIT_WINDOW_MS", Form.MILLIS));
  static final Setting<Long> CALLS_MAX = whole("access.callsMax", "1200", 1, 10_000_000,
      "Calls that one address may make in a window. Loopback is exempt.", plain("API_RATE_LIMIT_MAX"));
  static final Setting<Long> FAILURES_MAX = whole("access.failuresMax", "10", 1, 1_000,
      "Wrong keys, codes or phrases that one address may present in a minute.");
  static final Setting<Long> FAILURES_GLOBAL = whole("access.failuresGlobalMax", "60", 1, 100_000,
      "The same of all addresses together.");
  static final Setting<Duration> SESSION_IDLE = span("access.sessionIdle", "15 min", Duration.ofMinutes(1), DAY,
      "How long a page stays signed in without being used.");
  static final Setting<Duration> SESSION_MAX = span("access.sessionMax", "12 h", Duration.ofMinutes(1), DAY.multipliedBy(7),
      "How long a page stays signed in at most.");

  static final Setting<Long> CODE_BYTES = size("jobs.codeMax", "32 KiB", 1 << 10, Limits.CODE_BYTES_MAX, "Longest job code.",
      new Alias("CUSTOM_JOB_MAX_CODE_BYTES", Form.BYTES));
  static final Setting<Long> ARGS_BYTES = size("jobs.argsMax", "32 KiB", 1 << 10, Limits.ARGS_BYTES_MAX,
      "Longest arguments, as JSON.",
      new Alias("CUSTOM_JOB_MAX_ARGS_BYTES", Form.BYTES));
  static final Setting<Long> RESULT_BYTES = size("jobs.resultMax", "64 KiB", 1 << 10, Limits.RESULT_BYTES_MAX,
      "Longest result of one shard, as JSON.", new Alias("CUSTOM_JOB_MAX_RESULT_BYTES", Form.BYTES));
  static final Setting<Duration> TIMEOUT_MIN = span("jobs.timeoutMin", "0 ms", Duration.ZERO, Limits.TIMEOUT_MAX,
      "Shortest time-out of a shard's code that a job may ask for.", new Alias("CUSTOM_JOB_MIN_TIMEOUT_MS", Form.MILLIS));
  static final Setting<Duration> TIMEOUT_MAX = span("jobs.timeoutMax", "24 h", Duration.ofSeconds(1), Limits.TIMEOUT_MAX,
      "Longest of the same.", new Alias("CUSTOM_JOB_MAX_TIMEOUT_MS", Form.MILLIS));
  static final Setting<Duration> TIMEOUT_DEFAULT = span("jobs.timeoutDefault", "5 min", Duration.ZERO, Limits.TIMEOUT_MAX,
      "Time-out of a shard's code if the job does not say. 0 ms: none.", new Alias("CUSTOM_JOB_DEFAULT_TIMEOUT_MS", Form.MILLIS));
  static final Setting<Long> ATTEMPTS = whole("jobs.attemptsDefault", "3", 1, Limits.ATTEMPTS_MAX,
      "Times that a shard is tried if the job does not say.");
  static final Setting<Long> UNITS_MIN = whole("jobs.shardUnitsMin", "1", 1, Limits.TOTAL_UNITS,
      "Fewest units of a shard where the node chooses.", plain("SHARD_MIN_UNITS"));
  static final Setting<Long> SHARDS_PER_SLOT = whole("jobs.shardsPerSlot", "200", 1, 1_000_000,
      "Shards per slot at most where the node chooses.", plain("SHARD_MAX_PER_WORKER"));
  static final Setting<Long> SHARDS_MAX = whole("jobs.shardsMax", "100000000", 1, 2_000_000_000L,
      "Most shards of one job.", plain("SHARD_ABSOLUTE_MAX"));
  static final Setting<Long> OPEN_MAX = whole("jobs.openMax", "1000", 1, 100_000,
      "Jobs that have not ended. One more is refused with 503.");
  static final Setting<Long> KEPT_MAX = whole("jobs.keptMax", "10000", 1, 1_000_000, "Ended jobs that are kept.");
  static final Setting<Duration> KEPT_FOR = span("jobs.keptFor", "30 d", Duration.ofMinutes(1), DAY.multipliedBy(3650),
      "How long ended jobs are kept.");
  static final Setting<Long> EVENTS_MAX = whole("jobs.eventsMax", "4000", 16, 100_000, "Events kept of each job.");
  static final Setting<Duration> BLOCK_TARGET = span("jobs.blockTarget", "200 ms", Duration.ofMillis(10), Duration.ofSeconds(10),
      "How long a worker shall be busy with what it takes at once.");
  static final Setting<Duration> LEASE_MAX = span("jobs.leaseMax", "1 h", Duration.ofSeconds(1), Limits.TIMEOUT_MAX,
      "How long a shard may take whose job has no time-out.");

  static final Setting<Long> HEAP = size("sandbox.heapMax", "256 MiB", 64 << 20, 4L << 30,
      "Heap of the engine of one slot. Code that wants more fails alone.");
  static final Setting<Long> RESIDENT = size("sandbox.residentMax", "1536 MiB", 256 << 20, 1L << 40,
      "Resident memory at which the process of one slot is killed.");
  static final Setting<String> REQUIRE = line("sandbox.require", 40, Pattern
      .compile("first|process|(seccomp|landlock|rlimit)(\\+(seccomp|landlock|rlimit)){0,2}"),
      "first, process, or parts of seccomp+landlock+rlimit", "first",
      "What must hold job code in, or this node runs none. first: at least what this system gave when the node first started.");

  static final Setting<Long> FRAME_BYTES = size("volunteers.frameMax", "256 KiB", 16 << 10, Limits.VOLUNTEER_FRAME_BYTES,
      "Longest message of a volunteer's tab.", new Alias("WS_MAX_PAYLOAD", Form.BYTES));
  static final Setting<Long> MESSAGES_MAX = whole("volunteers.messagesMax", "600", 10, 1_000_000,
      "Messages that one tab may send in a window.", plain("WS_MAX_MESSAGES_PER_WINDOW"));
  static final Setting<Duration> MESSAGE_WINDOW = span("volunteers.messageWindow", "10 s", Duration.ofSeconds(1),
      Duration.ofHours(1), "Window of `messagesMax`.", new Alias("WS_MESSAGE_WINDOW_MS", Form.MILLIS));
  static final Setting<Long> SOCKETS_PER_ADDRESS = whole("volunteers.perAddressMax", "64", 1, 10_000,
      "Tabs that one address may have connected.", plain("WS_MAX_CONNECTIONS_PER_IP"));
  static final Setting<Long> SOCKETS_MAX = whole("volunteers.connectedMax", "5000", 1, 100_000, "Tabs that may be connected.");
  static final Setting<Long> TAB_SLOTS = whole("volunteers.slotsMax", "8", 1, Limits.WORKER_SLOTS,
      "Shards that one tab may run at once.", plain("WORKER_MAX_CONCURRENT_JOBS"));

  static final Setting<Boolean> DISCOVERY = yesNo("mesh.discovery", "true",
      "Whether the node announces itself to its networks by UDP and listens for others. Announcements are a hint: only cards are believed.");
  static final Setting<Long> DISCOVERY_PORT = whole("mesh.discoveryPort", "50000", 1, 65_535, "UDP port of announcements.");
  static final Setting<Long> CHALLENGE_PORT = whole("mesh.challengePort", "8802", 1, 65_535,
      "Port on which a node proves its addresses while it joins or renews; the same on all nodes of a mesh, since the authority asks there and nowhere else.");
  static final Setting<Long> CLUSTER_PORT = whole("mesh.clusterPort", "0", 0, 65_535,
      "Port of cluster traffic (mutual TLS). 0: any free one, told by the card; name one if there is a firewall.");
  static final Setting<Long> BUS_PORT = whole("mesh.busPort", "0", 0, 65_535,
      "Port of the event bus (mutual TLS). 0: any free one, told by the card; name one if there is a firewall.");
  static final Setting<String> MESH_HOST = line("mesh.host", 45, Pattern.compile("(" + ADDRESS + ")?"), "an address, or empty",
      "",
      "Address on which other nodes are listened to. Empty: the same as `http.host`.");
  static final Setting<List<String>> MESH_ADDRESSES = words("mesh.addresses", 16,
      Pattern.compile(ADDRESS + "|(?=.{1,100}$)([A-Za-z0-9-]{1,63}\\.)*[A-Za-z][A-Za-z0-9-]{0,62}"), "addresses or host names",
      "Addresses or host names at which other nodes reach this one, best first, such as that of a port forward or of dynamic DNS. Names are looked up again all the time. Empty: all that the machine has.");
  static final Setting<List<String>> SEEDS = words("mesh.seeds", 64,
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}"), "host:port",
      "Cluster ports of members that are tried at the start, beside those that the node remembers.");
  static final Setting<String> COORD = line("mesh.coord", 400,
      Pattern.compile("(([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}(/[A-Za-z0-9._~-]{1,60}){0,4})?"),
      "host:port[/base path], or empty", "",
      "Door of the authority's node for this start, if neither its card nor what this node remembers leads to it any more. The mesh's root decides whether it is believed.");
  static final Setting<Duration> CARD_LIFE = span("mesh.cardLife", "90 d", Duration.ofHours(1), DAY.multipliedBy(365),
      "How long the cards and certificates are good that this node signs as the authority. They are renewed after two thirds of it.");
  static final Setting<Admission> ADMISSION = add("mesh.admission", new Kind.Choice<>(Admission.class), "open",
      "Which nodes with a good card this one talks to: all (open), or those in `allowlist` only.");
  static final Setting<List<String>> ALLOWLIST = words("mesh.allowlist", 1_000, Pattern.compile("[0-9a-f]{32}"), "node ids",
      "Nodes that are let in if `admission` is allowlist. The authority always is.");
  static final Setting<Long> LINKS_MAX = whole("mesh.linksMax", "100", 1, 10_000,
      "Links of nodes that can't be reached that this node serves. One more is refused with a code.");
  static final Setting<Duration> REVOCATIONS_MAX_AGE = span("mesh.revocationsMaxAge", "24 h", Duration.ofMinutes(1),
      DAY.multipliedBy(30), "Age of the list of revoked nodes at which no new session is made until a newer one has been seen.");
  static final Setting<KeyAgreement> SUITE = add("mesh.suite", new Kind.Choice<>(KeyAgreement.class), "hybrid",
      "Key agreement between nodes: X25519 with ML-KEM-768 (hybrid), or X25519 alone (classic).");
  static final Setting<Boolean> OUTBOUND_ONLY = yesNo("mesh.outboundOnly", "false",
      "Whether other nodes can't reach this one (NAT): it then keeps a link to one that it reaches.");
  static final Setting<Boolean> INSECURE_DEV = yesNo("mesh.insecureDev", "false",
      "For trials on loopback, refused otherwise; it has no effect, as nodes speak TLS there too.");

  static final Setting<Duration> START_MAX = span("times.startMax", "3 min", Duration.ofSeconds(10), Duration.ofHours(1),
      "How long a start may take before it is given up.");
  static final Setting<Duration> PING_EVERY = span("times.pingEvery", "1 s", Duration.ofMillis(100), Duration.ofMinutes(1),
      "How often each other node is asked for a sign of life.");
  static final Setting<Duration> SUSPECT_AFTER = span("times.suspectAfter", "2400 ms", Duration.ofMillis(300),
      Duration.ofMinutes(5), "Silence after which a node is suspect, and gets no new work. More than twice `pingEvery`.");
  static final Setting<Duration> DEAD_AFTER = span("times.deadAfter", "7400 ms", Duration.ofMillis(500), Duration.ofMinutes(30),
      "Silence after which a node is dead, and its work goes to others. More than `suspectAfter`.");
  static final Setting<Duration> LOST_DEAD_AFTER = span("times.lostDeadAfter", "800 ms", Duration.ofMillis(100),
      Duration.ofMinutes(1), "The same if its connection closed, from then on. At most `deadAfter`.");
  static final Setting<Duration> GOSSIP_EVERY = span("times.gossipEvery", "5 s", Duration.ofMillis(100), Duration.ofMinutes(10),
      "How often a node tells three others what it knows of all.");
  static final Setting<Duration> HANDSHAKE_MAX = span("times.handshakeMax", "10 s", Duration.ofMillis(100),
      Duration.ofMinutes(1), "How long a handshake with another node may take.");
  static final Setting<Duration> LINK_PING_EVERY = span("times.linkPingEvery", "10 s", Duration.ofMillis(50),
      Duration.ofMinutes(10), "How often a link of a node that can't be reached is asked for a sign of life.");
  static final Setting<Duration> LINK_DEAD_AFTER = span("times.linkDeadAfter", "20 s", Duration.ofMillis(100),
      Duration.ofMinutes(20), "Silence after which such a link is closed. At least twice `linkPingEvery`.");
  static final Setting<Long> LINK_BURST = whole("times.linkBurst", "4000", 1, 1_000_000,
      "Messages that one link may bring at once before it is read more slowly. At least `linkPerSecond`.");
  static final Setting<Long> LINK_PER_SECOND = whole("times.linkPerSecond", "2000", 1, 1_000_000,
      "Messages that one link may bring a second on average.");

  static final Setting<LogLevel> LOG_LEVEL = add("log.level", new Kind.Choice<>(LogLevel.class), "info",
      "Least important events that `kith up` writes.");
  static final Setting<LogFormat> LOG_FORMAT = add("log.format", new Kind.Choice<>(LogFormat.class), "text",
      "One line of text an event, or one JSON object.");

  static final List<Setting<?>> ALL = Collections.unmodifiableList(TABLE);
  /// What a later start takes over if nobody says otherwise: where and how others find the node. See [StartedWith].
  static final List<Setting<?>> KEPT = List.of(LABEL, HOST, PORT, BASE_PATH, TRUST_PROXY, PUBLIC_URL, TLS_CERT, TLS_KEY,
      DISCOVERY,
      DISCOVERY_PORT, CHALLENGE_PORT, CLUSTER_PORT, BUS_PORT, MESH_HOST, MESH_ADDRESSES, SEEDS, OUTBOUND_ONLY);

  private Settings() {}

  private static <T> Setting<T> add(String key, Kind<T> kind, String fallback, String doc, Alias... aliases) {
    Setting<T> setting = Setting.of(key, kind, fallback, doc, aliases);
    TABLE.add(setting);
    return setting;
  }

  private static Setting<Long> whole(String key, String fallback, long min, long max, String doc, Alias... aliases) {
    return add(key, new Kind.Whole(min, max), fallback, doc, aliases);
  }

  private static Setting<Long> size(String key, String fallback, long min, long max, String doc, Alias... aliases) {
    return add(key, new Kind.Size(min, max), fallback, doc, aliases);
  }

  private static Setting<Duration> span(String key, String fallback, Duration min, Duration max, String doc, Alias... aliases) {
    return add(key, new Kind.Span(min, max), fallback, doc, aliases);
  }

  private static Setting<Boolean> yesNo(String key, String fallback, String doc, Alias... aliases) {
    return add(key, new Kind.YesNo(), fallback, doc, aliases);
  }

  private static Setting<List<String>> words(String key, int most, Pattern pattern, String shape, String doc) {
    return add(key, new Kind.Words(most, pattern, shape), "", doc);
  }

  private static Setting<Optional<Path>> path(String key, String doc, Alias... aliases) {
    return add(key, new Kind.FilePath(), "", doc, aliases);
  }

  private static Setting<Optional<Secret>> secret(String key, String doc, String alias) {
    return add(key, new Kind.SecretFile(), "", doc, as(alias));
  }

  private static Setting<String> line(String key, int max, Pattern pattern, String shape, String fallback, String doc,
      Alias... aliases) {
    return add(key, new Kind.Line(max, pattern, shape), fallback, doc, aliases);
  }

  private static Alias as(String name) { return new Alias(name, Form.SAME); }

  /// A bare number under a predecessor's name; too large a one is capped.
  private static Alias plain(String name) { return new Alias(name, Form.COUNT); }
}
