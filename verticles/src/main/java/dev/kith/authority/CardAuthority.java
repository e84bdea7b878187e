package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.CertificateRequest;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.Digests;
import dev.kith.crypto.IdentityKeys;
import dev.kith.crypto.Macs;
import dev.kith.crypto.Randoms;
import dev.kith.crypto.Sealer;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.AuthorityReply.MeshKeyView;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.RevokedView;
import dev.kith.message.AuthorityReply.Show;
import dev.kith.message.AuthorityReply.Status;
import dev.kith.message.AuthorityReply.TokenMade;
import dev.kith.message.AuthorityReply.TokenView;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.message.AuthorityRequest.Shown;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets nodes in, renews and revokes them: runs on one node of the mesh, the one that made it. Thread-safe: one call at a time;
/// calls block on the disk. Nothing takes effect before the [Journal] has it.
public final class CardAuthority implements AutoCloseable {
  /// Cards that one node may be given in an hour.
  static final int CARDS_AN_HOUR = 20;
  private static final Logger LOG = LoggerFactory.getLogger(CardAuthority.class);

  private final MeshFiles files;
  private final Membership membership;
  private final AuthorityConfig config;
  private final InstantSource clock;
  private final AuthorityState state = new AuthorityState();
  private final Orders orders = new Orders();
  private final Journal journal;
  private Issuing issuing;

  private CardAuthority(MeshFiles files, Membership membership, Sealer sealer, AuthorityConfig config, InstantSource clock) {
    this.files = files;
    this.membership = membership;
    this.config = config;
    this.clock = clock;
    this.issuing = new Issuing(membership.mesh(), files.text(files.intermediateKey(), CertificateAuthority::ofPem));
    this.journal = Journal.open(files.journal(), sealer, state::apply);
  }

  /// @param sealer of the data directory's key
  /// @throws KithException INTERNAL if its files are damaged; CONFLICT if this node is not the authority
  public static CardAuthority open(Path data, Membership membership, Sealer sealer, AuthorityConfig config,
      InstantSource clock) {
    if (!membership.isAuthority())
      throw new KithException(ErrorCode.CONFLICT, "node " + membership.node() + " is not the authority of its mesh: "
          + membership.authority() + " is");
    CardAuthority opened = new CardAuthority(MeshFiles.of(data), membership, sealer, config, clock);
    opened.catchUp();
    opened.tend(); // after a restore its own card may be over
    return opened;
  }

  /// Brings journal, list and keys together: a process may have died between them, or one of them is from a backup that is older than
  /// the others.
  private synchronized void catchUp() {
    Instant now = clock.instant();
    NodeCard own = membership.card();
    if (state.node(own.node()).filter(node -> node.has(own.serial())).isEmpty()) {
      LOG.warn(
          "the authority's journal is older than this node's card, or was lost; nodes and those who were revoked are taken back"
              + " from other nodes as they show them. Look at kith ca status");
      keep(Entry.shown(now, own));
    }
    for (Lists.Signed each : membership.lists().all().reversed())
      takeBack(each.list(), now);
    long newest = membership.ring().newest();
    if (newest > state.list().number())
      keep(Entry.taken(now, new Entry.Taken(Revocations.FIRST_ID, nextList(now, newest))));
    spread(List.of());
  }

  public synchronized TokenMade makeToken(MakeToken request) {
    Instant now = clock.instant();
    state.forgetTokens(now);
    if (state.activeTokens(now) >= AuthorityState.TOKENS_MAX)
      throw new KithException(ErrorCode.CONFLICT, "there are " + AuthorityState.TOKENS_MAX
          + " tokens already; revoke some, or wait for their end");
    TokenText token = TokenText.make(rootFingerprint());
    keep(Entry.token(now, new Entry.TokenRow(token.idHex(), Digests.sha256(token.secret()), request.issuer(), request.role(),
        request.uses(), request.outboundOnly(), request.ttl())));
    TokenView view = state.tokens().stream().filter(made -> made.id().equals(token.idHex())).findFirst().orElseThrow();
    return new TokenMade(view, token.text(), List.of(), config.loopback());
  }

  public synchronized List<TokenView> tokens() {
    state.forgetTokens(clock.instant());
    return state.tokens();
  }

  /// @throws KithException NOT_FOUND
  public synchronized void revokeToken(String tokenId) {
    if (state.token(tokenId).isEmpty())
      throw new KithException(ErrorCode.NOT_FOUND, "there is no such token");
    keep(Entry.tokenEnded(clock.instant(), tokenId));
  }

  /// Checks all that can be checked before the challenge. Signs nothing.
  ///
  /// @throws KithException FORBIDDEN: token, signature, role; INVALID: request; CONFLICT: the node has another identity
  public synchronized Order enrol(Enrolment request) {
    Instant now = clock.instant();
    TokenText token = TokenText.parse(request.token());
    Entry.TokenRow row = admitted(token, now);
    if (request.role().filter(role -> role != row.role()).isPresent())
      throw forbidden("token is for role " + row.role() + ", not " + request.role().get());
    byte[] identity = key("identityKey", request.identityKey());
    signed(identity, Transcripts.enrolment(request, token.id(), token.root()), request.signature());
    NodeId node = NodeKeys.idOf(key("staticKey", request.staticKey()));
    known(node, request.identityKey());
    List<String> addresses = row.outboundOnly() ? List.of() : Addressing.canonical(request.addresses(), config.loopback());
    if (addresses.isEmpty() && !row.outboundOnly())
      throw KithException.invalid("addresses must be at least 1: the token is for a node that can be reached");
    Issuing.Wanted wanted = new Issuing.Wanted(node, request.name(), row.role(), request.staticKey(), request.identityKey(),
        requestedKey(request.csr(), addresses), addresses, request.ports());
    return ordered(wanted, identity, addresses, List.of(), Optional.of(row.id()), now);
  }

  /// Uses up the token and issues.
  ///
  /// @param proved those of the order's addresses that answered; at least one, unless it has none
  /// @throws KithException FORBIDDEN if there is no such order any more, or its token is used up by now
  public synchronized Welcome complete(String order, List<String> proved) {
    Instant now = clock.instant();
    Orders.Pending pending = orders.take(order, Optional.empty(), now);
    String token = pending.token().orElseThrow();
    state.over(token, now).ifPresent(why -> {
      throw forbidden(why);
    });
    known(pending.order().node(), pending.wanted().identityKey());
    Issued issued = issue(proved(pending, proved), pending.token(), now);
    Held own = membership.held();
    return new Welcome(membership.roots().stream().map(SignedList::der).toList(), own.kept().renewed().card(),
        own.kept().renewed().chain().get(1), issued.renewed(), signedUpdate(now), Base64Url.encode(membership.jobKey().spki()),
        jobSecret(issued));
  }

  /// For those who own jobs alone. A node that becomes one gets it with the card that says so.
  private Optional<String> jobSecret(Issued issued) {
    return issued.card().role().controls()
        ? membership.jobSecret().map(secret -> Base64Url.encode(secret.pkcs8()))
        : Optional.empty();
  }

  private Renewed whole(Issued issued) {
    return new Renewed(issued.renewed().card(), issued.renewed().chain(), jobSecret(issued));
  }

  /// @param sender as its session proves
  /// @throws KithException FORBIDDEN: revoked, signature; INVALID: request; NOT_FOUND: no card
  public synchronized Renewal renew(NodeId sender, Renew request) {
    Instant now = clock.instant();
    AuthorityState.Node node = member(sender);
    if (node.since(now.minus(Duration.ofHours(1))) >= CARDS_AN_HOUR)
      throw new KithException(ErrorCode.RATE_LIMITED, "node " + sender + " has had " + CARDS_AN_HOUR + " cards in an hour");
    byte[] identity = key("identityKey", node.card().identityKey());
    signed(identity, Transcripts.renewal(request, membership.mesh(), sender), request.signature());
    List<String> addresses = Addressing.canonical(request.addresses(), config.loopback());
    Issuing.Wanted wanted = new Issuing.Wanted(sender, request.name(), node.role(), node.card().staticKey(),
        node.card().identityKey(), requestedKey(request.csr(), addresses), addresses, request.ports());
    List<String> fresh = addresses.stream()
        .filter(address -> !node.card().addresses().contains(address) || Addressing.isName(address)).toList(); // a name may lead elsewhere by now
    if (fresh.isEmpty() || sender.equals(membership.node()))
      return new Renewal.Done(whole(issue(wanted, Optional.empty(), now)));
    List<String> old = addresses.stream().filter(address -> !fresh.contains(address)).toList();
    return new Renewal.Challenged(ordered(wanted, identity, fresh, old, Optional.empty(), now));
  }

  /// The order of that node that waits for its challenge.
  ///
  /// @throws KithException FORBIDDEN if there is none
  public synchronized Order order(NodeId sender, String order) {
    return orders.get(order, Optional.of(sender), clock.instant()).order();
  }

  /// Whether that order's card has other addresses, proved before, so that it can be issued though none of the new ones answered.
  public synchronized boolean hasOthers(NodeId sender, String order) {
    return !orders.get(order, Optional.of(sender), clock.instant()).proved().isEmpty();
  }

  /// @param proved those of the order's addresses that answered; at least one, unless it [#hasOthers]
  public synchronized Renewed completeRenewal(NodeId sender, String order, List<String> proved) {
    Instant now = clock.instant();
    Orders.Pending pending = orders.take(order, Optional.of(sender), now);
    Role role = member(sender).role(); // it may have been granted meanwhile
    return whole(issue(proved(pending, proved).as(role), Optional.empty(), now));
  }

  /// Once this returns, the list is on the disk, and so is a new mesh key, which the node will not be told. Any node may be revoked,
  /// also one of which this authority has lost the card.
  ///
  /// @throws KithException CONFLICT for the authority's own node
  public synchronized void revoke(RevokeNode request) {
    if (request.node().equals(membership.node()))
      throw new KithException(ErrorCode.CONFLICT, "the authority's own node can't be revoked");
    if (state.revoked(request.node()))
      return;
    Instant now = clock.instant();
    keep(Entry.revoked(now, new Entry.Revoked(request.node(), request.reason(), nextList(now, 0), stranger(request.node()))));
    spread(List.of());
  }

  /// A node of which there is no card here may have come in after the backup that this journal is from.
  private Optional<Entry.Stranger> stranger(NodeId node) {
    if (state.node(node).isPresent())
      return Optional.empty();
    if (state.full())
      throw new KithException(ErrorCode.UNAVAILABLE, "a mesh has at most " + AuthorityState.NODES_MAX + " nodes");
    LOG.warn("node {} is revoked, of which the authority's journal has no card", node);
    return Optional.of(new Entry.Stranger("unknown", List.of()));
  }

  /// @param seen a number that was used, as somebody showed
  private Entry.Of nextList(Instant now, long seen) {
    long last = Math.max(state.list().number(), membership.ring().newest());
    return Entry.Of.made(Numbers.after(Math.max(last, seen), now));
  }

  /// @throws KithException CONFLICT if the root's key is not here
  public synchronized void rotateIntermediate() {
    CertificateAuthority made = root().intermediate(clock.instant());
    files.writeText(files.intermediateKey(), made.pem());
    issuing = new Issuing(membership.mesh(), made);
    renewOwn();
    spread(List.of());
  }

  /// @throws KithException NOT_FOUND, CONFLICT if it is revoked
  public synchronized void grant(GrantRole request) {
    AuthorityState.Node node = state.node(request.node()).orElseThrow(() -> unknown(request.node()));
    if (node.revoked())
      throw new KithException(ErrorCode.CONFLICT, "node " + request.node() + " is revoked");
    if (node.role() != request.role())
      keep(Entry.granted(clock.instant(), new Entry.Granted(request.node(), request.role())));
  }

  /// @param live nodes that are there now
  public synchronized Status status(List<NodeId> live) {
    Instant now = clock.instant();
    List<CardView> cards = state.nodes().stream().filter(node -> !node.revoked()).map(CardAuthority::view).toList();
    List<RevokedView> revoked = state.revoked(now).stream()
        .map(entry -> new RevokedView(entry.node(), entry.name(), entry.reason(), entry.at())).toList();
    return new Status(membership.mesh(), membership.node(), rootFingerprint().hex(),
        membership.roots().getFirst().getNotAfter().toInstant(), issuing.intermediate().certificate().getNotAfter().toInstant(),
        cards, live.stream().filter(node -> state.node(node).isEmpty() && !state.revoked(node)).toList(), revoked,
        membership.newestMeshKey(), Files.exists(files.rootKey()));
  }

  /// With the role that its next card will say.
  private static CardView view(AuthorityState.Node node) {
    NodeCard card = node.card();
    return new CardView(card.node(), card.name(), node.role(), card.serial(), card.addresses(), card.notBefore(), card.notAfter(),
        Membership.renewAt(card), node.shown());
  }

  /// The present card of a node.
  ///
  /// @throws KithException NOT_FOUND, or FORBIDDEN if it is revoked
  synchronized NodeCard card(NodeId node) { return member(node).card(); }

  /// @throws KithException FORBIDDEN if the sender is revoked
  public synchronized AuthorityReply update(NodeId sender, GetUpdate request) {
    if (state.revoked(sender))
      throw revoked(sender);
    Optional<String> forgotten = request.lists().stream().filter(list -> !state.knows(list)).findFirst();
    boolean stranger = !sender.equals(membership.node())
        && state.node(sender).filter(node -> node.has(request.serial())).isEmpty();
    if (forgotten.isPresent() || (stranger && !state.full()))
      return new Show(forgotten);
    return update();
  }

  Update update() { return signedUpdate(clock.instant()); }

  /// What a node showed was taken back.
  ///
  /// @param news whether others should hear of it
  record TakenBack(Update update, boolean news) {}

  /// Takes back what this authority once signed and has forgotten, since its files are from a backup.
  ///
  /// @throws KithException FORBIDDEN if it did not sign it, or the sender is revoked
  synchronized TakenBack shown(NodeId sender, Shown shown) {
    Instant now = clock.instant();
    NodeCard card = card(shown);
    if (!card.node().equals(sender))
      throw forbidden("the card is that of node " + card.node() + ", not of " + sender);
    boolean news = shown.list().isPresent()
        && takeBack(SignedList.open(shown.list().get(), membership.roots(), membership.mesh()), now);
    if (state.revoked(sender))
      throw revoked(sender);
    record(card, now);
    return new TakenBack(update(), news);
  }

  private NodeCard card(Shown shown) {
    try {
      return ShownCredential.parse(Transcripts.decoded("credential", shown.credential())).checked(membership.roots(),
          membership.mesh(), clock.instant());
    } catch (Refused e) {
      throw new KithException(ErrorCode.FORBIDDEN, e.getMessage(), e);
    }
  }

  private void record(NodeCard card, Instant now) {
    known(card.node(), card.identityKey());
    if (state.node(card.node()).filter(node -> node.has(card.serial())).isPresent())
      return;
    LOG.warn("node {} ({}) has a card of which the authority's journal knew nothing: it is recorded again", card.name(),
        card.node());
    keep(Entry.shown(now, card));
    endTokens(card.notBefore(), now);
  }

  /// @return whether there was anything new in it
  private boolean takeBack(Revocations list, Instant now) {
    List<Revocations.Entry> missing = list.entries().stream()
        .filter(entry -> !state.revoked(entry.node()) && !entry.node().equals(membership.node())).toList();
    if (missing.isEmpty() && state.knows(list.id()))
      return false;
    LOG.warn(
        "the authority's journal is older than list {} of the revoked, which it signed at {}: {} revoked nodes are taken back,"
            + " tokens from before are over",
        list.number(), list.issuedAt(), missing.size());
    long seen = Math.max(list.number(), list.meshKeys().stream().mapToLong(Long::longValue).max().orElse(0));
    Entry.Of next = nextList(now, seen);
    missing.forEach(entry -> keep(Entry.revoked(entry.at(), new Entry.Revoked(entry.node(), entry.reason(), next,
        state.node(entry.node()).isPresent()
            ? Optional.empty()
            : Optional.of(new Entry.Stranger(entry.name(), entry.serials()))))));
    keep(Entry.taken(now, new Entry.Taken(list.id(), next))); // last: without it the list is asked for again
    endTokens(list.issuedAt(), now);
    spread(list.meshKeys());
    return true;
  }

  /// They may have been used up, or revoked, after the backup.
  private void endTokens(Instant before, Instant now) {
    state.tokensBefore(before, now).forEach(token -> keep(Entry.tokenEnded(now, token)));
  }

  /// To be called every minute or so: ends tokens and orders, renews this node's own card and the intermediate.
  public synchronized void tend() {
    Instant now = clock.instant();
    state.forgetTokens(now);
    orders.forget(now);
    NodeCard own = membership.card();
    if (intermediateIsDue(now) && Files.exists(files.rootKey()))
      rotateIntermediate();
    else if (!now.isBefore(Membership.renewAt(own)))
      renewOwn();
  }

  /// The root's private key and certificate, PEM; secret.
  ///
  /// @throws KithException CONFLICT if the key is not here
  public synchronized String exportRoot() { return root().pem(); }

  /// Deletes the root's private key from this disk. All but a new intermediate goes on without it.
  public synchronized void removeRoot() { files.delete(files.rootKey()); }

  @Override
  public synchronized void close() { journal.close(); }

  private CertificateAuthority root() {
    if (!Files.exists(files.rootKey()))
      throw new KithException(ErrorCode.CONFLICT, "the root's private key is not here; put it back to " + files.rootKey());
    return files.text(files.rootKey(), CertificateAuthority::ofPem);
  }

  private boolean intermediateIsDue(Instant now) {
    return now.plus(CertificateAuthority.INTERMEDIATE_LIFE.dividedBy(3))
        .isAfter(issuing.intermediate().certificate().getNotAfter().toInstant());
  }

  private void renewOwn() {
    NodeCard card = membership.card();
    Membership.Asked asked = membership.renewal(new Own(card.name(), card.addresses(), card.ports()));
    Issuing.Wanted wanted = new Issuing.Wanted(card.node(), card.name(), member(card.node()).role(), card.staticKey(),
        card.identityKey(), new Blob(asked.tls().publicSpki()), card.addresses(), card.ports());
    Instant now = clock.instant();
    membership.renewed(asked, issue(wanted, Optional.empty(), now).renewed(), now);
  }

  /// Brings this node's own list and mesh keys to what the journal says.
  ///
  /// @param forgotten numbers of mesh keys that nodes may still have
  private void spread(List<Long> forgotten) {
    Instant now = clock.instant();
    MeshKeyMaker maker = membership.meshKeyMaker();
    Map<Long, MeshKeyView> keys = new TreeMap<>(Comparator.reverseOrder());
    forgotten.forEach(number -> keys.put(number, maker.view(number)));
    membership.ring().views().forEach(view -> keys.put(view.number(), view));
    keys.computeIfAbsent(state.list().number(), maker::view);
    List<MeshKeyView> newest = keys.values().stream().limit(Ring.KEYS_MAX).toList();
    membership.update(new Update(signedList(now, newest), newest), now);
  }

  private Update signedUpdate(Instant now) {
    List<MeshKeyView> keys = membership.ring().views();
    return new Update(signedList(now, keys), keys);
  }

  private String signedList(Instant now, List<MeshKeyView> keys) {
    return SignedList.sign(new Revocations(membership.mesh(), state.list().number(), state.list().id(), now,
        SignedList.der(issuing.intermediate().certificate()), state.revoked(now),
        keys.stream().map(MeshKeyView::number).toList()), issuing.intermediate());
  }

  private Entry.TokenRow admitted(TokenText token, Instant now) {
    Optional<Entry.TokenRow> row = state.token(token.idHex());
    boolean right = Macs.constantTimeEquals(Digests.sha256(token.secret()).bytes(),
        row.map(found -> found.secret().bytes()).orElse(new byte[32]));
    if (row.isEmpty() || !right || !token.root().equals(rootFingerprint()))
      throw forbidden("token is unknown to this mesh");
    state.over(token.idHex(), now).ifPresent(why -> {
      throw forbidden(why);
    });
    return row.get();
  }

  private void known(NodeId node, String identityKey) {
    Optional<AuthorityState.Node> known = state.node(node);
    if (state.revoked(node))
      throw forbidden("node " + node + " is revoked; it must come with a new key");
    if (known.filter(row -> !row.card().identityKey().equals(identityKey)).isPresent())
      throw new KithException(ErrorCode.CONFLICT, "node " + node + " is known by another identity key");
    if (known.isEmpty() && state.full())
      throw new KithException(ErrorCode.UNAVAILABLE, "a mesh has at most " + AuthorityState.NODES_MAX + " nodes");
  }

  private AuthorityState.Node member(NodeId id) {
    if (state.revoked(id))
      throw revoked(id);
    return state.node(id).orElseThrow(() -> unknown(id));
  }

  private Order ordered(Issuing.Wanted wanted, byte[] identity, List<String> challenged, List<String> old,
      Optional<String> token, Instant now) {
    String challenge = Randoms.token(16);
    Order order = new Order(Randoms.token(16), wanted.node(), challenge, NodeKeys.answer(challenge, identity), challenged,
        now.plus(Orders.TTL));
    orders.add(new Orders.Pending(order, wanted, token, old), now);
    return order;
  }

  /// What was asked for, with those addresses alone that are proved.
  private static Issuing.Wanted proved(Orders.Pending pending, List<String> proved) {
    List<String> challenged = pending.order().addresses();
    if (!challenged.containsAll(proved) || (proved.isEmpty() && !challenged.isEmpty() && pending.proved().isEmpty()))
      throw forbidden("no address of node " + pending.order().node() + " answered the challenge");
    Issuing.Wanted wanted = pending.wanted();
    List<String> addresses = wanted.addresses().stream()
        .filter(address -> proved.contains(address) || pending.proved().contains(address)).toList();
    return new Issuing.Wanted(wanted.node(), wanted.name(), wanted.role(), wanted.staticKey(), wanted.identityKey(),
        wanted.tlsKey(), addresses, wanted.ports());
  }

  private Issued issue(Issuing.Wanted wanted, Optional<String> token, Instant now) {
    return issuing.issue(wanted, config, now, card -> keep(Entry.issued(now, card, token)));
  }

  private void keep(Entry entry) {
    journal.append(entry);
    state.apply(entry);
  }

  /// Of cards that are made now.
  Duration cardLife() { return config.certificateLife(); }

  private Digest rootFingerprint() { return Certificates.fingerprint(membership.roots().getFirst()); }

  private static Blob requestedKey(String csr, List<String> addresses) {
    try {
      return new Blob(CertificateRequest.check(Transcripts.decoded("csr", csr), Set.copyOf(addresses)));
    } catch (IllegalArgumentException e) {
      throw new KithException(ErrorCode.INVALID, "csr: " + e.getMessage(), e);
    }
  }

  private static byte[] key(String field, String base64) {
    byte[] key = Transcripts.decoded(field, base64);
    if (key.length != 32)
      throw KithException.invalid(field + " must have 32 bytes, not " + key.length);
    return key;
  }

  private static void signed(byte[] identity, byte[] transcript, String signature) {
    try {
      if (IdentityKeys.ofPublic(identity).verify(transcript, Transcripts.decoded("signature", signature)))
        return;
    } catch (IllegalArgumentException e) {
      throw new KithException(ErrorCode.INVALID, "identityKey: " + e.getMessage(), e);
    }
    throw forbidden("the request is not signed by the identity key");
  }

  private static KithException forbidden(String why) { return new KithException(ErrorCode.FORBIDDEN, why); }

  private static KithException revoked(NodeId node) { return forbidden("node " + node + " is revoked"); }

  private static KithException unknown(NodeId node) {
    return new KithException(ErrorCode.NOT_FOUND, "node " + node + " has no card of this mesh that its authority knows of");
  }
}
