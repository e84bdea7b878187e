package dev.kith.message;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;

/// The one exception that crosses rooms. Its text names operation, subject, actual and expected; never a secret.
public final class KithException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String field;

  public KithException(ErrorCode code, String text) { this(code, text, null); }

  public KithException(ErrorCode code, String text, Throwable cause) { this(code, "", text, cause); }

  private KithException(ErrorCode code, String field, String text, Throwable cause) {
    super(text, cause);
    this.code = Objects.requireNonNull(code);
    this.field = field;
  }

  public ErrorCode code() { return code; }

  /// The path of the field that was refused, if one was to blame. Does not travel between nodes.
  public Optional<String> field() { return field.isEmpty() ? Optional.empty() : Optional.of(field); }

  /// Why something with a file or a connection failed, in words, without names of classes.
  public static String reason(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case AccessDeniedException denied -> denied.getFile() + " is not open to this user";
      case FileAlreadyExistsException there -> there.getFile() + " is there already";
      case DirectoryNotEmptyException full -> full.getFile() + " is not empty";
      case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
      case Throwable other when other.getMessage() == null -> other.getClass().getSimpleName();
      case Throwable other -> other.getMessage();
    };
  }

  public static KithException invalid(String text) { return new KithException(ErrorCode.INVALID, text); }

  /// @param field its path, like `shardConfig.totalUnits`; the text begins with it
  public static KithException refused(ErrorCode code, String field, String text) {
    return new KithException(code, field, field + " " + text, null);
  }
}
