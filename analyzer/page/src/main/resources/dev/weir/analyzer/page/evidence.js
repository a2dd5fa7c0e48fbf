// What was seen of a finding or a table each time that it was looked at, while the page has been open.

const SAMPLES = 900;
const MOST = 300;

/** By what it is of; the one that was looked at last comes last. */
const seen = new Map();

/** Notes numbers of a moment, and tells all that were noted: times, then one list for each number. */
export function over(key, at, numbers) {
  const told = seen.get(key) ?? [];
  seen.delete(key);
  seen.set(key, told);
  if (seen.size > MOST) {
    seen.delete(seen.keys().next().value);
  }
  const time = Date.parse(at) / 1000;
  if (told.length === 0 || told.at(-1).time < time) {
    told.push({ time, numbers });
    if (told.length > SAMPLES) {
      told.shift();
    }
  }
  return [told.map((each) => each.time), ...numbers.map((_, i) => told.map((each) => each.numbers[i]))];
}
