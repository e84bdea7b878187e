package dev.kith.cli;

import dev.kith.codec.Png;
import io.nayuki.qrcodegen.QrCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// QR codes as SVG or PNG.
final class QrFile {
  private static final int PIXELS = 8;

  private QrFile() {}

  static boolean writable(Path file) { return suffix(file).equals("svg") || suffix(file).equals("png"); }

  static byte[] bytes(String text, Path file) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    return suffix(file).equals("svg")
        ? svg(code).getBytes(StandardCharsets.UTF_8)
        : Png.of(code.size, QrText.QUIET, PIXELS, code::getModule);
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
}
