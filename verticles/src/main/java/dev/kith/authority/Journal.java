package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.SealBrokenException;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;

/// What the authority did, in order, each entry on the disk before it takes effect. Confined to one thread at a time; blocks.
///
/// | field | bytes | |
/// |---|---|---|
/// | magic | 8 | `KITHCAJ1` |
/// | then for each entry: length | 4 | of the sealed entry, big endian |
/// | its complement | 4 | tells a torn end from a changed length |
/// | sealed entry | length | [Sealer] over JSON, bound to the entry's number: none can be changed, left out or moved |
///
/// An end that a dying process left unfinished is cut off: nothing was signed for it. Any other damage keeps the authority from starting.
final class Journal implements AutoCloseable {
  static final int FILE_MAX = 64 << 20;
  private static final byte[] MAGIC = "KITHCAJ1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 8;
  private static final int SEALED_MAX = Entry.BYTES_MAX + Sealer.OVERHEAD_BYTES;

  private final Path file;
  private final Sealer sealer;
  private final FileChannel out;
  private long number;
  private long end;
  private boolean broken;

  private Journal(Path file, Sealer sealer, FileChannel out) {
    this.file = file;
    this.sealer = sealer;
    this.out = out;
  }

  /// @param replay hears every entry that is there, in order
  static Journal open(Path file, Sealer sealer, Consumer<Entry> replay) {
    Sealer own = sealer.derived("kith authority.journal 1");
    try {
      byte[] content = SecretFile.read(file, FILE_MAX).orElse(new byte[0]);
      if (content.length < MAGIC.length && Arrays.equals(content, Arrays.copyOf(MAGIC, content.length))) {
        SecretFile.write(file, MAGIC);
        content = MAGIC;
      }
      if (!Arrays.equals(MAGIC, Arrays.copyOf(content, MAGIC.length)))
        throw MeshFiles.damaged(file, "it does not begin like such a file", null);
      Journal journal = new Journal(file, own, FileChannel.open(file, StandardOpenOption.WRITE));
      journal.replay(content, replay);
      journal.out.truncate(journal.end);
      journal.out.force(true);
      return journal;
    } catch (IllegalStateException | UncheckedIOException | IOException e) {
      throw MeshFiles.damaged(file, e.getMessage(), e);
    }
  }

  /// When this returns, the entry survives a power failure; if it throws, it is not there.
  ///
  /// @throws KithException STORAGE_FULL
  void append(Entry entry) {
    byte[] json = MessageCodec.encode(entry);
    if (json.length > Entry.BYTES_MAX)
      throw new KithException(ErrorCode.TOO_LARGE, "entry of the authority's journal must have at most " + Entry.BYTES_MAX
          + " bytes, not " + json.length);
    byte[] sealed = sealer.seal(bound(), json);
    if (broken || end + HEADER + sealed.length > FILE_MAX)
      throw new KithException(ErrorCode.STORAGE_FULL, file + (broken
          ? ": an earlier write failed and could not be undone; restart the node"
          : ": the authority's journal may have at most " + FILE_MAX + " bytes"));
    ByteBuffer record = ByteBuffer.allocate(HEADER + sealed.length).putInt(sealed.length).putInt(~sealed.length).put(sealed)
        .flip();
    try {
      long at = end;
      while (record.hasRemaining())
        at += out.write(record, at);
      out.force(true);
      end = at;
      number++;
    } catch (IOException e) {
      undo();
      throw new KithException(ErrorCode.STORAGE_FULL, file + ": cannot write the authority's journal: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot close the authority's journal", e);
    }
  }

  private void undo() {
    try {
      out.truncate(end);
      out.force(true);
    } catch (IOException e) { // reported by the caller, with the cause of both
      broken = true;
    }
  }

  private void replay(byte[] content, Consumer<Entry> replay) {
    ByteBuffer in = ByteBuffer.wrap(content).position(MAGIC.length);
    end = MAGIC.length;
    while (in.hasRemaining() && !torn(content, in.position())) {
      byte[] sealed = new byte[in.getInt()];
      in.getInt();
      in.get(sealed);
      replay.accept(opened(sealed));
      end = in.position();
      number++;
    }
  }

  private Entry opened(byte[] sealed) {
    try {
      return MessageCodec.decode(sealer.open(bound(), sealed), Entry.class, Entry.BYTES_MAX);
    } catch (SealBrokenException | KithException e) {
      throw MeshFiles.damaged(file,
          "entry " + number + " is damaged, or was sealed with another key than the data directory now has; without this file it"
              + " starts, and takes back what other nodes show it",
          e);
    }
  }

  /// Whether the rest is the beginning of an entry and no more.
  private boolean torn(byte[] content, int at) {
    int rest = content.length - at;
    if (rest < HEADER || allZero(content, at))
      return true;
    ByteBuffer in = ByteBuffer.wrap(content, at, rest);
    int length = in.getInt();
    if (in.getInt() != ~length || length < Sealer.OVERHEAD_BYTES || length > SEALED_MAX)
      throw MeshFiles.damaged(file, "entry " + number + " has a damaged length", null);
    return rest < HEADER + length;
  }

  /// Some file systems grow a file before they fill it.
  private static boolean allZero(byte[] content, int at) {
    for (int i = at; i < content.length; i++) {
      if (content[i] != 0)
        return false;
    }
    return true;
  }

  private byte[] bound() { return ByteBuffer.allocate(Long.BYTES).putLong(number).array(); }
}
