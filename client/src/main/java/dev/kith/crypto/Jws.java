package dev.kith.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Compact JSON web signatures (RFC 7515) of one fixed form: the header is exactly `{"alg":A,"typ":T}` where A is the key's own
/// algorithm and T the purpose. So no header is parsed, and none can choose algorithm, key or meaning (RFC 8725 3.1, 3.11).
public final class Jws {
  private static final Pattern TYP = Pattern.compile("[a-zA-Z0-9.+-]{1,64}");

  private Jws() {}

  /// @param payloadJson one JSON value, signed as this very text
  /// @param typ what is being signed, like `kith-job+jws`; keeps signatures for one purpose from serving another
  public static String sign(SigningKey key, String typ, String payloadJson) {
    String signed = header(key.alg(), typ) + "." + Base64Url.encode(payloadJson.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64Url.encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  /// The payload's text; empty unless `key` signed it for `typ`. No part may be spelled in another way than [#sign] does.
  public static Optional<String> verify(VerifyingKey key, String typ, String jws) {
    int payloadAt = jws.indexOf('.') + 1;
    int signatureAt = jws.indexOf('.', payloadAt) + 1;
    if (payloadAt == 0 || signatureAt == 0 || !jws.substring(0, payloadAt - 1).equals(header(key.alg(), typ)))
      return Optional.empty();
    Optional<byte[]> signature = Base64Url.decode(jws.substring(signatureAt));
    byte[] signed = jws.substring(0, signatureAt - 1).getBytes(StandardCharsets.UTF_8);
    if (signature.isEmpty() || !key.verify(signed, signature.get()))
      return Optional.empty();
    return Base64Url.decode(jws.substring(payloadAt, signatureAt - 1)).flatMap(Jws::utf8);
  }

  private static String header(String alg, String typ) {
    if (!TYP.matcher(typ).matches())
      throw new IllegalArgumentException("typ: \"" + typ + "\" does not match " + TYP);
    return Base64Url.encode(("{\"alg\":\"" + alg + "\",\"typ\":\"" + typ + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }
}
