package dev.kith.access;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that can be full.
final class MemoryStore implements AccessStore {
  private volatile byte[] saved;
  private final AtomicInteger saves = new AtomicInteger();
  volatile boolean full;
  volatile Optional<String> warning = Optional.empty();

  @Override
  public Optional<byte[]> load() { return Optional.ofNullable(saved); }

  @Override
  public void save(byte[] state) {
    if (full)
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot save: the disk is full");
    saved = state;
    saves.incrementAndGet();
  }

  @Override
  public Optional<String> warning() { return warning; }

  @Override
  public String name() { return "memory"; }

  int saves() { return saves.get(); }

  String text() { return new String(saved, java.nio.charset.StandardCharsets.UTF_8); }
}
