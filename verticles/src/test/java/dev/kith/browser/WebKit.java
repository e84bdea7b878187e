package dev.kith.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// WebKitGTK's small browser, driven by WebDriver (W3C). It wants a screen: without one it gets an Xvfb of its own.
public final class WebKit implements Browser {
  private static final List<String> DRIVERS = List.of("/usr/bin/WebKitWebDriver");
  private static final List<String> BROWSERS = List.of("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
      "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/libexec/webkit2gtk-4.1/MiniBrowser");
  private static final List<String> SCREENS = List.of("/usr/bin/Xvfb");

  private final String driver;
  private final String program;
  private final String display;
  private final Optional<Process> screen;
  private final List<WebKitPage> pages = new ArrayList<>();

  private WebKit(String driver, String program, String display, Optional<Process> screen) {
    this.driver = driver;
    this.program = program;
    this.display = display;
    this.screen = screen;
  }

  /// @throws org.opentest4j.TestAbortedException if there is none here
  public static WebKit launch() throws IOException {
    String driver = Browser.program("WebKitWebDriver", "KITH_WEBKIT_DRIVER", DRIVERS);
    String program = Browser.program("MiniBrowser of WebKitGTK", "KITH_WEBKIT", BROWSERS);
    String present = System.getenv("DISPLAY");
    if (present != null)
      return new WebKit(driver, program, present, Optional.empty());
    Process screen = new ProcessBuilder(Browser.program("Xvfb", "KITH_XVFB", SCREENS), "-displayfd", "1", "-screen", "0",
        "1280x900x24", "-nolisten", "tcp").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String number = screen.inputReader(StandardCharsets.US_ASCII).readLine();
    return new WebKit(driver, program, ":" + number, Optional.of(screen));
  }

  /// In a browser of its own: a driver has one session.
  @Override
  public Page open() throws IOException {
    Path home = Files.createTempDirectory("kith-webkit");
    int port = freePort();
    ProcessBuilder command = new ProcessBuilder(driver, "--port=" + port).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    command.environment().put("DISPLAY", display);
    command.environment().put("HOME", home.toString());
    JsonObject options = new JsonObject().put("binary", program).put("args", new JsonArray().add("--automation"));
    WebKitPage page = new WebKitPage(port, home, command.start(), new JsonObject().put("webkitgtk:browserOptions", options));
    pages.add(page);
    return page;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    pages.forEach(WebKitPage::close);
    screen.ifPresent(Process::destroyForcibly);
  }
}
