package dev.kith.browser;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Reducer;
import dev.kith.model.JobId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/// Signs jobs as a controller does.
record JobSigner(String alg, KeyPair keys) {
  static JobSigner make(String alg) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(alg.equals("EdDSA") ? "Ed25519" : "RSA");
      return new JobSigner(alg, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String spkiB64() { return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()); }

  String fingerprint() { return base64url(sha256(keys.getPublic().getEncoded())); }

  /// Terms of a job of `shards` shards, one unit each; one shard without a reducer for one piece.
  static JsonObject terms(JobId job, String code, String args, long shards, Reducer reducer) {
    JsonObject terms = new JsonObject().put("v", 1).put("typ", "kith-job").put("jobId", job.value()).put("op", "RUN_JS")
        .put("codeSha256", hex(code)).put("argsSha256", hex(args)).put("totalUnits", shards).put("unitsPerShard", 1)
        .put("totalShards", shards).put("timeoutMs", 0).put("maxResultBytes", 65_536).put("isolation", "JOB")
        .put("iat", System.currentTimeMillis()).put("exp", System.currentTimeMillis() + 3_600_000);
    if (reducer != null)
      terms.put("reducer", new JsonObject(new String(MessageCodec.encode(reducer), StandardCharsets.UTF_8)));
    return terms;
  }

  String sign(JsonObject terms) {
    String text = base64url(new JsonObject().put("alg", alg).encode()) + "." + base64url(terms.encode());
    try {
      Signature signature = Signature.getInstance(alg.equals("EdDSA") ? "Ed25519" : "SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(String text) { return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8))); }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64url(String text) { return base64url(text.getBytes(StandardCharsets.UTF_8)); }

  private static String base64url(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }
}
