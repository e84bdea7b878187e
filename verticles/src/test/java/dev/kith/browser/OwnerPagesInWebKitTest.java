package dev.kith.browser;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("survival")
class OwnerPagesInWebKitTest extends OwnerPagesCases {
  @Override
  Browser launch() throws IOException { return WebKit.launch(); }
}
