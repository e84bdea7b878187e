package dev.kith.authority;

import dev.kith.bus.Trust.MeshKey;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Hkdf;
import dev.kith.crypto.SigningKey;
import dev.kith.message.AuthorityReply.MeshKeyView;
import dev.kith.model.Blob;
import java.nio.charset.StandardCharsets;

/// Makes the mesh keys of the authority's node: HKDF of the private key of its identity and the number, so that it knows each key by its
/// number alone, also those that it has forgotten (it was restored from a backup) and those of nodes that were off for long. Who has
/// some of them can't tell another. Thread-safe.
///
/// @param identity the authority's; never changes
record MeshKeyMaker(SigningKey identity, String mesh) {
  MeshKey key(int number) {
    return new MeshKey(number, new Blob(Hkdf.sha256(new byte[0], identity.pkcs8(),
        ("kith/mesh-key/1/" + mesh + "/" + number).getBytes(StandardCharsets.US_ASCII), 32)));
  }

  MeshKeyView view(long number) { return new MeshKeyView(number, Base64Url.encode(key(Math.toIntExact(number)).key().bytes())); }

  @Override
  public String toString() { return "MeshKeyMaker[" + mesh + "]"; }
}
