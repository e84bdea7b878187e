package dev.kith.browser;

import java.io.IOException;

class EscapeTest extends EscapeCases {
  @Override
  Browser launch() throws IOException { return Chromium.launch(); }
}
