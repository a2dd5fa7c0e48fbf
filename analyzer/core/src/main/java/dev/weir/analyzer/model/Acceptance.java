package dev.weir.analyzer.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Findings that somebody has looked at and accepts, why, and until when. A finding is meant if it
 * fits all that is given of the first four.
 *
 * @param signature of the finding, such as {@code N1-8f3a01c2d4e5b697}; null for any
 * @param code its short code or its name, in any case; null for any
 * @param table one of its tables, with or without a schema; null for any
 * @param place what the class and method of its call site or of its loop begin with, such as {@code
 *     com.shop.Import.}; null for any
 * @param reason why it is accepted
 * @param owner who answers for that; null if nobody was named
 * @param until the last day on which it holds; null for ever
 */
public record Acceptance(
    @Nullable String signature,
    @Nullable String code,
    @Nullable String table,
    @Nullable String place,
    String reason,
    @Nullable String owner,
    @Nullable LocalDate until) {
  /**
   * Checks that it says what, and why.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Acceptance {
    if (signature == null && code == null && table == null && place == null) {
      throw new IllegalArgumentException(
          "it must say what is accepted, by one or more of signature, code, table and place");
    }
    if (reason.isBlank()) {
      throw new IllegalArgumentException("it must have a reason");
    }
  }

  /** Whether it means a finding, expired or not. */
  public boolean means(Finding finding) {
    return (signature == null || signature.equals(finding.signature()))
        && (code == null || isCode(finding.code()))
        && (table == null || isOf(finding.subject()))
        && (place == null || isAt(finding.place().callSite()) || isAt(finding.place().loop()));
  }

  private boolean isCode(Code other) {
    return other.id().equalsIgnoreCase(code) || other.name().equalsIgnoreCase(code);
  }

  /**
   * Whether nothing that it could mean is ever found.
   *
   * @param codes all that there are
   */
  public boolean meansNone(Collection<Code> codes) {
    return code != null && codes.stream().noneMatch(this::isCode);
  }

  private boolean isOf(Subject subject) {
    String wanted = String.valueOf(table).toLowerCase(Locale.ROOT);
    return subject.tables().stream()
        .map(name -> name.toString().toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(wanted) || name.endsWith("." + wanted));
  }

  private boolean isAt(@Nullable CallSite site) {
    return site != null
        && (site.className() + "." + site.method() + ".").startsWith(String.valueOf(place));
  }

  /** Whether it does not hold any more. */
  public boolean isOver(LocalDate today) {
    return until != null && today.isAfter(until);
  }

  /** What it means, for people: {@code code LU, table audit_log}. */
  public String what() {
    List<String> parts = new ArrayList<>();
    add(parts, "signature", signature);
    add(parts, "code", code);
    add(parts, "table", table);
    add(parts, "place", place);
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + " " + value);
    }
  }
}
