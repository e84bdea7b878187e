package dev.kith.cli;

import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/// QR codes made of half blocks: one character is two modules high.
final class QrText {
  /// Modules of white around it, as ISO 18004 wants.
  static final int QUIET = 4;
  private static final String BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
  private static final String RESET = "\u001b[0m";

  private QrText() {}

  /// @param coloured whether to set black on white; else light modules are drawn, which suits a dark terminal
  static List<String> lines(String text, boolean coloured) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    List<String> lines = new ArrayList<>();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        boolean upper = code.getModule(x, y) == coloured;
        boolean lower = code.getModule(x, y + 1) == coloured; // light beyond the edge
        line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
      }
      lines.add(coloured ? BLACK_ON_WHITE + line + RESET : line.toString());
    }
    return lines;
  }
}
