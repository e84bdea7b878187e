package dev.kith.discovery;

import dev.kith.model.NodeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The body of a datagram, big endian; [#TAG_BYTES] and a MAC of [#MAC_BYTES] make it complete (see [EpochKey]).
///
/// | field | bytes | |
/// |---|---|---|
/// | version | 1 | [#VERSION] |
/// | tag | 8 | of mesh and epoch |
/// | node | 16 | node id |
/// | boot | 8 | random, new at each start |
/// | sequence | 8 | grows with each datagram of a boot |
/// | time | 8 | ms since 1970 |
/// | http | 2 | port of the door |
/// | cluster | 2 | cluster port, 0: none |
/// | count | 1 | of addresses, 0 to 16 |
/// | each address | 1 + 4 or 16 | 4 or 6, then the address |
/// | MAC | 32 | HMAC-SHA-256 of all before it |
///
/// @param sentAt ms since 1970
record Announcement(NodeId node, long boot, long sequence, long sentAt, Presence presence) {
  static final int VERSION = 1;
  static final int TAG_BYTES = 8;
  static final int MAC_BYTES = 32;
  static final int BYTES_MAX = 512;
  private static final int FIXED_BYTES = 1 + TAG_BYTES + 16 + 8 + 8 + 8 + 2 + 2 + 1;
  static final int BYTES_MIN = FIXED_BYTES + MAC_BYTES;

  byte[] encode(EpochKey key) {
    ByteBuffer out = ByteBuffer.allocate(BYTES_MAX).put((byte) VERSION).put(key.tag()).put(HexFormat.of().parseHex(node.value()))
        .putLong(boot).putLong(sequence).putLong(sentAt).putShort((short) presence.http()).putShort((short) presence.cluster())
        .put((byte) presence.addresses().size());
    for (String address : presence.addresses()) {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      out.put((byte) (bytes.length == 4 ? 4 : 6)).put(bytes);
    }
    byte[] body = Arrays.copyOf(out.array(), out.position());
    out.put(key.mac(body));
    return Arrays.copyOf(out.array(), out.position());
  }

  /// @param datagram anything
  static boolean mayBe(byte[] datagram) {
    return datagram.length >= BYTES_MIN && datagram.length <= BYTES_MAX && datagram[0] == VERSION;
  }

  static byte[] tag(byte[] datagram) { return Arrays.copyOfRange(datagram, 1, 1 + TAG_BYTES); }

  /// @param datagram whose MAC is right
  /// @return empty if a member sent something malformed
  static Optional<Announcement> decode(byte[] datagram) {
    ByteBuffer in = ByteBuffer.wrap(datagram, 1 + TAG_BYTES, datagram.length - 1 - TAG_BYTES - MAC_BYTES);
    try {
      byte[] node = new byte[16];
      in.get(node);
      long boot = in.getLong();
      long sequence = in.getLong();
      long sentAt = in.getLong();
      int http = Short.toUnsignedInt(in.getShort());
      int cluster = Short.toUnsignedInt(in.getShort());
      int count = Byte.toUnsignedInt(in.get());
      if (count > Presence.ADDRESSES_MAX) return Optional.empty();
      List<String> addresses = new ArrayList<>();
      for (int at = 0; at < count; at++)
        addresses.add(address(in));
      if (in.hasRemaining()) return Optional.empty();
      return Optional.of(new Announcement(new NodeId(HexFormat.of().formatHex(node)), boot, sequence, sentAt,
          new Presence(addresses, http, cluster)));
    } catch (BufferUnderflowException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String address(ByteBuffer in) throws UnknownHostException {
    byte family = in.get();
    if (family != 4 && family != 6) throw new UnknownHostException("family " + family);
    byte[] bytes = new byte[family == 4 ? 4 : 16];
    in.get(bytes);
    return InetAddress.getByAddress(bytes).getHostAddress();
  }
}
