// The statements that findings are about, each once, with what was found of it.
import { h } from "./preact.js";
import { Empty, Sql, beginning, findingLink } from "./parts.js";
import { count, fileLine, millis, number, short } from "./words.js";

export function grouped(findings) {
  const groups = new Map();
  for (const finding of findings.filter((each) => each.kind === "statement" && each.state !== "GONE")) {
    const key = `${finding.dataSource} ${finding.key}`;
    const group = groups.get(key) ?? { key, text: finding.text, tables: finding.tables, findings: [], executions: 0, cost: 0 };
    group.findings.push(finding);
    group.executions = Math.max(group.executions, finding.facts.executions ?? 0);
    group.cost += finding.facts.projectedCost ?? 0;
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => other.cost - one.cost || other.executions - one.executions);
}

export function Statements({ findings }) {
  const groups = grouped(findings);
  if (groups.length === 0) {
    return h(Empty, { title: "No statement to show" }, "The statements that findings are about appear here.");
  }
  return h("div", null,
    h("h1", null, "Statements ", h("span", { class: "quiet" }, `that findings are about: ${number(groups.length)}`)),
    h("ul", { class: "findings" }, groups.map((group) =>
      h("li", { key: group.key, class: "finding statement" },
        h(Sql, { text: beginning(group.text) }),
        h("span", { class: "facts" },
          group.executions > 0 && h("span", null, count(group.executions, "execution")),
          group.cost > 0 && h("span", { class: "cost" }, `${millis(group.cost / 1e6)} avoidable`),
          group.tables.length > 0 && h("span", null, group.tables.map(short).join(", "))),
        h("ul", { class: "of" }, group.findings.map((each) =>
          h("li", { key: each.signature }, h("a", { href: findingLink(each.signature) }, each.code, " ", each.title),
            each.place && h("span", { class: "quiet" }, ` at ${fileLine(each.place)}`))))))));
}
