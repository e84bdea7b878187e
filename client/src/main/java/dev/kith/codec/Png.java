package dev.kith.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Square pictures in black and white as PNG (RFC 2083), written by hand: the JDK's writer would load a desktop toolkit for 30 lines' work.
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /// What is black. Asked for points outside, too, if there is a margin.
  @FunctionalInterface
  public interface Modules {
    boolean black(int x, int y);
  }

  private Png() {}

  /// @param side of the picture without its margin, in modules
  /// @param quiet blank modules around
  /// @param pixels a module, each way
  public static byte[] of(int side, int quiet, int pixels, Modules modules) {
    try {
      int size = (side + 2 * quiet) * pixels;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(SIGNATURE);
      chunk(out, "IHDR", header(size));
      chunk(out, "IDAT", rows(size, (x, y) -> modules.black(x / pixels - quiet, y / pixels - quiet)));
      chunk(out, "IEND", new byte[0]);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    }
  }

  private static byte[] header(int size) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(size);
    fields.writeInt(size);
    fields.write(new byte[]{1, 0, 0, 0, 0}); // depth 1, greyscale, deflate, adaptive filters, not interlaced
    return header.toByteArray();
  }

  private static byte[] rows(int size, Modules pixels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      for (int y = 0; y < size; y++)
        deflater.write(row(size, y, pixels));
    }
    return out.toByteArray();
  }

  /// The filter's number (0: none), then the pixels; a bit that is set is white.
  private static byte[] row(int size, int y, Modules pixels) {
    byte[] row = new byte[1 + (size + 7) / 8];
    for (int x = 0; x < size; x++) {
      if (!pixels.black(x, y))
        row[1 + x / 8] |= (byte) (0x80 >> x % 8);
    }
    return row;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    DataOutputStream fields = new DataOutputStream(out);
    fields.writeInt(data.length);
    fields.write(name);
    fields.write(data);
    fields.writeInt((int) check.getValue());
  }
}
