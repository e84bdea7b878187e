package dev.kith.browser;

import java.io.IOException;

class WorkerPageTest extends WorkerPageCases {
  @Override
  Browser launch() throws IOException { return Chromium.launch(); }
}
