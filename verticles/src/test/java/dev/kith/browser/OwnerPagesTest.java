package dev.kith.browser;

import java.io.IOException;

class OwnerPagesTest extends OwnerPagesCases {
  @Override
  Browser launch() throws IOException { return Chromium.launch(); }
}
