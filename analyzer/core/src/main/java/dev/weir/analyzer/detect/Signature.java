package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Place;
import java.util.HexFormat;

/**
 * The stable name of a finding: {@code code-16 hex digits}. The digits are a 64-bit FNV-1a hash,
 * mixed, of the code, the statement's fingerprint and the class and method of the loop (else of the
 * call site). No line number goes into it, so it survives edits elsewhere in the file; the second
 * and further loops of one method are told apart by their ordinal.
 */
final class Signature {
  private Signature() {}

  static String of(FindingCode code, String fingerprint, Place place) {
    CallSite site = place.loop() != null ? place.loop() : place.callSite();
    StringBuilder text = new StringBuilder(code.code()).append('\n').append(fingerprint);
    if (site != null) {
      text.append('\n').append(site.className()).append('\n').append(site.method());
    }
    if (place.ordinal() > 0) {
      text.append('\n').append(place.ordinal());
    }
    return code.code() + "-" + HexFormat.of().toHexDigits(hash(text));
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
