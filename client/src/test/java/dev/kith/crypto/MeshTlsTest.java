package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class MeshTlsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final CertificateAuthority root = CertificateAuthority.root(NOW);
  private final CertificateAuthority intermediate = root.intermediate(NOW);
  private final AtomicReference<String> refuse = new AtomicReference<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final MeshTls server = MeshTls.of(credential("a"), this::believe);
  private final MeshTls client = MeshTls.of(credential("b"), this::believe);

  private void believe(List<X509Certificate> chain) throws CertificateException {
    asked.incrementAndGet();
    NodeCertificate.check(chain, List.of(root.certificate()), NOW);
    if (refuse.get() != null)
      throw new CertificateException(refuse.get());
  }

  private TlsCredential credential(String digit) {
    P256Key key = P256Key.generate();
    X509Certificate leaf = intermediate.issue(new CertificateAuthority.Leaf(new Blob(key.publicSpki()),
        CertificateAuthority.newSerial(), Certificates.mesh(root.certificate()), new NodeId(digit.repeat(32)), List.of(), NOW,
        NOW.plus(Duration.ofDays(1))));
    return new TlsCredential(List.of(leaf, intermediate.certificate()), key.privateKey());
  }

  private static SSLEngine engine(SSLContext context, boolean client) {
    SSLEngine engine = context.createSSLEngine("node", 1);
    engine.setUseClientMode(client);
    return engine;
  }

  /// Until both are done, and a little longer: tickets come after the handshake.
  private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    for (int round = 0; round < 20; round++) {
      turn(client, toClient, toServer);
      turn(server, toServer, toClient);
    }
  }

  private static void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(1 << 16);
    in.flip();
    while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      engine.unwrap(in, plain);
      tasks(engine);
    }
    in.compact();
    do {
      engine.wrap(ByteBuffer.allocate(0), out);
      tasks(engine);
    } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
  }

  private static void tasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask())
      task.run();
  }

  @Test
  void bothEndsAreCheckedInEveryHandshake() throws Exception {
    for (int i = 1; i <= 3; i++) {
      SSLEngine here = engine(client.context(), true);
      SSLEngine there = engine(server.context(), false);
      shake(here, there);
      assertThat(here.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(there.getSession().getPeerCertificates()).hasSize(2);
      assertThat(asked).as("no handshake was resumed").hasValue(2 * i);
    }
  }

  @Test
  void reasonOfARefusalIsKept() {
    refuse.set("node was revoked");
    assertThatThrownBy(() -> shake(engine(client.context(), true), engine(server.context(), false)))
        .isInstanceOf(SSLException.class).hasStackTraceContaining("node was revoked");
  }

  @Test
  void newCredentialIsShownInTheNextHandshake() throws Exception {
    TlsCredential renewed = credential("a");
    String before = server.keyManager().chooseEngineServerAlias("EC", null, null);
    server.replace(renewed);
    assertThat(server.keyManager().getPrivateKey(before)).as("a handshake that had begun").isNotNull();
    SSLEngine here = engine(client.context(), true);
    shake(here, engine(server.context(), false));
    assertThat(here.getSession().getPeerCertificates()[0]).isEqualTo(renewed.chain().getFirst());
  }

  @Test
  void olderTlsIsRefused() {
    SSLEngine old = engine(client.context(), true);
    old.setEnabledProtocols(new String[]{"TLSv1.2"});
    assertThatThrownBy(() -> shake(old, engine(server.context(), false))).isInstanceOf(SSLException.class);
  }

  @Test
  void strangerWithoutACertificateIsRefused() throws Exception {
    SSLContext none = SSLContext.getInstance("TLSv1.3");
    none.init(null, new javax.net.ssl.TrustManager[]{client.trustManager()}, null);
    assertThatThrownBy(() -> shake(engine(none, true), engine(server.context(), false))).isInstanceOf(SSLException.class);
  }
}
