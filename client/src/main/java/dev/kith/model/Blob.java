package dev.kith.model;

import java.util.Arrays;

/// Bytes as a value: equal if the bytes are, never changed after construction (the array is handed over, not copied).
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below go by content
public record Blob(byte[] bytes) {
  public static final Blob EMPTY = new Blob(new byte[0]);

  public boolean isEmpty() { return bytes.length == 0; }

  @Override
  public boolean equals(Object other) { return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes); }

  @Override
  public int hashCode() { return Arrays.hashCode(bytes); }

  @Override
  public String toString() { return bytes.length + " bytes"; }
}
