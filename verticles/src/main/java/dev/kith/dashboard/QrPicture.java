package dev.kith.dashboard;

import dev.kith.codec.Png;
import io.nayuki.qrcodegen.QrCode;
import java.util.Base64;

/// A link as a QR code in PNG.
final class QrPicture {
  /// Blank modules around the code, as the standard wants.
  private static final int QUIET = 4;
  private static final int PIXELS = 6;

  private QrPicture() {}

  static String dataUrl(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.of(code.size, QUIET, PIXELS, code::getModule));
  }
}
