package dev.kith.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports for a node to listen on. A free one is a hint: it is let go at once, so that another program may take it.
public final class FreePort {
  private FreePort() {}

  /// @param wanted 0: any that is free now
  public static int orFree(int wanted) { return wanted == 0 ? any() : wanted; }

  /// As configured; else the one of last time, which others may remember, if nobody has it now; else 0.
  public static int preferred(int configured, int last) {
    if (configured != 0 || last == 0)
      return configured;
    try (ServerSocket same = new ServerSocket(last)) {
      return same.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /// @param port 0: any will do
  /// @throws IOException if somebody listens there, or the address is none of this machine
  public static void demand(String host, int port) throws IOException {
    if (port == 0)
      return;
    try (ServerSocket trial = new ServerSocket()) {
      trial.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    }
  }

  static int any() {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }
}
