package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Digest;
import dev.kith.model.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a node signs with its identity key when it asks for a card. Each field: length (4 bytes, big endian), bytes.
///
/// | enrolment | renewal |
/// |---|---|
/// | `kith-enrol-1` | `kith-renew-1` |
/// | SHA-256 of the root's certificate | mesh, hex |
/// | token's id | node's id, hex |
/// | X25519 key, 32 bytes | |
/// | Ed25519 key, 32 bytes | |
/// | request for a certificate, DER | the same |
/// | name, UTF-8 | the same |
/// | addresses, joined by `,` | the same |
/// | ports: door, cluster, bus, 2 bytes each | the same |
final class Transcripts {
  private Transcripts() {}

  static byte[] enrolment(Enrolment request, byte[] tokenId, Digest root) {
    return joined(text("kith-enrol-1"), root.bytes(), tokenId, decoded("staticKey", request.staticKey()),
        decoded("identityKey", request.identityKey()), decoded("csr", request.csr()), text(request.name()),
        addresses(request.addresses()), ports(request.ports()));
  }

  static byte[] renewal(Renew request, String mesh, NodeId node) {
    return joined(text("kith-renew-1"), text(mesh), text(node.value()), decoded("csr", request.csr()), text(request.name()),
        addresses(request.addresses()), ports(request.ports()));
  }

  static byte[] decoded(String field, String base64) {
    return Base64Url.decode(base64).orElseThrow(() -> KithException.invalid(field + " is not base64url"));
  }

  private static byte[] joined(byte[]... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  private static byte[] addresses(List<String> addresses) { return text(String.join(",", addresses)); }

  private static byte[] ports(Ports ports) {
    return ByteBuffer.allocate(6).putShort((short) ports.http()).putShort((short) ports.cluster()).putShort((short) ports.bus())
        .array();
  }

  private static byte[] text(String text) { return text.getBytes(StandardCharsets.UTF_8); }
}
