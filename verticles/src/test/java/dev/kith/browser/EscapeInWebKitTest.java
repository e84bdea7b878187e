package dev.kith.browser;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("survival")
class EscapeInWebKitTest extends EscapeCases {
  @Override
  Browser launch() throws IOException { return WebKit.launch(); }
}
