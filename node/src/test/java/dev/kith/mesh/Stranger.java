package dev.kith.mesh;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A program of someone who reaches a node's ports and was not let in. What came of it is its output, one line.
final class Stranger {
  private static final int TIMEOUT_MILLIS = 15_000;

  private Stranger() {}

  public static void main(String[] args) throws Exception {
    InetAddress at = InetAddress.getByName(args[1]);
    System.out.println(switch (args[0]) {
      case "scan" -> scan(at);
      case "clear" -> clear(at, Integer.parseInt(args[2]), args[3]);
      case "tls" -> tls(at, Integer.parseInt(args[2]), args[3].equals("selfsigned"));
      case "peer" -> peer(at, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      case "udp" -> udp(at, Integer.parseInt(args[2]));
      case "member" -> member(at, Integer.parseInt(args[2]), args[3], args[4]);
      case "client" -> client(at, Integer.parseInt(args[2]), args[3]);
      default -> throw new IllegalArgumentException(args[0]);
    });
    System.exit(0); // Hazelcast leaves threads
  }

  /// All TCP ports that take a connection.
  private static String scan(InetAddress at) throws InterruptedException {
    Queue<Integer> open = new ConcurrentLinkedQueue<>();
    Semaphore atOnce = new Semaphore(200);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int port = 1; port <= 65_535; port++) {
        int each = port;
        atOnce.acquire();
        threads.execute(() -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(at, each), 10_000);
            open.add(each);
          } catch (SocketTimeoutException silent) {
            open.add(-each);
          } catch (IOException refused) {
            // closed
          } finally {
            atOnce.release();
          }
        });
      }
    }
    return open.stream().sorted().map(Object::toString).collect(Collectors.joining(" "));
  }

  private static String clear(InetAddress at, int port, String text) throws IOException {
    try (Socket socket = new Socket(at, port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return "answer " + new String(drain(socket.getInputStream()), StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }
  }

  /// Handshake, then what the other end says on its own; it believes any server.
  private static String tls(InetAddress at, int port, boolean shows) throws Exception {
    SSLContext context = believing(shows ? selfSigned() : null);
    long begin = System.nanoTime();
    byte[] said = {};
    String end = "closed";
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(at, port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.startHandshake(); // in TLS 1.3 the server's verdict comes after it
      socket.getOutputStream().write(new byte[]{0, 0, 0, 1});
      said = drain(socket.getInputStream());
    } catch (IOException e) {
      end = e.getMessage();
    }
    return "bytes " + said.length + " after " + (System.nanoTime() - begin) / 1_000_000 + " ms: " + end;
  }

  /// @param rubbish frames of random bytes that are sent; 0: none
  private static String peer(InetAddress at, int port, int rubbish) throws Exception {
    try (SSLSocket socket = (SSLSocket) believing(null).getSocketFactory().createSocket(at, port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      long begin = System.nanoTime();
      socket.getOutputStream().write(("GET /ws/peer HTTP/1.1\r\nHost: " + at.getHostAddress() + ":" + port
          + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      String head = head(socket.getInputStream());
      for (int i = 0; i < rubbish; i++)
        socket.getOutputStream().write(frame(i));
      int informative = 0;
      StringBuilder close = new StringBuilder("no code");
      byte[] said = drain(socket.getInputStream());
      for (int i = 0; i + 2 <= said.length; i += 2 + (said[i + 1] & 0x7f)) {
        int length = said[i + 1] & 0x7f;
        if ((said[i] & 0xf) == 8)
          close = new StringBuilder("code " + ((said[i + 2] & 0xff) * 256 + (said[i + 3] & 0xff)) + " ")
              .append(new String(said, i + 4, length - 2, StandardCharsets.UTF_8));
        else
          informative += length;
      }
      return head.lines().findFirst().orElse("") + "; bytes " + informative + "; after "
          + (System.nanoTime() - begin) / 1_000_000 + " ms: closed with " + close;
    }
  }

  private static byte[] frame(int seed) {
    byte[] frame = new byte[6 + 100];
    new Random(seed).nextBytes(frame);
    frame[0] = (byte) 0x82;
    frame[1] = (byte) (0x80 | 100);
    return frame;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int each = in.read();
      if (each < 0)
        break;
      head.append((char) each);
    }
    return head.toString();
  }

  private static byte[] drain(InputStream in) throws IOException {
    byte[] all = {};
    try {
      for (int each = in.read(); each >= 0; each = in.read()) {
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = (byte) each;
      }
    } catch (SocketTimeoutException e) {
      throw new IllegalStateException("still open after " + TIMEOUT_MILLIS + " ms", e);
    } catch (IOException reset) {
      return all;
    }
    return all;
  }

  private static String udp(InetAddress at, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      Random random = new Random(1);
      for (int i = 0; i < 200; i++) {
        byte[] junk = new byte[random.nextInt(600)];
        random.nextBytes(junk);
        if (junk.length > 0 && i % 2 == 0)
          junk[0] = 1; // the version
        socket.send(new DatagramPacket(junk, junk.length, at, port));
      }
      socket.setSoTimeout(2_000);
      try {
        socket.receive(new DatagramPacket(new byte[2_000], 2_000));
        return "answered";
      } catch (SocketTimeoutException silent) {
        return "silent";
      }
    }
  }

  private static String member(InetAddress at, int port, String mesh, String own) {
    Config config = new Config().setClusterName("kith-" + mesh).setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.max.join.seconds", "8").setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.logging.type", "none");
    config.getJetConfig().setEnabled(false);
    config.getNetworkConfig().setPort(5_701).getInterfaces().setEnabled(true).addInterface(own);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(at.getHostAddress() + ":" + port)
        .setConnectionTimeoutSeconds(3);
    try {
      HazelcastInstance alone = Hazelcast.newHazelcastInstance(config);
      return "members " + alone.getCluster().getMembers().size();
    } catch (IllegalStateException failed) {
      return "members 0: " + failed.getMessage();
    }
  }

  private static String client(InetAddress at, int port, String mesh) {
    ClientConfig config = new ClientConfig().setClusterName("kith-" + mesh).setProperty("hazelcast.logging.type", "none");
    config.getNetworkConfig().addAddress(at.getHostAddress() + ":" + port);
    config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(6_000);
    try {
      HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
      return "let in: " + client.getCluster().getMembers();
    } catch (IllegalStateException refused) {
      return "refused: " + refused.getMessage();
    }
  }

  private static KeyManager[] selfSigned() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.create("stranger");
    try {
      return new KeyManager[]{made.keyCertOptions().getKeyManagerFactory(Vertx.vertx()).getKeyManagers()[0]};
    } finally {
      made.delete();
    }
  }

  /// @param shown null for no certificate
  private static SSLContext believing(KeyManager[] shown) throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(shown, new TrustManager[]{new Anybody()}, null);
    return context;
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
  }
}
