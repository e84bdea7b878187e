package dev.kith.job;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/// A sum of doubles without rounding: a whole number, plus a non-overlapping expansion of increasing magnitude (Shewchuk 1997,
/// GROW-EXPANSION with zeros left out). Rounded once, when read. Confined.
final class ExactSum {
  private static final double WHOLE_MAX = 0x1p53;

  private long whole;
  private double[] parts = new double[2];
  private int used;

  void add(double x) {
    if (Math.abs(x) <= WHOLE_MAX && x == Math.rint(x) && addWhole((long) x))
      return;
    grow(x);
  }

  private boolean addWhole(long x) {
    long sum = whole + x;
    if (((whole ^ sum) & (x ^ sum)) < 0)
      return false;
    whole = sum;
    return true;
  }

  private void grow(double summand) {
    double x = summand;
    int kept = 0;
    for (int i = 0; i < used; i++) {
      double sum = x + parts[i];
      double bigger = Math.abs(x) < Math.abs(parts[i]) ? parts[i] : x;
      double smaller = Math.abs(x) < Math.abs(parts[i]) ? x : parts[i];
      double rest = smaller - (sum - bigger);
      if (rest != 0)
        parts[kept++] = rest;
      x = sum;
    }
    if (kept == parts.length)
      parts = Arrays.copyOf(parts, kept + 4);
    if (x != 0)
      parts[kept++] = x;
    used = kept;
  }

  /// The exact sum rounded once, ties to even.
  double value() {
    ExactSum all = expanded();
    return rounded(all.parts, all.used);
  }

  private static double rounded(double[] parts, int used) {
    if (used == 0)
      return 0;
    int n = used;
    double high = parts[--n];
    double low = 0;
    while (n > 0 && low == 0) {
      double before = high;
      double next = parts[--n];
      high = before + next;
      low = next - (high - before);
    }
    // On a tie, what lies below decides, as in Python's fsum.
    if (n > 0 && low != 0 && (low < 0) == (parts[n - 1] < 0)) {
      double up = high + low * 2;
      if (low * 2 == up - high)
        return up;
    }
    return high;
  }

  /// The exact sum divided by `count`, rounded once, ties to even.
  double dividedBy(long count) {
    // No double, nor the middle between two, has more than 800 digits; one more tells on which side of it the rest lies.
    BigDecimal quotient = exact().divide(BigDecimal.valueOf(count), new MathContext(800, RoundingMode.DOWN));
    BigDecimal rest = exact().subtract(quotient.multiply(BigDecimal.valueOf(count)));
    if (rest.signum() == 0)
      return quotient.doubleValue();
    BigDecimal nudge = new BigDecimal(BigInteger.valueOf(rest.signum()), quotient.scale() + 1);
    return quotient.add(nudge).doubleValue();
  }

  BigDecimal exact() {
    BigDecimal sum = BigDecimal.valueOf(whole);
    for (int i = 0; i < used; i++)
      sum = sum.add(new BigDecimal(parts[i]));
    return sum;
  }

  private ExactSum expanded() {
    ExactSum all = new ExactSum();
    all.parts = Arrays.copyOf(parts, used + 2);
    all.used = used;
    all.grow((double) (whole >> 32) * 0x1p32);
    all.grow((double) (whole & 0xffff_ffffL));
    return all;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(whole);
    out.writeShort(used);
    for (int i = 0; i < used; i++)
      out.writeDouble(parts[i]);
  }

  static ExactSum read(DataInput in) throws IOException {
    ExactSum sum = new ExactSum();
    sum.whole = in.readLong();
    sum.used = in.readUnsignedShort();
    sum.parts = new double[sum.used + 2];
    for (int i = 0; i < sum.used; i++)
      sum.parts[i] = in.readDouble();
    return sum;
  }
}
