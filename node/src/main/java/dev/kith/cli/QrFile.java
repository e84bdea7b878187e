package dev.kith.cli;

import io.nayuki.qrcodegen.QrCode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// QR codes as SVG or PNG. The PNG is written by hand: the JDK's writer would load a desktop toolkit for 30 lines' work.
final class QrFile {
  private static final int PIXELS = 8;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private QrFile() {}

  static boolean writable(Path file) { return suffix(file).equals("svg") || suffix(file).equals("png"); }

  static byte[] bytes(String text, Path file) throws IOException {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    return suffix(file).equals("svg") ? svg(code).getBytes(StandardCharsets.UTF_8) : png(code);
  }

  private static String suffix(Path file) {
    String name = file.toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String svg(QrCode code) {
    int size = code.size + 2 * QrText.QUIET;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y))
          path.append('M').append(x + QrText.QUIET).append(',').append(y + QrText.QUIET).append("h1v1h-1z");
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size + "\" shape-rendering=\"crispEdges\">"
        + "<path fill=\"#fff\" d=\"M0,0h" + size + "v" + size + "h-" + size + "z\"/><path d=\"" + path + "\"/></svg>\n";
  }

  /// One bit a pixel (PNG, RFC 2083): signature, IHDR, IDAT, IEND.
  private static byte[] png(QrCode code) throws IOException {
    int size = (code.size + 2 * QrText.QUIET) * PIXELS;
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(size);
    fields.writeInt(size);
    fields.write(new byte[]{1, 0, 0, 0, 0}); // depth 1, greyscale, deflate, adaptive filters, not interlaced
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      for (int y = 0; y < size; y++)
        deflater.write(row(code, y, size));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(PNG);
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", pixels.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /// The filter's number (0: none), then the pixels; a bit that is set is white.
  private static byte[] row(QrCode code, int y, int size) {
    byte[] row = new byte[1 + size / 8];
    for (int x = 0; x < size; x++) {
      if (!code.getModule(x / PIXELS - QrText.QUIET, y / PIXELS - QrText.QUIET))
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
