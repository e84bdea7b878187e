package dev.kith.sandbox;

import com.caoccao.javet.interfaces.IJavetLogger;

/// Javet's own logger loads time zones lazily, which a locked child can't.
enum SilentLogger implements IJavetLogger {
  INSTANCE;

  @Override
  public void debug(String message) {}

  @Override
  public void error(String message) {}

  @Override
  public void error(String message, Throwable cause) {}

  @Override
  public void info(String message) {}

  @Override
  public void warn(String message) {}
}
