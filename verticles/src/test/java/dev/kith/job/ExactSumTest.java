package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactSumTest {
  @ParameterizedTest
  @CsvSource({"0, ''", "0.6, 0.1 0.2 0.3", "1, 1e100 1 -1e100", "9007199254740992, 9007199254740992 0.5 0.5 -1",
      "9007199254740994, 9007199254740992 1 1e-300", "9007199254740992, 9007199254740992 1 -1e-300",
      "9007199254740992, 9007199254740992 1", "-9007199254740994, -9007199254740992 -1 -1e-300", "4.9E-324, 4.9E-324",
      "1e288, 1e288 1 -1", "1.8014398509481984E16, 9007199254740992 9007199254740992"})
  void roundsOnce(double expected, String summands) { assertThat(sum(summands).value()).isEqualTo(expected); }

  private static ExactSum sum(String summands) {
    ExactSum sum = new ExactSum();
    if (!summands.isEmpty()) {
      for (String summand : summands.split(" ", -1))
        sum.add(Double.parseDouble(summand));
    }
    return sum;
  }

  @Test
  void wholeNumbersBeyondALongStayExact() {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < 3000; i++)
      sum.add(0x1p53 - 1);
    assertThat(sum.exact()).isEqualByComparingTo(BigDecimal.valueOf(0x1p53 - 1).multiply(BigDecimal.valueOf(3000)));
  }

  @Test
  void isWhatExactArithmeticSays() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 500; round++) {
      ExactSum sum = new ExactSum();
      BigDecimal exact = BigDecimal.ZERO;
      int count = 1 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        double summand = anyDouble(random);
        sum.add(summand);
        exact = exact.add(new BigDecimal(summand));
        if (i % 7 == 3)
          sum = reread(sum);
      }
      assertThat(sum.value()).as("sum of round " + round).isEqualTo(exact.doubleValue());
      assertThat(sum.exact()).as("exact sum of round " + round).isEqualByComparingTo(exact);
      assertThat(sum.dividedBy(count)).as("mean of round " + round)
          .isEqualTo(exact.divide(BigDecimal.valueOf(count), new MathContext(1100)).doubleValue());
    }
  }

  @Test
  void aMeanOnATieRoundsToEven() {
    ExactSum sum = sum("9007199254740993 9007199254740992 1");
    assertThat(sum.dividedBy(2)).isEqualTo(9007199254740992d);
    assertThat(sum("-1 -1").dividedBy(3)).isEqualTo(-2.0 / 3);
  }

  static double anyDouble(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-1000, 1000);
      case 1 -> random.nextDouble() - 0.5;
      case 2 -> (random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(-60, 60));
      default -> (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(-300, 287));
    };
  }

  private static ExactSum reread(ExactSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    return ExactSum.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
