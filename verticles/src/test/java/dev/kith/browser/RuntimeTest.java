package dev.kith.browser;

import java.io.IOException;

class RuntimeTest extends RuntimeCases {
  @Override
  Browser launch() throws IOException { return Chromium.launch(); }
}
