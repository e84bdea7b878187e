package dev.kith.volunteer;

import dev.kith.message.ToTab;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import java.util.ArrayList;
import java.util.List;

/// Cuts a job's material into messages that fit a frame whatever JSON makes of their characters (at worst `\u0001`, 6 bytes).
final class JobFrames {
  /// Characters of code and arguments in one message: at worst 192 KiB.
  static final int CHARS = 32 * 1024;

  private JobFrames() {}

  static List<ToTab> of(JobId job, WorkReply.Material material) {
    List<Piece> pieces = new ArrayList<>();
    String code = material.code();
    String args = material.args().text();
    int inCode = 0;
    int inArgs = 0;
    do {
      int codeEnd = end(code, inCode, CHARS);
      int argsEnd = end(args, inArgs, CHARS - (codeEnd - inCode));
      pieces.add(new Piece(code.substring(inCode, codeEnd), args.substring(inArgs, argsEnd)));
      inCode = codeEnd;
      inArgs = argsEnd;
    } while (inCode < code.length() || inArgs < args.length());
    List<ToTab> frames = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      int more = pieces.size() - 1 - i;
      frames.add(i == 0
          ? new ToTab.Job(job, material.manifest(), piece.code, piece.args, more, material.clock().toEpochMilli())
          : new ToTab.JobMore(job, piece.code, piece.args, more));
    }
    return frames;
  }

  private record Piece(String code, String args) {}

  /// At most `chars` after `from`, never between the halves of a surrogate pair.
  private static int end(String text, int from, int chars) {
    int end = Math.min(text.length(), from + chars);
    boolean splitsPair = end < text.length() && end > from && Character.isHighSurrogate(text.charAt(end - 1));
    return splitsPair ? end - 1 : end;
  }
}
