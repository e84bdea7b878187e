package dev.kith.browser;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("survival")
class RuntimeInFirefoxTest extends RuntimeCases {
  @Override
  Browser launch() throws IOException { return Firefox.launch(); }
}
