// All findings, worst first, and what narrows them down: it is in the address, so a link has it.
import { h } from "./preact.js";
import { Empty, Findings as List } from "./parts.js";
import { STATES, count, short } from "./words.js";

export const FIELDS = ["q", "severity", "code", "table", "state"];

const has = (finding, words) => {
  const place = finding.place ? `${finding.place.className}.${finding.place.method} ${finding.place.file}` : "";
  const text = `${finding.title} ${finding.code} ${finding.words} ${finding.text} ${place} ${finding.signature} ${finding.tables.join(" ")} ${finding.dataSource}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(short(word)) || text.includes(word));
};

export function narrowed(findings, { q, severity, code, table, state }) {
  return findings.filter((each) =>
    (!severity || each.severity === severity) && (!state || each.state === state) && (!code || each.code === code) &&
    (!table || each.tables.some((name) => short(name) === table)) && (!q || has(each, q)));
}

function Choice({ name, label, any, value, options, change }) {
  return h("label", null, h("span", { class: "label" }, label),
    h("select", { name, value, onChange: (event) => change({ [name]: event.target.value }) },
      h("option", { value: "" }, any),
      value && !options.some(([key]) => key === value) && h("option", { value }, `${value}, which none has`),
      options.map(([key, text]) => h("option", { key, value: key }, text))));
}

export function Findings({ all, at, query, change, kind }) {
  const gone = all.findings.filter((each) => each.state === "GONE");
  const open = all.findings.filter((each) => !each.accepted && each.state !== "GONE");
  const accepted = all.findings.filter((each) => each.accepted);
  const shown = narrowed(open, query);
  const shownAccepted = narrowed(accepted, query);
  const shownGone = narrowed(gone, query);
  const codes = new Map(all.findings.map((each) => [each.code, `${each.code} ${each.title}`]));
  const tables = [...new Set(all.findings.flatMap((each) => each.tables.map(short)))].sort();
  return h("div", null,
    h("h1", null, "Findings ", h("span", { class: "quiet", role: "status" },
      shown.length === open.length ? count(open.length, "finding") : `${shown.length} of ${count(open.length, "finding")}`)),
    h("form", { class: "filters", role: "search", onSubmit: (event) => event.preventDefault() },
      h("label", { class: "search" }, h("span", { class: "label" }, "Search"),
        h("input", { id: "search", type: "search", name: "q", value: query.q ?? "", autocomplete: "off", spellcheck: false,
          placeholder: "SQL, place, table, signature", onInput: (event) => change({ q: event.target.value }) })),
      h(Choice, { name: "severity", label: "Severity", any: "any", value: query.severity ?? "", change,
        options: [["ERROR", "error"], ["WARNING", "warning"], ["INFO", "info"]] }),
      h(Choice, { name: "code", label: "Kind", any: "any", value: query.code ?? "", change, options: [...codes].sort() }),
      h(Choice, { name: "table", label: "Table", any: "any", value: query.table ?? "", change,
        options: tables.map((each) => [each, each]) }),
      (all.releaseBefore || query.state) && h(Choice, { name: "state", label: "State", any: "any", value: query.state ?? "", change, options: STATES })),
    shown.length > 0 && h(List, { findings: shown, at }),
    open.length === 0 && h(Empty, { title: "Nothing found" },
      kind.nothing),
    open.length > 0 && shown.length === 0 && shownGone.length === 0 && h(Empty, { title: "No finding fits" },
      h("a", { href: "#/findings" }, "Show all ", String(open.length))),
    shownAccepted.length > 0 && h("section", { "aria-labelledby": "accepted" },
      h("h2", { id: "accepted" }, "Accepted"), h(List, { findings: shownAccepted, at })),
    shownGone.length > 0 && h("section", { "aria-labelledby": "gone" },
      h("h2", { id: "gone" }, `Gone, found in ${all.releaseBefore} and not in ${all.release} so far`), h(List, { findings: shownGone, at })),
    all.stale.length > 0 && h("section", { "aria-labelledby": "stale" },
      h("h2", { id: "stale" }, "Accepted, but over or not found"),
      h("ul", null, all.stale.map((each) => h("li", { key: each.what }, `${each.what}: ${each.reason}`)))));
}
