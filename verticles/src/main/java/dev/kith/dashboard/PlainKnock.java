package dev.kith.dashboard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Before TLS: who speaks plain HTTP is told the address with https, and nothing else. Goes away when TLS begins.
final class PlainKnock extends ByteToMessageDecoder {
  static final String NAME = "plain";
  private static final int HEAD_BYTES = RequestDecoder.HEAD_BYTES;
  private static final byte TLS_HANDSHAKE = 22;
  private static final Pattern LINE = Pattern.compile("(GET|HEAD) (/[\\x21-\\x7e]*) HTTP/1\\.[01]");
  private static final Pattern HOST = Pattern
      .compile("(?im)^host:[ \t]*([A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:[0-9]{1,5})?[ \t]*$");

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    byte first = in.getByte(in.readerIndex());
    if (first == TLS_HANDSHAKE) {
      ctx.pipeline().remove(this); // what was read goes on to TLS
      return;
    }
    boolean letter = first >= 'A' && first <= 'Z';
    if (letter && in.readableBytes() < HEAD_BYTES && !in.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n"))
      return;
    String head = letter ? in.toString(StandardCharsets.ISO_8859_1) : "";
    in.skipBytes(in.readableBytes());
    var _ = ctx.writeAndFlush(Unpooled.copiedBuffer(answer(head), StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /// @param head of the request, and perhaps more
  static String answer(String head) {
    return location(head).map(url -> "HTTP/1.1 308 Permanent Redirect\r\nlocation: " + url + "\r\n")
        .orElse("HTTP/1.1 400 Bad Request\r\n") + "content-length: 0\r\nconnection: close\r\n\r\n";
  }

  private static Optional<String> location(String head) {
    int end = head.indexOf("\r\n\r\n");
    if (end < 0)
      return Optional.empty();
    String[] parts = head.substring(0, end).split("\r\n", 2);
    Matcher line = LINE.matcher(parts[0]);
    Matcher host = HOST.matcher(parts.length == 1 ? "" : parts[1].replace("\r", ""));
    if (!line.matches() || !host.find())
      return Optional.empty();
    String port = host.group(2) == null ? "" : host.group(2);
    return Optional.of("https://" + host.group(1) + port + line.group(2));
  }
}
