package dev.kith.mesh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What one `tcpdump` wrote: the packets as they are, and what each direction of each TCP connection said, put together again.
final class Captured {
  private static final int FILE_HEAD = 24;
  private static final int PACKET_HEAD = 16;
  private static final int ETHERNET = 14;
  private static final int TCP = 6;

  final Path file;
  int packets;
  private final byte[] all;
  private final Map<String, Stream> streams = new LinkedHashMap<>();

  private static final class Stream {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long next = -1;
  }

  Captured(Path file) throws IOException {
    this.file = file;
    all = Files.readAllBytes(file);
    ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int at = FILE_HEAD;
    while (at + PACKET_HEAD <= all.length) {
      int length = in.getInt(at + 8);
      at += PACKET_HEAD;
      packet(at, Math.min(at + length, all.length));
      at += length;
    }
  }

  private void packet(int from, int to) {
    packets++;
    int ip = from + ETHERNET;
    if (to - ip < 40 || all[ip - 2] != 8 || all[ip - 1] != 0 || all[ip + 9] != TCP)
      return;
    int tcp = ip + (all[ip] & 0xf) * 4;
    int end = Math.min(to, ip + number(ip + 2, 2));
    int data = tcp + (all[tcp + 12] >> 4 & 0xf) * 4;
    String name = number(ip + 12, 4) + ":" + number(tcp, 2) + ">" + number(ip + 16, 4) + ":" + number(tcp + 2, 2);
    if (data < end)
      heard(streams.computeIfAbsent(name, _ -> new Stream()), number(tcp + 4, 4) & 0xffff_ffffL, data, end);
  }

  /// What was sent again is left out; what is out of order stays so, which only costs a hit across that seam.
  private void heard(Stream stream, long sequence, int from, int to) {
    long ahead = stream.next < 0 ? 0 : (int) (sequence - stream.next);
    if (ahead < 0 && to - from <= -ahead)
      return;
    int again = ahead < 0 ? (int) -ahead : 0;
    stream.bytes.write(all, from + again, to - from - again);
    stream.next = (sequence + to - from) & 0xffff_ffffL;
  }

  private int number(int at, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++)
      value = value << 8 | (all[at + i] & 0xff);
    return value;
  }

  /// Ports that answered somebody.
  Set<Integer> spoke() {
    return streams.keySet().stream().map(name -> name.replaceAll(".*?:(\\d+)>.*", "$1")).map(Integer::valueOf)
        .collect(Collectors.toSet());
  }

  /// In which forms and where any of these is found; empty if none is. All in one pass.
  List<String> hits(Map<String, byte[]> canaries) {
    List<Form> forms = new ArrayList<>();
    canaries.forEach((name, canary) -> forms(canary).forEach((form, bytes) -> forms.add(new Form(name + " " + form, bytes))));
    BitSet beginnings = new BitSet(1 << 24);
    forms.forEach(form -> beginnings.set(beginning(form.bytes, 0)));
    Set<String> hits = new LinkedHashSet<>();
    search(all, forms, beginnings).forEach(hit -> hits.add(hit + " in packets of " + file.getFileName()));
    streams.forEach((name, stream) -> search(stream.bytes.toByteArray(), forms, beginnings)
        .forEach(hit -> hits.add(hit + " in stream " + name + " of " + file.getFileName())));
    return List.copyOf(hits);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Form(String name, byte[] bytes) {}

  private static Set<String> search(byte[] in, List<Form> forms, BitSet beginnings) {
    Set<String> hits = new LinkedHashSet<>();
    for (int at = 0; at + 3 <= in.length; at++) {
      if (!beginnings.get(beginning(in, at)))
        continue;
      for (Form form : forms) {
        int end = at + form.bytes.length;
        if (end <= in.length && Arrays.equals(in, at, end, form.bytes, 0, form.bytes.length))
          hits.add(form.name);
      }
    }
    return hits;
  }

  private static int beginning(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
  }

  /// As it is, in hex, and in base64 at each of its three alignments.
  static Map<String, byte[]> forms(byte[] canary) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("raw", canary);
    forms.put("hex", ascii(HexFormat.of().formatHex(canary)));
    forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(canary)));
    for (int alignment = 0; alignment < 3; alignment++) {
      int whole = (canary.length + alignment) / 3 * 3;
      byte[] padded = new byte[whole];
      System.arraycopy(canary, 0, padded, alignment, whole - alignment);
      for (String text : new LinkedHashSet<>(List.of(Base64.getEncoder().encodeToString(padded),
          Base64.getUrlEncoder().encodeToString(padded))))
        forms.put("base64 at " + alignment + (forms.containsKey("base64 at " + alignment) ? " (url)" : ""),
            ascii(text.substring(alignment == 0 ? 0 : 4))); // what the bytes before would change is left out
    }
    return forms;
  }

  private static byte[] ascii(String text) { return text.getBytes(StandardCharsets.US_ASCII); }
}
