package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What generators of clients and public linters want of the contract.
class ContractFormTest {
  private static final JsonObject CONTRACT = Contract.parsed(Contract.text());

  @Test
  void wholeNumbersBeyond32BitsSaySo() {
    List<String> silent = new ArrayList<>();
    walk("", CONTRACT, (path, schema) -> {
      boolean whole = "integer".equals(schema.getValue("type"))
          || (schema.getValue("type") instanceof JsonArray types && types.contains("integer"));
      if (whole && !"int64".equals(schema.getValue("format"))
          && !(schema.getValue("maximum") instanceof Number most && most.longValue() <= Integer.MAX_VALUE))
        silent.add(path);
    });
    assertThat(silent).isEmpty();
  }

  @Test
  void everyOperationSaysWhatItDoesAndWhichKeyItNeeds() {
    walk("", CONTRACT.getJsonObject("paths"), (path, operation) -> {
      if (!operation.containsKey("operationId"))
        return;
      assertThat(operation.getString("summary")).as(path).isNotBlank();
      assertThat(operation.getString("description")).as(path).isEqualTo(switch (operation.getString("x-scope")) {
        case "none" -> "Needs no key.";
        case "any" -> "Needs a key, whatever its scopes.";
        default -> "Needs a key with the scope `" + operation.getString("x-scope") + "`.";
      });
    });
  }

  @Test
  void descriptionsAreWholeSentencesAndNotCutAtAComma() {
    walk("", CONTRACT, (path, schema) -> {
      if (schema.containsKey("description") && schema.containsKey("type"))
        schema.forEach(member -> assertThat(member.getValue()).as(path + "." + member.getKey()).isNotNull());
    });
  }

  private interface Visit {
    void at(String path, JsonObject object);
  }

  private static void walk(String path, Object value, Visit visit) {
    if (value instanceof JsonObject object) {
      visit.at(path, object);
      for (Map.Entry<String, Object> member : object)
        walk(path + "." + member.getKey(), member.getValue(), visit);
    } else if (value instanceof JsonArray list) {
      for (Object each : list)
        walk(path, each, visit);
    }
  }
}
