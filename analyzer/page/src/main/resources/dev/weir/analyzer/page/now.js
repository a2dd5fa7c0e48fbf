// The first five seconds: how it is, the worst of it, and the servers.
import { h } from "./preact.js";
import { Checkup } from "./doctor.js";
import { kindOf } from "./kinds.js";
import { Findings, Grid } from "./parts.js";
import { STATES, count, millis, number, percent, rate, span, units } from "./words.js";

/** One line: what is most wrong now. */
export function verdict(now) {
  for (const each of now.dataSources) {
    if (!each.hasPrimary) {
      return ["error", `${each.name} has no primary: writes wait for one.`];
    }
  }
  for (const each of now.dataSources) {
    const out = each.nodes.find((node) => node.trouble && node.role !== "primary" && each.nodes.length > 1);
    if (out) {
      return ["warning", `${out.name} of ${each.name} gets no reads: ${out.trouble}.`];
    }
  }
  const { ERROR: errors = 0, WARNING: warnings = 0, INFO: infos = 0 } = now.found;
  const all = errors + warnings + infos;
  if (all === 0) {
    return ["ok", now.coverage.executions === 0 && kindOf(now).live ? "Nothing has been executed yet." : "Nothing found."];
  }
  const saved = now.cost > 0 ? `; the fixes save ${millis(now.cost / 1e6)} of round trips` : "";
  const among = errors < all ? `${count(errors, "error")} among them` : all === 1 ? "an error" : "all of them errors";
  return [errors ? "error" : "warning", `${count(all, "finding")}, ${errors ? among : "no error among them"}${saved}.`];
}

export function Now({ live, at }) {
  const { now } = live;
  const about = kindOf(now);
  const [kind, words] = verdict(now);
  const seconds = now.watchedMillis / 1000;
  return h("div", null,
    h("section", { class: `verdict ${kind}`, "aria-label": "How it is" },
      h("h1", null, words),
      now.binds && h("p", null, now.binds),
      !now.checkup && seconds > 0 && h("p", null, `In ${span(seconds)}: ${units(now.coverage.units)}, ${count(now.coverage.executions, "statement")}.`),
      now.releaseBefore && h("p", null, `Release ${now.release}, since ${now.releaseBefore}: `, STATES.map(([state, word], i) =>
        [i > 0 && ", ", h("a", { href: `#/findings?state=${state}` }, `${number(now.states[state] ?? 0)} ${word}`)]), ".")),
    h("section", { "aria-labelledby": "worst" },
      h("h2", { id: "worst" }, "Worst findings"),
      now.worst.length > 0
        ? h(Findings, { findings: now.worst, at })
        : h("p", { class: "quiet" }, about.none),
      h("p", null, h("a", { href: "#/findings" }, "All findings"))),
    now.dataSources.map((each) => h(Servers, { key: each.name, live, dataSource: each })),
    now.dataSources.length === 0 && about.live && h("p", { class: "quiet" },
      "Only Weir's own DataSources tell of their servers; none is watched."),
    now.checkup && h("section", { "aria-labelledby": "areas" },
      h("h2", { id: "areas" }, "Area by area"), h(Checkup, { checkup: now.checkup, at })),
    !now.checkup && now.unseen.length > 0 && h("section", { "aria-labelledby": "unseen" },
      h("h2", { id: "unseen" }, "Not seen"),
      h("ul", null, now.unseen.map((each) => h("li", { key: each }, each)))));
}

function Servers({ live, dataSource }) {
  const total = dataSource.nodes.reduce((sum, node) => sum + node.executions, 0);
  return h("section", { "aria-label": `Servers of ${dataSource.name}` },
    h("h2", null, "Servers of ", dataSource.name),
    h(ServerGrid, { live, dataSource, total }),
    h("p", null, h("a", { href: "#/cluster" }, "Where statements go, and why")));
}

export function ServerGrid({ live, dataSource, total }) {
  return h(Grid, {
    label: `Servers of ${dataSource.name}`,
    head: ["server", "role", "statements#", "share#", "now#", "confirmed age#", "connections#", ""],
    rows: dataSource.nodes.map((node) => {
      const [, rates] = live.series(dataSource.name, (after, before, s) => grown(after, before, node.name) / s);
      const newest = rates.at(-1);
      return {
        key: node.name,
        class: node.trouble && dataSource.nodes.length > 1 ? "bad" : "",
        cells: [
          node.address ? h("span", null, node.name, " ", h("span", { class: "quiet address" }, node.address)) : node.name,
          node.use === "anything" ? role(node, dataSource) : `${role(node, dataSource)}, for ${node.use}`,
          number(node.executions),
          percent(node.executions, total),
          newest == null ? "-" : rate(newest),
          node.confirmedAgeMillis == null ? "-" : millis(node.confirmedAgeMillis),
          node.pool ? `${node.pool.active} of ${node.pool.maximum}` : number(node.inFlight),
          dataSource.nodes.length > 1 && node.trouble && h("span", { class: "trouble" }, node.trouble)
        ]
      };
    })
  });
}

const role = (node, dataSource) => (dataSource.nodes.length === 1 && node.role === "unknown" ? "the only one" : node.role);

export function grown(after, before, name) {
  const executions = (each) => each.nodes.find((node) => node.name === name)?.executions ?? 0;
  return Math.max(0, executions(after) - executions(before));
}
