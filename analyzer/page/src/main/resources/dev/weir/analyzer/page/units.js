// Units of work: what each did, one thing after another, and where in it the time went.
import { h } from "./preact.js";
import { Empty, Grid, Severity, Site, Sql, Stat, findingLink } from "./parts.js";
import { ago, count, millis, number, percent } from "./words.js";

const LONGEST_TURN = 4;
const LEAST_TURNS = 3;

export const unitLink = (id) => `#/units/${encodeURIComponent(id)}`;

const named = (unit) => unit.name ?? "without a name";

const TOLD = {
  scope: "A scope of the application tells where it begins and ends.",
  key: "A key of the application's framework tells where it begins and ends.",
  transaction: "It begins and ends with its transaction.",
  guess: "Nobody tells where it begins and ends: that was concluded from stacks and silences."
};

/** Which of the two of a name it is, where there are two. */
function extreme(unit, units) {
  const others = units.filter((each) => each !== unit && each.name === unit.name);
  if (others.length === 0) {
    return "";
  }
  if (others.every((each) => each.elapsedMillis < unit.elapsedMillis)) {
    return "the slowest";
  }
  return others.every((each) => each.executions < unit.executions) ? "the most statements" : "";
}

export function Units({ units, at }) {
  if (units.length === 0) {
    return h(Empty, { title: "No unit of work yet" },
      "They are recorded while somebody looks, from now on: of each name the slowest of the last ten minutes, and the one with the most statements.");
  }
  return h("div", null,
    h("h1", null, "Units of work ", h("span", { class: "quiet" }, "the slowest of each name, and those with the most statements")),
    h(Grid, {
      label: "Units of work",
      head: ["unit", "took#", "statements#", "transactions#", "ended#"],
      rows: units.map((unit) => ({
        key: unit.id,
        cells: [h("span", null, h("a", { href: unitLink(unit.id) }, named(unit)), " ", h("span", { class: "quiet" }, extreme(unit, units))), millis(unit.elapsedMillis), number(unit.executions),
          number(unit.transactions), ago(unit.at, at)]
      }))
    }));
}

/** What repeats itself becomes one line: turns of up to four statements each, three times or more. */
export function lines(statements) {
  const found = [];
  for (let i = 0; i < statements.length;) {
    const { turn, times } = longest(statements, i);
    const part = statements.slice(i, i + turn * times);
    found.push({ turn: part.slice(0, turn).map((each) => each.shape), times, part });
    i += part.length;
  }
  return found;
}

function longest(statements, from) {
  let best = { turn: 1, times: 1 };
  for (let turn = 1; turn <= LONGEST_TURN; turn++) {
    let end = from + turn;
    while (end < statements.length && statements[end].shape === statements[end - turn].shape) {
      end++;
    }
    const times = Math.floor((end - from) / turn);
    if (times >= LEAST_TURNS && turn * times > best.turn * best.times) {
      best = { turn, times };
    }
  }
  return best;
}

const end = (statement) => statement.startMillis + statement.elapsedMillis;

/** How long at least one statement ran, those of several threads not twice. */
export function busy(statements) {
  let sum = 0;
  let until = 0;
  for (const each of statements) {
    sum += Math.max(0, end(each) - Math.max(until, each.startMillis));
    until = Math.max(until, end(each));
  }
  return sum;
}

export function Unit({ unit, at }) {
  if (!unit) {
    return h(Empty, { title: "This unit of work is not kept any more" }, h("a", { href: "#/units" }, "All units"));
  }
  const whole = Math.max(unit.elapsedMillis, ...unit.statements.map(end), ...unit.spans.map((each) => each.endMillis));
  const inside = busy(unit.statements);
  const left = unit.executions - unit.statements.length;
  return h("article", null,
    h("p", { class: "way" }, h("a", { href: "#/units" }, "Units"), " / ", `ended ${ago(unit.at, at)}`),
    h("h1", null, named(unit)),
    h("dl", { class: "stats" },
      h(Stat, { name: "took", value: millis(unit.elapsedMillis) }),
      h(Stat, { name: "statements", value: number(unit.executions), note: left > 0 ? `the first ${number(unit.statements.length)} are shown` : "" }),
      h(Stat, { name: "waiting for the database", value: millis(inside), note: left > 0 ? "" : percent(inside, unit.elapsedMillis) }),
      h(Stat, { name: "transactions", value: number(unit.spans.length) })),
    h("p", { class: "quiet" }, TOLD[unit.bounds]),
    h("section", { "aria-labelledby": "time" },
      h("h2", { id: "time" }, "In its time"),
      h(Timeline, { unit, whole })),
    h("section", { "aria-labelledby": "steps" },
      h("h2", { id: "steps" }, "One after the other"),
      unit.shapes.some((each) => each.findings.length > 0) &&
        h("p", { class: "quiet" }, "What was found is told beside each statement, whichever unit and place it was found at."),
      h("ol", { class: "steps" }, lines(unit.statements).map((line, i) => h(Step, { key: i, line, unit, before: i })))));
}

const severityOf = (unit, shape) => unit.shapes[shape].findings[0]?.severity.toLowerCase() ?? "none";

/** A lane for each server, and one for transactions; the list below says it in words. */
function Timeline({ unit, whole }) {
  const nodes = [...new Set(unit.statements.map((each) => each.node))];
  const place = (start, stop) => ({ left: `${(100 * Math.max(0, start)) / whole}%`, width: `${(100 * (stop - Math.max(0, start))) / whole}%` });
  return h("div", { class: "timeline", "aria-hidden": "true" },
    unit.spans.length > 0 && h(Lane, { name: "transactions" }, unit.spans.map((each, i) =>
      h("i", { key: i, class: each.committed ? "span" : "span undone", style: place(each.startMillis, each.endMillis),
        title: `${each.committed ? "committed" : "rolled back"} after ${millis(each.endMillis - each.startMillis)}` }))),
    nodes.map((node) => h(Lane, { key: node, name: node }, unit.statements.filter((each) => each.node === node).map((each, i) =>
      h("i", { key: i, class: `run ${severityOf(unit, each.shape)}${each.failed ? " failed" : ""}`, style: place(each.startMillis, end(each)),
        title: `${millis(each.elapsedMillis)}: ${unit.shapes[each.shape].text.slice(0, 200)}` })))),
    h("div", { class: "axis" }, h("span", null, "0"), h("span", null, millis(whole / 2)), h("span", null, millis(whole))));
}

const Lane = ({ name, children }) =>
  h("div", { class: "lane" }, h("span", { class: "quiet" }, name), h("div", { class: "track" }, children));

function Step({ line, unit }) {
  const { turn, times, part } = line;
  const first = part[0];
  const index = unit.statements.indexOf(first);
  const until = Math.max(0, ...unit.statements.slice(0, index).map(end));
  const gap = first.startMillis - until;
  const spent = part.reduce((sum, each) => sum + each.elapsedMillis, 0);
  const failed = part.filter((each) => each.failed).length;
  const nodes = [...new Set(part.map((each) => each.node))];
  const findings = [...new Map(turn.flatMap((shape) => unit.shapes[shape].findings).map((each) => [each.signature, each])).values()];
  return [
    index > 0 && gap > 0.02 * unit.elapsedMillis && gap >= 1 && h("li", { class: "gap quiet" }, `${millis(gap)} elsewhere`),
    h("li", { class: times > 1 ? "step loop" : "step" },
      h("span", { class: "quiet" }, `at ${millis(first.startMillis)}`),
      h("div", null,
        times > 1 && h("b", null, `${number(times)} times${turn.length > 1 ? `, by turns,` : ""}`),
        turn.map((shape, i) => h(Sql, { key: i, text: unit.shapes[shape].text })),
        h("span", { class: "facts" },
          h("span", null, times * turn.length > 1 ? `${millis(spent)} in all` : millis(spent)),
          h("span", null, nodes.join(", ")),
          part.some((each) => each.batchSize > 0) && h("span", null, `batches of ${count(part.reduce((sum, each) => sum + each.batchSize, 0), "row")}`),
          part.some((each) => each.rows > 0) && h("span", null, `${count(part.reduce((sum, each) => sum + Math.max(0, each.rows), 0), "row")} written`),
          failed > 0 && h("span", { class: "bad" }, `${number(failed)} failed`),
          findings.map((each) => h("span", { key: each.signature },
            h(Severity, each), " ", h("a", { href: findingLink(each.signature) }, each.title),
            each.place && h("span", null, " ", h(Site, { site: each.place })))))))
  ];
}
