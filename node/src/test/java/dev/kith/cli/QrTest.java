package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrTest {
  private static final String LINK = "https://192.168.1.20:8443/worker#q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ.0123456789abcdef";
  private static final int SCALE = 4;

  private static String read(int width, int height, int[] pixels) throws Exception {
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))),
        Map.of(DecodeHintType.PURE_BARCODE, true)).getText();
  }

  /// As a terminal would show it: black on white if coloured, white on black if not.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void halfBlocksCanBeReadAsACode(boolean coloured) throws Exception {
    List<String> lines = QrText.lines(LINK, coloured).stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
    int width = lines.getFirst().length();
    int[] pixels = new int[width * SCALE * lines.size() * 2 * SCALE];
    for (int y = 0; y < lines.size() * 2 * SCALE; y++) {
      for (int x = 0; x < width * SCALE; x++) {
        char block = lines.get(y / (2 * SCALE)).charAt(x / SCALE);
        boolean inked = block == '█' || block == (y / SCALE % 2 == 0 ? '▀' : '▄');
        pixels[y * width * SCALE + x] = inked == coloured ? 0xff000000 : 0xffffffff;
      }
    }
    assertThat(read(width * SCALE, lines.size() * 2 * SCALE, pixels)).isEqualTo(LINK);
  }

  @Test
  void thePngCanBeReadAsACode() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrFile.bytes(LINK, Path.of("a.PNG"))));

    int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    assertThat(read(image.getWidth(), image.getHeight(), pixels)).isEqualTo(LINK);
  }

  @Test
  void theSvgHasAPathForEachDarkModule() throws Exception {
    String svg = new String(QrFile.bytes(LINK, Path.of("a.svg")), StandardCharsets.UTF_8);

    assertThat(svg).startsWith("<svg xmlns").contains("M4,4h1v1h-1z").endsWith("</svg>\n");
  }
}
