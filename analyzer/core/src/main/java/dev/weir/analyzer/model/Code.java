package dev.weir.analyzer.model;

import java.util.HexFormat;

/**
 * The names of one kind of finding. They are a detector's own; nothing else knows a list of them.
 *
 * @param id the short code that logs, suppressions and signatures use, such as {@code N1}; it never
 *     changes
 * @param name the same for settings and tags, readable and as stable, such as {@code n-plus-one}
 * @param title what people call it
 */
public record Code(String id, String name, String title) {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if the code is not of 1 to 8 capitals and digits, or the name
   *     not of lower-case words with hyphens
   */
  public Code {
    if (!id.matches("[A-Z][A-Z0-9]{0,7}")) {
      throw new IllegalArgumentException(
          "a code must be 1 to 8 capitals and digits, but is '" + id + "'");
    }
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "a name must be lower-case words with hyphens, but is '" + name + "'");
    }
  }

  /**
   * The stable name of a finding: {@code code-16 hex digits}. The digits are a 64-bit FNV-1a hash,
   * mixed, of the code, the subject and the class and method of the loop (else of the call site).
   * No line number goes into it, so it survives edits elsewhere in the file; the second and further
   * loops of one method are told apart by their ordinal.
   */
  String signature(Subject subject, Place place) {
    CallSite site = place.loop() != null ? place.loop() : place.callSite();
    StringBuilder text = new StringBuilder(id).append('\n').append(subject.key());
    if (site != null) {
      text.append('\n').append(site.className()).append('\n').append(site.method());
    }
    if (place.ordinal() > 0) {
      text.append('\n').append(place.ordinal());
    }
    return id + "-" + HexFormat.of().toHexDigits(hash(text));
  }

  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    return hash ^ (hash >>> 32);
  }
}
