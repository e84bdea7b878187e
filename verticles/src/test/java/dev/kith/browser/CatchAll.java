package dev.kith.browser;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Counts whatever arrives at one port of loopback, TCP and UDP: whoever knocks has escaped.
final class CatchAll implements AutoCloseable {
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final List<String> hits = new CopyOnWriteArrayList<>();

  CatchAll() throws IOException {
    tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
    Thread.ofPlatform().daemon().start(this::receiveAll);
  }

  String host() { return "127.0.0.1:" + tcp.getLocalPort(); }

  List<String> hits() { return List.copyOf(hits); }

  private void acceptAll() {
    while (!tcp.isClosed()) {
      try (Socket guest = tcp.accept()) {
        guest.setSoTimeout(500);
        byte[] start = guest.getInputStream().readNBytes(40);
        hits.add(new String(start, java.nio.charset.StandardCharsets.ISO_8859_1).lines().findFirst().orElse("a connection"));
      } catch (IOException e) {
        if (!tcp.isClosed())
          hits.add("a connection that broke: " + e.getMessage());
      }
    }
  }

  private void receiveAll() {
    while (!udp.isClosed()) {
      try {
        udp.receive(new DatagramPacket(new byte[64], 64));
        hits.add("a datagram");
      } catch (IOException e) {
        if (!udp.isClosed())
          hits.add("a datagram that broke: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
  }
}
