// Numbers and names as people read them: the words of the text report.

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const BYTES = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** What has become of a finding since earlier releases. */
export const STATES = [["NEW", "new"], ["ONGOING", "ongoing"], ["BACK", "come back"], ["GONE", "gone"]];

export const number = (value) => whole.format(value);

export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

export const units = (value) => (value === 1 ? "1 unit of work" : `${number(value)} units of work`);

/** Rounded so that nothing looks done, full or empty that is not. */
export function percent(part, all) {
  if (!all) {
    return "0 %";
  }
  const value = (100 * part) / all;
  if (value > 0 && value < 0.1) {
    return "<0.1 %";
  }
  if (value > 99 && value < 100) {
    return ">99 %";
  }
  return `${value < 9.95 ? String(Number(value.toFixed(1))) : number(value)} %`;
}

/** Of 1,024 each, as PostgreSQL writes them. */
export function bytes(value) {
  let unit = 0;
  while (value >= 1024 && unit < BYTES.length - 1) {
    value /= 1024;
    unit++;
  }
  const text = unit > 0 && value < 9.95 ? String(Number(value.toFixed(1))) : number(value);
  return `${text} ${BYTES[unit]}`;
}

/** A time that was measured. */
export function millis(value) {
  if (value < 1000) {
    return `${value < 9.95 ? Number(value.toFixed(value < 1 ? 2 : 1)) : number(value)} ms`;
  }
  const seconds = value / 1000;
  if (seconds < 120) {
    return `${seconds < 9.95 ? Number(seconds.toFixed(1)) : number(seconds)} s`;
  }
  return span(seconds);
}

/** Seconds, rounded down. */
export function span(seconds) {
  seconds = Math.max(0, Math.floor(seconds));
  if (seconds < 120) {
    return `${seconds} s`;
  }
  if (seconds < 7200) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

/** How long before another instant it was. */
export const ago = (instant, at) => `${span((Date.parse(at) - Date.parse(instant)) / 1000)} ago`;

export function rate(perSecond) {
  const digits = perSecond === 0 || perSecond >= 9.95 ? number(perSecond) : perSecond.toFixed(1);
  return `${digits} a second`;
}

/** `avoidableRoundTrips` is "avoidable round trips". */
export const spaced = (name) => name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

export function fact({ value, measure }, at) {
  switch (measure) {
    case "BYTES": return bytes(value);
    case "NANOSECONDS": return millis(value / 1e6);
    case "PER_MINUTE": return `${number(value)} a minute`;
    case "SHARE": return percent(value, 1);
    case "EPOCH_MILLIS": return ago(value, at);
    default: return number(value);
  }
}

/** `File.java:57`, which editors find. */
export const fileLine = (site) =>
  site.file ? (site.line > 0 ? `${site.file}:${site.line}` : site.file) : simple(site);

export const simple = (site) => `${site.className.split(".").pop()}.${site.method}`;

/** `public.orders` is `orders`, as most say; a name of spaces only has quotes, to be seen. */
export function short(table) {
  const name = table.replace(/^public\./, "");
  return name.trim() ? name : `"${name}"`;
}
