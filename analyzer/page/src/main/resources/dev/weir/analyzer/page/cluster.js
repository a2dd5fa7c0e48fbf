// What the servers are, where statements go and why.
import { h } from "./preact.js";
import { Chart } from "./chart.js";
import { Empty, Grid, Stat } from "./parts.js";
import { ServerGrid, grown } from "./now.js";
import { ago, count, millis, number, percent } from "./words.js";

export function Cluster({ live }) {
  const { now } = live;
  if (now.dataSources.length === 0) {
    return h(Empty, { title: "No servers to show" },
      "Only Weir's own DataSources tell where statements go. What another DataSource executes is among the findings.");
  }
  return h("div", null, now.dataSources.map((each) => h(DataSource, { key: each.name, live, dataSource: each })));
}

function lines(live, dataSource, nodes, value) {
  const all = nodes.map((node) => live.series(dataSource.name, (after, before, seconds) => value(node, after, before, seconds)));
  return [all[0]?.[0] ?? [], ...all.map((points) => points[1])];
}

/** One that is down has no age now, but had one. */
const wasConfirmed = (live, dataSource, name) =>
  live.samples.some((sample) => age(sample.dataSources.find((each) => each.name === dataSource.name), name) != null);

const age = (dataSource, name) => dataSource?.nodes.find((node) => node.name === name)?.confirmedAgeMillis ?? null;

function DataSource({ live, dataSource }) {
  const names = dataSource.nodes.map((node) => node.name);
  const replicas = names.filter((name) => wasConfirmed(live, dataSource, name));
  const total = dataSource.nodes.reduce((sum, node) => sum + node.executions, 0);
  const marks = dataSource.changes.map((each) => each.at);
  return h("article", null,
    h("h1", null, dataSource.name, " ", h("span", { class: "quiet" },
      dataSource.observing ? "observed: nothing is steered" : dataSource.shadow ? "in shadow mode: all on the primary" : "")),
    h(ServerGrid, { live, dataSource, total }),
    h("div", { class: "charts" },
      h(Chart, { title: "statements a second", names, words: number, marks,
        data: lines(live, dataSource, names, (node, after, before, seconds) => grown(after, before, node) / seconds) }),
      replicas.length > 0 && h(Chart, { key: replicas.join(), title: "confirmed age", names: replicas, words: millis, marks,
        data: lines(live, dataSource, replicas, (name, after) => age(after, name)) })),
    h("section", { "aria-label": "Why statements went where they went" },
      h("h2", null, "Statements by reason"),
      dataSource.routes.length > 0 ? h(Reasons, { dataSource, names, total }) : h("p", { class: "quiet" }, "Nothing was executed yet.")),
    names.length > 1 && h(Numbers, { dataSource }),
    h("section", { "aria-label": "Changes of the servers" },
      h("h2", null, "Changes of the servers"),
      dataSource.changes.length > 0
        ? h("ol", { class: "changes" }, dataSource.changes.map((each) =>
            h("li", { key: `${each.at} ${each.node} ${each.kind}` }, h("time", { dateTime: each.at }, ago(each.at, live.now.at)), " ",
              h("b", null, each.node), " ", each.kind, each.reason && `: ${each.reason}`)))
        : h("p", { class: "quiet" }, "None since the page was started.")));
}

function Reasons({ dataSource, names, total }) {
  const reasons = new Map();
  for (const { reason, node, executions } of dataSource.routes) {
    reasons.set(reason, { ...reasons.get(reason), [node]: executions });
  }
  const sum = (counts) => Object.values(counts).reduce((one, other) => one + other, 0);
  return h(Grid, {
    label: "Statements by reason",
    head: ["reason", ...names.map((name) => `${name}#`), "share#"],
    rows: [...reasons].sort((one, other) => sum(other[1]) - sum(one[1])).map(([reason, counts]) => ({
      key: reason,
      cells: [reason, ...names.map((name) => (counts[name] ? number(counts[name]) : "-")), percent(sum(counts), total)]
    }))
  });
}

function Numbers({ dataSource }) {
  const { stickiness, pins } = dataSource;
  return h("dl", { class: "stats" },
    h(Stat, { name: "after a write, its readers stay on the primary", value: stickiness.count ? millis(stickiness.medianMillis) : "-",
      note: stickiness.count ? `median; p99 ${millis(stickiness.p99Millis)}` : "no write was measured" }),
    h(Stat, { name: "reads that spilled over to the primary", value: number(dataSource.spillOver) }),
    h(Stat, { name: "pinned connections now", value: number(dataSource.pinned),
      note: pins.count ? `${number(pins.count)} before, ${millis(pins.medianMillis)} each (median)` : "" }),
    h(Stat, { name: "without a primary", value: millis(dataSource.withoutPrimaryMillis), bad: !dataSource.hasPrimary,
      note: dataSource.waiting ? `${count(dataSource.waiting, "thread")} waiting` : "" }),
    h(Stat, { name: "repeated on another server", value: number(dataSource.repeats) }),
    h(Stat, { name: "transactions lost with a server", value: number(dataSource.lost), bad: dataSource.lost > 0 }));
}
