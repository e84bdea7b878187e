package dev.kith.access;

import dev.kith.crypto.Digests;
import dev.kith.crypto.SealBrokenException;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state in `access.sealed`, replaced whole. Confined to one thread at a time.
///
/// | field | bytes | |
/// |---|---|---|
/// | magic | 8 | `KITHACC1` |
/// | generation | 8 | how often it was saved, big endian |
/// | sealed state | the rest | [Sealer], bound to the two fields above |
public final class SealedFile implements AccessStore {
  public static final String NAME = "access.sealed";
  private static final Logger LOG = LoggerFactory.getLogger(SealedFile.class);
  static final int MAX_BYTES = 64 << 20;
  private static final byte[] MAGIC = "KITHACC1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 16;

  private final Path file;
  private final Sealer sealer;
  private final SeenSave seen;
  private long generation;
  private Optional<String> warning = Optional.empty();

  /// @param sealer of the data directory's key; an own key is derived from it
  public SealedFile(Path dataDirectory, Sealer sealer) {
    this.file = dataDirectory.resolve(NAME);
    this.seen = new SeenSave(dataDirectory);
    this.sealer = sealer.derived("kith access.sealed 1");
  }

  @Override
  public Optional<byte[]> load() {
    try {
      Optional<byte[]> content = SecretFile.read(file, MAX_BYTES);
      Optional<byte[]> state = content.map(this::opened);
      Optional<SeenSave.Save> remembered = seen.load();
      warning = SeenSave.warning(content.map(this::asSaved), remembered);
      generation = Math.max(generation, remembered.map(SeenSave.Save::generation).orElse(0L)); // never the same number for two states
      return state;
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot start: " + e.getMessage(), e);
    }
  }

  @Override
  public void save(byte[] state) {
    byte[] header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putLong(generation + 1).array();
    byte[] sealed = sealer.seal(header, state);
    byte[] content = ByteBuffer.allocate(HEADER_BYTES + sealed.length).put(header).put(sealed).array();
    try {
      SecretFile.write(file, content);
    } catch (UncheckedIOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot save keys and invites: " + e.getMessage(), e);
    }
    generation++;
    note(asSaved(content));
  }

  private SeenSave.Save asSaved(byte[] content) { return new SeenSave.Save(generation, Digests.sha256(content)); }

  /// The state is saved, so it is no failure of the save if this can't be.
  private void note(SeenSave.Save last) {
    try {
      seen.save(last);
    } catch (UncheckedIOException e) {
      LOG.warn("keys and invites are saved, but not that this was save {}: {}", last.generation(), e.getMessage());
    }
  }

  @Override
  public Optional<String> warning() { return warning; }

  @Override
  public String name() { return file.toString(); }

  /// How often the state was saved.
  long generation() { return generation; }

  private byte[] opened(byte[] content) {
    if (content.length < HEADER_BYTES || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
      throw refusal("it does not begin like such a file (" + content.length + " bytes)", null);
    byte[] header = Arrays.copyOf(content, HEADER_BYTES);
    try {
      byte[] state = sealer.open(header, Arrays.copyOfRange(content, HEADER_BYTES, content.length));
      generation = ByteBuffer.wrap(header, MAGIC.length, Long.BYTES).getLong();
      return state;
    } catch (SealBrokenException e) {
      throw refusal("it is damaged, or was sealed with another key than the data directory now has", e);
    }
  }

  private KithException refusal(String why, Throwable cause) {
    return new KithException(ErrorCode.INTERNAL, "cannot start: " + file + ": " + why
        + "; restore it and the data directory's key from one backup, or move it away to begin with new keys and invites", cause);
  }
}
