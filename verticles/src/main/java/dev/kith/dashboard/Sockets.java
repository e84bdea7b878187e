package dev.kith.dashboard;

import dev.kith.dashboard.DashboardConfig.DoorLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// All connections of this door: how many there may be, and which must go. One sweep serves all of them. Confined to the event loop
/// of the server.
final class Sockets {
  private final DoorLimits limits;
  private final boolean byAddress;
  private final LongSupplier nanos;
  private final Map<String, Set<Front>> open = new HashMap<>();
  private int count;

  /// @param byAddress false behind a proxy, from which all come
  Sockets(DoorLimits limits, boolean byAddress, LongSupplier nanos) {
    this.limits = limits;
    this.byAddress = byAddress;
    this.nanos = nanos;
  }

  int count() { return count; }

  /// A connection was accepted. Call before anything is read from it.
  ///
  /// @return absent if it was cut, because there are too many
  Optional<Front> opened(Channel channel) {
    String address = address(channel.remoteAddress());
    if (count >= limits.sockets() || (byAddress && of(address).size() >= limits.socketsPerAddress() && !makeRoom(address))) {
      Refused.tell(address, "too many connections (http.socketsPerAddressMax, http.socketsMax)");
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel.close();
      return Optional.empty();
    }
    Front front = new Front();
    count++;
    open.computeIfAbsent(address, _ -> new LinkedHashSet<>()).add(front);
    channel.pipeline().addFirst(Front.NAME, front);
    channel.closeFuture().addListener(_ -> gone(address, front));
    return Optional.of(front);
  }

  /// HTTP begins on a connection.
  void speaks(HttpConnection connection, HttpServerOptions options) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    ChannelPipeline pipeline = channel.pipeline();
    Optional<Front> front = Optional.ofNullable(pipeline.get(Front.class)).or(() -> opened(channel));
    if (front.isEmpty())
      return;
    if (pipeline.get("httpDecoder") == null) {
      front.get().speaks(pipeline.get(Http2ConnectionHandler.class));
      return;
    }
    RequestDecoder decoder = new RequestDecoder(options, front.get());
    pipeline.replace("httpDecoder", "httpDecoder", decoder);
    pipeline.addAfter("httpEncoder", "answers", new AnswerWatch(decoder));
    front.get().speaks(decoder);
  }

  /// Cuts who keeps us waiting.
  void sweep() {
    long now = nanos.getAsLong();
    List<Front> all = open.values().stream().flatMap(Set::stream).toList();
    for (Front front : all)
      front.overdue(now, limits.headTime().toNanos(), limits.slowReader().toNanos()).ifPresent(why -> {
        Refused.tell(address(front.channel().remoteAddress()), why);
        front.cut();
      });
  }

  /// The place of the one that has been of no use for longest.
  private boolean makeRoom(String address) {
    long now = nanos.getAsLong();
    Optional<Front> idlest = of(address).stream().filter(front -> front.idle(now) > 0)
        .max(Comparator.comparingLong(front -> front.idle(now)));
    idlest.ifPresent(front -> {
      front.cut();
      gone(address, front);
    });
    return idlest.isPresent();
  }

  private Set<Front> of(String address) { return open.getOrDefault(address, Set.of()); }

  private void gone(String address, Front front) {
    Set<Front> left = open.get(address);
    if (left == null || !left.remove(front))
      return;
    count--;
    if (left.isEmpty())
      open.remove(address);
  }

  /// Whom limits count by: an IPv4 address, or the /64 network of an IPv6 address.
  static String address(SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress inet) || inet.getAddress() == null)
      return "unknown";
    InetAddress address = inet.getAddress();
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) + "::/64"
        : address.getHostAddress();
  }
}
