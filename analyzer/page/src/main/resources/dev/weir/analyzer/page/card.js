// One finding: where, what, how much, and what to do.
import { h } from "./preact.js";
import { Chart } from "./chart.js";
import { over } from "./evidence.js";
import { Plan } from "./plan.js";
import { Copy, Empty, Severity, Sql, State, cost, tableLink } from "./parts.js";
import { Vitals } from "./tables.js";
import { ago, fact, fileLine, number, short, spaced } from "./words.js";

const HIDDEN = new Set(["first", "last"]);

export function Missing({ signature, kind }) {
  return h(Empty, { title: "This finding is not here" },
    `${signature} ${kind.missing}`,
    h("a", { href: "#/findings" }, "All findings"));
}

export function Card({ finding, at, kind, list }) {
  const facts = Object.fromEntries(finding.facts.map((each) => [each.name, each.value]));
  const saved = cost(facts);
  return h("article", { class: "card" },
    h("p", { class: "way" }, h("a", { href: list }, "Findings"), " / ", finding.signature),
    h("header", null,
      h("p", { class: "badges" }, h(Severity, finding), h(State, finding), h("span", { class: "badge" }, finding.code),
        h("span", { class: "badge" }, finding.confidence.toLowerCase()), h("span", { class: "quiet" }, finding.subject.dataSource)),
      h("h1", null, finding.title),
      h("p", { class: "words" }, finding.words, saved && h("b", { class: "cost" }, saved)),
      h("p", { class: "quiet" },
        facts.first && `First seen ${ago(facts.first, at)}, last ${ago(facts.last, at)}.`)),
    finding.state === "GONE" && h("p", { class: "note" }, `Found in ${finding.releaseBefore}, and not in ${finding.release} so far: this is how it was.`),
    finding.accepted && h("p", { class: "note" }, `Accepted: ${finding.accepted.reason}`,
      finding.accepted.owner && `, says ${finding.accepted.owner}`, finding.accepted.until && `, until ${finding.accepted.until}`),
    h("section", { "aria-labelledby": "where" },
      h("h2", { id: "where" }, "Where"),
      finding.callSite || finding.loop
        ? h("dl", { class: "places" },
            finding.callSite && h(Where, { name: "call", site: finding.callSite }),
            finding.loop && h(Where, { name: "loop", site: finding.loop }))
        : h("p", { class: "quiet" }, "The stack held no line of the application.")),
    h("section", { "aria-labelledby": "what" },
      h("h2", { id: "what" }, capital(finding.subject.kind)),
      finding.subject.kind === "statement" ? h(Block, { sql: finding.subject.text, what: "the statement" }) : h("p", null, finding.subject.text),
      finding.subject.source && h("div", null, h("h3", null, "Driven by the rows of"),
        h(Block, { sql: finding.subject.source, what: "the source" })),
      finding.subject.also.length > 0 && h("div", null, h("h3", null, "Also"),
        finding.subject.also.map((each) => h(Block, { key: each, sql: each, what: "the statement" })))),
    h("section", { "aria-labelledby": "fix", class: "fix" },
      h("h2", { id: "fix" }, "Fix"),
      h("p", null, finding.fix),
      finding.fixStatements.map((each) => h("div", { key: each.sql },
        h(Block, { sql: each.sql, what: "the fix" }),
        each.parameters.length > 0 && h("ol", { class: "parameters" },
          each.parameters.map((one, i) => h("li", { key: i }, one.what, " ", h("code", null, one.type)))))),
      finding.because.length > 0 && h("div", null, h("h3", null, "Because"),
        h("ul", null, finding.because.map((each) => h("li", { key: each }, each))))),
    kind.live && finding.subject.kind === "statement" && h(Plan, { signature: finding.signature }),
    h("section", { "aria-labelledby": "facts" },
      h("h2", { id: "facts" }, "Counted"),
      h("dl", { class: "stats" }, finding.facts.filter((each) => !HIDDEN.has(each.name)).map((each) =>
        h("div", { key: each.name, class: "stat" }, h("dt", null, spaced(each.name)),
          h("dd", null, h("b", null, fact(each, at)), !each.exact && h("span", { class: "quiet" }, "estimate"))))),
      kind.live && facts.executions != null && h(Chart, { title: "counted since the page was open", names: ["executions"], words: number,
        data: over(`finding ${finding.signature}`, at, [facts.executions]) })),
    finding.tables.map((table) => h("section", { key: table.name, "aria-label": `Table ${table.name}` },
      h("h2", null, h("a", { href: tableLink(finding.subject.dataSource, table.name) }, short(table.name))),
      h(Vitals, { table, at }))),
    h("section", { "aria-labelledby": "accept" },
      h("h2", { id: "accept" }, "Accept it"),
      h("p", null, "If it is fine as it is, write this into ", h("code", null, "weir-findings.yml"), ", with your reason."),
      h("div", { class: "block" }, h("pre", { tabIndex: 0 }, accept(finding)),
        h(Copy, { text: accept(finding), what: "the entry for weir-findings.yml" }))),
    h("p", { class: "actions" },
      h(Copy, { text: finding.text, what: "the finding as text", label: "Copy as text" }),
      h(Copy, { text: location.href, what: "the link", label: "Copy link" }),
      finding.page && h("span", { class: "quiet" }, "More: ", finding.page)));
}

const accept = (finding) => `  - signature: ${finding.signature}\n    reason: `;

const capital = (word) => word[0].toUpperCase() + word.slice(1);

const Where = ({ name, site }) =>
  h("div", null, h("dt", null, name),
    h("dd", null, h("code", { class: "place" }, `${site.className}.${site.method}(`, h("b", null, fileLine(site)), ")"),
      h(Copy, { text: fileLine(site), what: `the place of the ${name}` })));

export const Block = ({ sql, what }) =>
  h("div", { class: "block" }, h("pre", { tabIndex: 0 }, h(Sql, { text: sql, lines: true })), h(Copy, { text: sql, what }));
