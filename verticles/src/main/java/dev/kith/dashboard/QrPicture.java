package dev.kith.dashboard;

import io.nayuki.qrcodegen.QrCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A link as a QR code in SVG.
final class QrPicture {
  /// Blank modules around the code, as the standard wants.
  private static final int QUIET = 4;

  private QrPicture() {}

  static String dataUrl(String text) {
    String svg = svg(QrCode.encodeText(text, QrCode.Ecc.MEDIUM));
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
  }

  private static String svg(QrCode code) {
    int side = code.size + 2 * QUIET;
    StringBuilder path = new StringBuilder(code.size * code.size * 4);
    for (int y = 0; y < code.size; y++)
      row(code, y, path);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
        + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path d=\"" + path
        + "\"/></svg>";
  }

  private static void row(QrCode code, int y, StringBuilder path) {
    int x = 0;
    while (x < code.size) {
      int from = x;
      while (x < code.size && code.getModule(x, y))
        x++;
      if (x > from)
        path.append('M').append(from + QUIET).append(' ').append(y + QUIET).append('h').append(x - from).append("v1H")
            .append(from + QUIET).append('z');
      x++;
    }
  }
}
