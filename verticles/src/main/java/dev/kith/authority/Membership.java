package dev.kith.authority;

import dev.kith.bus.Trust.MeshKey;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateRequest;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.IdentityKeys;
import dev.kith.crypto.P256Key;
import dev.kith.crypto.SigningKey;
import dev.kith.crypto.TlsCredential;
import dev.kith.crypto.VerifyingKey;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.AuthorityRequest.Shown;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a node has of its mesh, in `<data>/mesh` (files of mode 0600, each replaced whole). Thread-safe; what it answers changes
/// with [#renewed] and [#update], which block on the disk.
public final class Membership {
  /// What the answer of the authority must fit: keep it from [#renewal] to [#renewed].
  ///
  /// @param tls the key of the new certificate; secret
  public record Asked(Renew request, P256Key tls) {
    @Override
    public String toString() { return "Asked"; }
  }

  /// What does not change as long as the node is of this mesh.
  ///
  /// @param authorityCard as of the time when this node joined
  /// @param jobKey SubjectPublicKeyInfo, base64url
  record Standing(String mesh, NodeId authority, NodeCard authorityCard, String jobKey) {}

  /// What does.
  private record Now(Held held, Ring ring, Lists lists) {}

  private final MeshFiles files;
  private final NodeKeys keys;
  private final Standing standing;
  private final List<X509Certificate> roots;
  private final VerifyingKey jobKey;
  private volatile Optional<SigningKey> jobSecret;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Now current;

  private Membership(MeshFiles files, NodeKeys keys, Standing standing, List<X509Certificate> roots,
      Optional<SigningKey> jobSecret, Now current) {
    this.files = files;
    this.keys = keys;
    this.standing = standing;
    this.roots = roots;
    this.jobKey = VerifyingKey.ofSpki(Transcripts.decoded("jobKey", standing.jobKey));
    this.jobSecret = jobSecret;
    this.current = current;
  }

  /// Empty if this data directory is not of a mesh.
  ///
  /// @throws KithException INTERNAL if a file is damaged or open to others; the node must not start
  public static Optional<Membership> load(Path data) {
    MeshFiles files = MeshFiles.of(data);
    if (!Files.exists(files.standing()))
      return Optional.empty();
    Standing standing = files.json(files.standing(), Standing.class);
    List<X509Certificate> roots = files.text(files.roots(), Certificates::ofPem);
    if (roots.stream().noneMatch(root -> Certificates.mesh(root).equals(standing.mesh)))
      throw MeshFiles.damaged(files.roots(), "it is not the root of mesh " + standing.mesh, null);
    NodeKeys keys;
    Optional<SigningKey> jobSecret;
    try {
      keys = NodeKeys.loadOrCreate(data);
      jobSecret = Files.exists(files.jobKey()) ? Optional.of(SigningKey.loadOrCreate(files.jobKey())) : Optional.empty();
    } catch (IllegalStateException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot start: " + e.getMessage(), e);
    }
    Held.Kept kept = files.json(files.credential(), Held.Kept.class);
    Held held = fitting(files, kept, keys, roots, standing.mesh);
    if (!held.card().identityKey().equals(Base64Url.encode(IdentityKeys.publicKey(keys.identity()))))
      throw MeshFiles.damaged(files.identityKey(), "it is not the key that this node's card names", null);
    Now now = new Now(held, files.json(files.meshKeys(), Ring.class),
        lists(files, jws -> new Lists.Signed(jws, SignedList.open(jws, roots, standing.mesh))));
    return Optional.of(new Membership(files, keys, standing, roots,
        jobSecret.filter(key -> Base64Url.encode(key.publicSpki()).equals(standing.jobKey)), now));
  }

  private static Lists lists(MeshFiles files, Function<String, Lists.Signed> open) {
    Lists lists = Lists.of(files.text(files.revocations(), open));
    List<Lists.Signed> older = Files.exists(files.olderRevocations())
        ? files.text(files.olderRevocations(), text -> text.lines().map(open).toList())
        : List.of();
    for (Lists.Signed each : older)
      lists = lists.with(each);
    return lists;
  }

  /// Checks what the authority sent and keeps it.
  ///
  /// @param token as given to [NodeKeys#enrolment]: pins the root
  /// @throws KithException FORBIDDEN if it does not fit the token or the keys; CONFLICT if this data directory is
  /// of a mesh already
  public static Membership join(Path data, NodeKeys keys, String token, Welcome welcome, Instant now) {
    MeshFiles files = MeshFiles.of(data);
    refuseSecond(files);
    Arrival arrival = Arrival.checked(keys, TokenText.parse(token), welcome, now);
    arrival.write(files);
    return load(data).orElseThrow();
  }

  static void refuseSecond(MeshFiles files) {
    if (Files.exists(files.standing()))
      throw new KithException(ErrorCode.CONFLICT,
          files.standing() + ": this node belongs to a mesh already; it must leave it first");
  }

  /// 32 hex digits.
  public String mesh() { return standing.mesh; }

  public NodeId node() { return card().node(); }

  public NodeCard card() { return current.held.card(); }

  /// Card and intermediate as peers check them (`docs/protocol.md`).
  public byte[] credential() { return current.held.shown().clone(); }

  public TlsCredential tls() { return current.held.tls(); }

  /// The root certificates: one, or more while one replaces another.
  public List<X509Certificate> roots() { return roots; }

  /// The node that renews cards.
  public NodeId authority() { return standing.authority; }

  /// Whether that is this node.
  public boolean isAuthority() { return standing.authority.equals(node()); }

  /// The card of the authority's node as of when this one joined: where to find it.
  public NodeCard authorityCard() { return isAuthority() ? card() : standing.authorityCard; }

  /// Who checks the signatures of jobs.
  public VerifyingKey jobKey() { return jobKey; }

  /// Who signs jobs: for nodes that own jobs.
  public Optional<SigningKey> jobSecret() { return jobSecret; }

  private SigningKey jobSecret(String pkcs8) {
    SigningKey key;
    try {
      key = SigningKey.fromPkcs8(Transcripts.decoded("jobSecret", pkcs8));
    } catch (IllegalArgumentException e) {
      throw new KithException(ErrorCode.FORBIDDEN, "new card refused: the key that signs jobs is none");
    }
    if (!Base64Url.encode(key.publicSpki()).equals(standing.jobKey))
      throw new KithException(ErrorCode.FORBIDDEN, "new card refused: its key is not the one that signs the jobs of this mesh");
    return key;
  }

  /// The keys that members share, the one to use first: a new key is used some seconds after it came, when the others have it too.
  public List<MeshKey> meshKeys(Instant now) { return current.ring.inUse(now); }

  /// The key of that number, if a handshake with it is answered now.
  Optional<MeshKey> meshKey(int number, Instant now) {
    Optional<MeshKey> taken = current.ring.find(number, now);
    return taken.isEmpty() && isAuthority() && number > 0 ? Optional.of(meshKeyMaker().key(number)) : taken;
  }

  /// Makes the mesh keys, if this node is the authority.
  MeshKeyMaker meshKeyMaker() { return new MeshKeyMaker(keys.identity(), mesh()); }

  /// The number of the newest of them.
  public long newestMeshKey() { return current.ring.newest(); }

  Ring ring() { return current.ring; }

  Held held() { return current.held; }

  /// The newest list of the revoked.
  public Revocations revocations() { return current.lists.newest().list(); }

  /// All who are known to be revoked.
  public List<Revocations.Entry> revoked() { return current.lists.entries(); }

  Lists lists() { return current.lists; }

  /// What the authority is to be shown again.
  ///
  /// @param list the id of the list that it asks for
  Shown shown(Optional<String> list) { return new Shown(Base64Url.encode(credential()), list.flatMap(current.lists::jws)); }

  /// When to ask for a new card: after two thirds of its life.
  public Instant renewAt() { return renewAt(card()); }

  static Instant renewAt(NodeCard card) {
    return card.notBefore().plus(Duration.between(card.notBefore(), card.notAfter()).multipliedBy(2).dividedBy(3));
  }

  /// Whether the card says something else than that.
  public boolean differs(Own own) {
    NodeCard card = card();
    return !own.name().equals(card.name()) || !own.ports().equals(card.ports())
        || !card.addresses().equals(Addressing.canonical(own.addresses(), true));
  }

  /// A signed request for a new card; the same identity, a new TLS key.
  public Asked renewal(Own own) {
    P256Key tls = P256Key.generate();
    Renew unsigned = new Renew(Base64Url.encode(CertificateRequest.make(tls, List.of())), own.name(), own.addresses(),
        own.ports(),
        Base64Url.encode(new byte[64]));
    String signature = Base64Url.encode(keys.identity().sign(Transcripts.renewal(unsigned, mesh(), node())));
    return new Asked(new Renew(unsigned.csr(), unsigned.name(), unsigned.addresses(), unsigned.ports(), signature), tls);
  }

  /// What this node serves for that challenge.
  public String answer(String challenge) { return keys.answer(challenge); }

  /// Keeps the new card and certificate. All of it or nothing.
  ///
  /// @throws KithException FORBIDDEN if it does not fit what was asked
  public void renewed(Asked asked, Renewed renewed, Instant now) {
    Held.Kept kept = new Held.Kept(new Renewed(renewed.card(), renewed.chain()), Base64Url.encode(asked.tls.pkcs8()));
    try {
      Held held = Held.of(kept, keys.node().publicKey(), roots, mesh(), now);
      Optional<SigningKey> secret = renewed.jobSecret().map(this::jobSecret);
      synchronized (this) {
        if (secret.isPresent() && jobSecret.isEmpty()) {
          files.write(files.jobKey(), secret.get().pkcs8()); // first: without it a card that says controller is of no use
          jobSecret = secret;
        }
        files.writeJson(files.credential(), kept);
        current = new Now(held, current.ring, current.lists);
      }
    } catch (KithException e) {
      throw e.code() == ErrorCode.INVALID ? new KithException(ErrorCode.FORBIDDEN, "new card refused: " + e.getMessage(), e) : e;
    }
    changed();
  }

  /// Keeps the list of the revoked and the mesh keys, if they are newer. The list is signed; the keys are not: the caller
  /// vouches that they come from the authority.
  ///
  /// @return whether somebody was revoked, or keys have changed
  /// @throws KithException FORBIDDEN if the list is not signed by the authority, INVALID if the keys are none
  public boolean update(Update update, Instant now) {
    Lists.Signed told = new Lists.Signed(update.revocations(), SignedList.open(update.revocations(), roots, mesh()));
    boolean news;
    synchronized (this) {
      Now old = current;
      Ring ring = old.ring.after(update.meshKeys(), now);
      Lists lists = old.lists.with(told);
      keep(old, ring, lists);
      current = new Now(old.held, ring, lists);
      news = !lists.says(old.lists) || old.ring.lacks(ring);
    }
    if (news)
      changed();
    return news;
  }

  private void keep(Now old, Ring ring, Lists lists) {
    if (!lists.older().equals(old.lists.older())) { // before the newest, which leaves out whom they name
      if (lists.older().isEmpty())
        files.delete(files.olderRevocations());
      else
        files.writeText(files.olderRevocations(),
            lists.older().stream().map(Lists.Signed::jws).collect(Collectors.joining("\n")));
    }
    if (!lists.newest().equals(old.lists.newest()))
      files.writeText(files.revocations(), lists.newest().jws());
    if (!ring.equals(old.ring))
      files.writeJson(files.meshKeys(), ring);
  }

  /// @param listener runs after each change, on the thread that made it
  public void whenChanged(Runnable listener) { listeners.add(listener); }

  @Override
  public String toString() { return "Membership[" + node() + " of " + mesh() + "]"; }

  private void changed() { listeners.forEach(Runnable::run); }

  private static Held fitting(MeshFiles files, Held.Kept kept, NodeKeys keys, List<X509Certificate> roots, String mesh) {
    try { // it may be over by now: then it must be renewed, but is not damaged
      return Held.of(kept, keys.node().publicKey(), roots, mesh, Held.issuedAt(kept.renewed()));
    } catch (KithException e) {
      throw MeshFiles.damaged(files.credential(), e.getMessage(), e);
    }
  }
}
