package dev.kith.authority;

import dev.kith.message.AuthorityReply.TokenView;
import dev.kith.message.NodeCard;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What follows from the authority's journal. Confined to one thread at a time.
final class AuthorityState {
  static final int NODES_MAX = 5_000;
  static final int TOKENS_MAX = 1_000;
  private static final int SERIALS_LISTED = 8;

  /// A node that was ever let in.
  static final class Node {
    private final List<NodeCard> cards = new ArrayList<>();
    private Role role;
    private boolean shown;
    private Optional<Entry> revoked = Optional.empty();

    NodeCard card() { return cards.getLast(); }

    /// What its next card will say.
    Role role() { return role; }

    boolean revoked() { return revoked.isPresent(); }

    /// Whether its present card is known from its node alone.
    boolean shown() { return shown; }

    boolean has(String serial) { return cards.stream().anyMatch(card -> card.serial().equals(serial)); }

    /// How many cards it got since then.
    long since(Instant then) { return cards.stream().filter(card -> card.notBefore().isAfter(then)).count(); }
  }

  private static final class Token {
    private final Entry made;
    private int uses;
    private boolean ended;

    Token(Entry made) { this.made = made; }

    Entry.TokenRow row() { return made.token().orElseThrow(); }

    Instant until() { return made.at().plus(row().ttl()); }

    boolean over(Instant now) { return ended || uses >= row().maxUses() || !now.isBefore(until()); }

    TokenView view() {
      Entry.TokenRow row = row();
      return new TokenView(row.id(), row.issuer(), row.role(), uses, row.maxUses(), row.outboundOnly(), made.at(), until(),
          ended);
    }
  }

  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Token> tokens = new LinkedHashMap<>();
  /// Revoked without a card here: their cards were lost with a newer journal.
  private final Map<NodeId, Entry> strangers = new LinkedHashMap<>();
  /// Of lists that were signed by this journal, or taken back into it.
  private final Set<String> known = new HashSet<>(Set.of(Revocations.FIRST_ID));
  private Entry.Of list = new Entry.Of(Numbers.FIRST, Revocations.FIRST_ID);

  void apply(Entry entry) {
    entry.card().ifPresent(card -> issued(card, entry.at()));
    entry.shown().ifPresent(this::shown);
    entry.used().map(tokens::get).ifPresent(token -> token.uses++);
    entry.token().ifPresent(row -> tokens.put(row.id(), new Token(entry)));
    entry.tokenEnded().map(tokens::get).ifPresent(token -> token.ended = true);
    entry.granted().ifPresent(granted -> nodes.get(granted.node()).role = granted.role());
    entry.revoked().ifPresent(revoked -> revoked(revoked, entry));
    entry.taken().ifPresent(taken -> {
      known.add(taken.seen());
      reached(taken.list());
    });
  }

  private void revoked(Entry.Revoked revoked, Entry entry) {
    Node node = nodes.get(revoked.node());
    if (node != null)
      node.revoked = Optional.of(entry);
    else
      strangers.put(revoked.node(), entry);
    reached(revoked.list());
  }

  private void reached(Entry.Of next) {
    known.add(next.id());
    if (next.number() >= list.number())
      list = next;
  }

  Optional<Node> node(NodeId id) { return Optional.ofNullable(nodes.get(id)); }

  Collection<Node> nodes() { return nodes.values(); }

  boolean full() { return nodes.size() + strangers.size() >= NODES_MAX; }

  boolean revoked(NodeId id) { return strangers.containsKey(id) || node(id).filter(Node::revoked).isPresent(); }

  /// The newest list; there is to be a mesh key of its number.
  Entry.Of list() { return list; }

  /// Whether this journal knows all who are in that list.
  boolean knows(String listId) { return known.contains(listId); }

  /// Tokens that still let nodes in and were made before `then`.
  List<String> tokensBefore(Instant then, Instant now) {
    return tokens.values().stream().filter(token -> !token.over(now) && token.made.at().isBefore(then))
        .map(token -> token.row().id())
        .toList();
  }

  Optional<Entry.TokenRow> token(String id) { return Optional.ofNullable(tokens.get(id)).map(Token::row); }

  /// Why that token lets nobody in any more; empty if it does.
  Optional<String> over(String id, Instant now) {
    Token token = tokens.get(id);
    if (token == null || token.ended)
      return Optional.of("token was revoked");
    if (token.uses >= token.row().maxUses())
      return Optional.of("token is used up (" + token.row().maxUses() + " of " + token.row().maxUses() + ")");
    return now.isBefore(token.until()) ? Optional.empty() : Optional.of("token expired at " + token.until());
  }

  List<TokenView> tokens() { return tokens.values().stream().map(Token::view).toList(); }

  long activeTokens(Instant now) { return tokens.values().stream().filter(token -> !token.over(now)).count(); }

  /// Those that are over for a day are not shown any more.
  void forgetTokens(Instant now) {
    tokens.values().removeIf(token -> now.isAfter(token.until().plus(Duration.ofDays(1))));
    if (tokens.size() > TOKENS_MAX)
      tokens.values().removeIf(token -> token.over(now));
  }

  /// Those whose certificates may still be shown come first, if there are more than a list takes.
  List<Revocations.Entry> revoked(Instant now) {
    return Stream
        .concat(nodes.values().stream().filter(Node::revoked).map(node -> listed(node, now)),
            strangers.values().stream().map(entry -> listed(entry, now)))
        .sorted(Comparator.comparing(Listed::over).thenComparing(listed -> listed.entry.at(), Comparator.reverseOrder()))
        .limit(Revocations.ENTRIES_MAX).map(Listed::entry).toList();
  }

  /// @param over its certificates are not good any more
  private record Listed(Revocations.Entry entry, boolean over) {}

  private static Listed listed(Node node, Instant now) {
    Entry entry = node.revoked.orElseThrow();
    List<String> serials = node.cards.reversed().stream().filter(card -> card.notAfter().isAfter(now)).limit(SERIALS_LISTED)
        .map(NodeCard::serial).toList();
    return new Listed(new Revocations.Entry(node.card().node(), node.card().name(), serials, entry.at(),
        entry.revoked().orElseThrow().reason()), node.card().notAfter().isBefore(now));
  }

  private static Listed listed(Entry entry, Instant now) {
    Entry.Revoked revoked = entry.revoked().orElseThrow();
    Entry.Stranger stranger = revoked.stranger().orElseThrow();
    return new Listed(new Revocations.Entry(revoked.node(), stranger.name(), stranger.serials(), entry.at(), revoked.reason()),
        entry.at().plus(AuthorityConfig.CERTIFICATE_LIFE_MAX).isBefore(now));
  }

  private void issued(NodeCard card, Instant now) {
    Node node = nodes.computeIfAbsent(card.node(), _ -> new Node());
    node.cards.removeIf(old -> old.notAfter().isBefore(now));
    node.cards.add(card);
    node.role = card.role();
    node.shown = false;
  }

  /// The card was issued before whatever this journal issues from now on, but perhaps after what it has.
  private void shown(NodeCard card) {
    Node node = nodes.computeIfAbsent(card.node(), _ -> new Node());
    node.cards.add(card);
    node.cards.sort(Comparator.comparing(NodeCard::notBefore));
    if (node.card().equals(card)) {
      node.role = card.role();
      node.shown = true;
    }
  }
}
