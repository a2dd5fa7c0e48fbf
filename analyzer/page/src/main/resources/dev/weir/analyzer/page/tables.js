// The tables that findings are about, as the server's statistics have them.
import { h } from "./preact.js";
import { Chart } from "./chart.js";
import { over } from "./evidence.js";
import { Empty, Findings, Grid, Share, Stat, findingLink, tableLink } from "./parts.js";
import { ago, bytes, number, percent, short, span } from "./words.js";

const dead = ({ deadRows, liveRows }) => percent(deadRows, deadRows + liveRows);

function run(automatic, manual, at) {
  const runs = [automatic && `auto ${ago(automatic, at)}`, manual && `by hand ${ago(manual, at)}`].filter(Boolean);
  return runs.length > 0 ? runs.join(", ") : "no run on record";
}

function trigger(what, rows, start) {
  if (start == null) {
    return "autovacuum is off for it";
  }
  return rows > start
    ? `${number(rows)} ${what}, over the ${number(Math.floor(start))} that start it`
    : `${number(rows)} ${what} of ${number(Math.floor(start))} that start it (${percent(rows, Math.max(start, 1))})`;
}

const hot = (before, now) => {
  const updates = now.updates - before.updates;
  return updates > 0 ? percent(now.hotUpdates - before.hotUpdates, updates) : "-";
};

export function Vitals({ table, at }) {
  const { before, now } = table;
  const seconds = (Date.parse(now.at) - Date.parse(before.at)) / 1000;
  const grew = (name) => now[name] - before[name];
  return h("div", null,
    h("dl", { class: "stats" },
      h(Stat, { name: "rows", value: number(now.liveRows) }),
      h(Stat, { name: "dead rows", value: number(now.deadRows), note: dead(now), bad: now.vacuumTrigger != null && now.deadRows > now.vacuumTrigger }),
      h(Stat, { name: "size with indexes", value: now.sizeBytes == null ? "not seen" : bytes(now.sizeBytes) }),
      h(Stat, { name: `inserted in ${span(seconds)}`, value: number(grew("inserts")) }),
      h(Stat, { name: "updated", value: number(grew("updates")), note: grew("updates") > 0 ? `${hot(before, now)} HOT` : "" }),
      h(Stat, { name: "deleted", value: number(grew("deletes")) })),
    h("dl", { class: "lines" },
      h("div", null, h("dt", null, "vacuum"), h("dd", null, `${run(now.lastAutovacuum, now.lastVacuum, at)}; `,
        h(Share, { of: now.vacuumTrigger == null ? 0 : now.deadRows / Math.max(1, now.vacuumTrigger) }, trigger("dead", now.deadRows, now.vacuumTrigger)))),
      h("div", null, h("dt", null, "analyze"), h("dd", null, `${run(now.lastAutoanalyze, now.lastAnalyze, at)}; `,
        h(Share, { of: now.analyzeTrigger == null ? 0 : now.modsSinceAnalyze / Math.max(1, now.analyzeTrigger) }, trigger("changed", now.modsSinceAnalyze, now.analyzeTrigger)))),
      now.fillfactor !== 100 && h("div", null, h("dt", null, "fillfactor"), h("dd", null, String(now.fillfactor)))));
}

function Indexes({ table }) {
  return h(Grid, {
    label: `Indexes of ${table.name}`,
    head: ["index", "columns", "", "scans#"],
    rows: table.indexes.map((index) => ({
      key: index.name,
      cells: [index.name, index.columns.join(", "), index.primary ? "primary key" : index.unique ? "unique" : index.summarizing ? "summarizing" : "", number(index.scans)]
    }))
  });
}

const key = (table, what) => `${what} ${table.dataSource} ${table.name}`;

/** Numbers of a table at the times at which it was sampled, or was looked at while the page has been open. */
const told = (table, what, now, fields) =>
  table.over.length > 0
    ? [table.over.map((each) => Date.parse(each.at) / 1000), ...fields.map((name) => table.over.map((each) => each[name]))]
    : over(key(table, what), now.at, fields.map((name) => now[name]));

const few = ({ over: samples }) => (samples.length > 0 ? "one sample only" : undefined);

function Rows({ table: { now, ...table } }) {
  const bounded = now.vacuumTrigger != null;
  const names = bounded ? ["dead rows", "start of a vacuum"] : ["dead rows"];
  const data = told(table, bounded ? "bounded" : "dead", now, bounded ? ["deadRows", "vacuumTrigger"] : ["deadRows"]);
  return h(Chart, { key: names.join(), title: "dead rows", names, words: number, data, few: few(table) });
}

const Size = ({ table: { now, ...table } }) =>
  now.sizeBytes != null && h(Chart, { title: "size with indexes", names: ["size"], words: bytes, data: told(table, "size", now, ["sizeBytes"]), few: few(table) });

export function Table({ table, at }) {
  return h("article", null,
    h("p", { class: "way" }, h("a", { href: "#/tables" }, "Tables"), " / ", table.dataSource),
    h("h1", null, short(table.name)),
    h(Vitals, { table, at }),
    h("div", { class: "charts" }, h(Rows, { table }), h(Size, { table })),
    h("section", { "aria-labelledby": "of" },
      h("h2", { id: "of" }, "Findings"), h(Findings, { findings: table.findings, at })),
    h("section", { "aria-labelledby": "indexes" },
      h("h2", { id: "indexes" }, "Indexes"),
      table.indexes.length > 0 ? h(Indexes, { table }) : h("p", { class: "quiet" }, "It has none.")));
}

export function Tables({ tables, at, wanted, kind, children }) {
  if (wanted) {
    const table = tables.find((each) => each.dataSource === wanted[0] && each.name === wanted[1]);
    return table
      ? h(Table, { table, at })
      : h(Empty, { title: "No finding is about this table" }, h("a", { href: "#/tables" }, "All tables"));
  }
  const several = new Set(tables.map((each) => each.dataSource)).size > 1;
  return h("div", null,
    h("h1", null, "Tables ", h("span", { class: "quiet" }, "that findings are about", !kind.live && tables.length > 0 && `, as they were ${ago(tables[0].now.at, at)}`)),
    children,
    tables.length > 0
      ? h(Grid, {
          label: "Tables",
          head: ["table", "rows#", "dead#", "on the way to vacuum", "updates#", "HOT#", "size#", "findings"],
          rows: tables.map((table) => ({
            key: `${table.dataSource} ${table.name}`,
            cells: [
              h("a", { href: tableLink(table.dataSource, table.name) }, several ? `${table.dataSource}: ` : "", short(table.name)),
              number(table.now.liveRows), `${number(table.now.deadRows)} (${dead(table.now)})`, way(table.now),
              number(table.now.updates - table.before.updates), hot(table.before, table.now),
              table.now.sizeBytes == null ? "-" : bytes(table.now.sizeBytes),
              h("span", { class: "codes" }, table.findings.map((each) =>
                h("a", { key: each.signature, href: findingLink(each.signature), title: each.title, class: each.severity.toLowerCase() }, each.code)))
            ]
          }))
        })
      : h(Empty, { title: "No table to show" },
          kind.tables));
}

const way = (now) =>
  now.vacuumTrigger == null ? "autovacuum is off" : h(Share, { of: now.deadRows / Math.max(1, now.vacuumTrigger) }, percent(now.deadRows, Math.max(1, now.vacuumTrigger)));
