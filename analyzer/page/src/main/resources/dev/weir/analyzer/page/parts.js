// What several views are made of. Everything from outside becomes text nodes, never markup.
import { h, Component } from "./preact.js";
import { STATES, ago, count, fileLine, millis, short, simple } from "./words.js";

const KEYWORDS = new Set(("select from where and or not in is null insert into values update set delete join left right " +
  "inner outer full cross on group by order limit offset having as distinct union all any exists case when then else end " +
  "returning conflict do nothing using with for share of between like ilike asc desc nulls first last fetch next rows " +
  "only create index concurrently alter table vacuum analyze lateral over partition unnest coalesce now count sum")
  .split(" "));
const TOKEN = /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\d+|\?|\b\d+(?:\.\d+)?\b|[A-Za-z_]\w*)|([\s\S])/g;
const CLAUSE = / (?=(?:FROM|WHERE|SET|USING|GROUP BY|ORDER BY|ON CONFLICT|RETURNING)\b)/gi;

/** SQL, its words told apart by colour; one that is long, by its clauses. */
export function Sql({ text, lines }) {
  const shown = lines && text.length > 72 && !text.includes("\n") ? text.replace(CLAUSE, "\n") : text;
  const parts = [];
  let plain = "";
  for (const [, token, other] of shown.matchAll(TOKEN)) {
    const kind = token && kindOf(token);
    if (kind) {
      parts.push(plain, h("span", { class: `sql-${kind}` }, token));
      plain = "";
    } else {
      plain += token ?? other;
    }
  }
  return h("code", { class: "sql" }, parts, plain);
}

function kindOf(token) {
  if (/^(--|\/\*)/.test(token)) return "comment";
  if (token.startsWith("'")) return "text";
  if (token.startsWith('"')) return "name";
  if (/^[?$\d]/.test(token)) return "value";
  return KEYWORDS.has(token.toLowerCase()) ? "word" : "";
}

/** Copies a text, and says that it has. */
export class Copy extends Component {
  copy = async () => {
    const done = await written(this.props.text);
    this.setState({ said: done ? "Copied" : "Not allowed" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ said: null }), 1500);
  };

  componentWillUnmount() {
    clearTimeout(this.timer);
  }

  render({ what, label }) {
    return h("button", { type: "button", class: "copy", onClick: this.copy, "aria-label": `Copy ${what}` },
      h("span", { "aria-live": "polite" }, this.state.said ?? label ?? "Copy"));
  }
}

/** Browsers give the clipboard to loopback and HTTPS only; elsewhere the old way remains. */
async function written(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

export const Severity = ({ severity }) =>
  h("span", { class: `severity ${severity.toLowerCase()}` }, severity.toLowerCase());

/** What has become of it since earlier releases; nothing where that is not known. */
export const State = ({ state }) => state && h("span", { class: "badge" }, new Map(STATES).get(state));

export const findingLink = (signature) => `#/findings/${encodeURIComponent(signature)}`;

export const tableLink = (dataSource, table) =>
  `#/tables/${encodeURIComponent(dataSource)}/${encodeURIComponent(table)}`;

export const Site = ({ site }) =>
  h("span", { class: "site", title: `${site.className}.${site.method}` },
    h("span", { class: "quiet" }, simple(site)), " ", fileLine(site));

/** What the fix saves; nothing if that is not known. */
export function cost(facts) {
  const trips = facts.avoidableRoundTrips;
  return trips ? `${count(trips, "avoidable round trip")}, ${millis(facts.projectedCost / 1e6)}` : "";
}

/** What a list has room for, of a text of which more is searched. */
export const beginning = (text) => text.slice(0, 300);

/** A finding in a list: the whole of it is the link. */
export function FindingRow({ finding, at }) {
  const saved = cost(finding.facts);
  return h("li", { class: "finding" },
    h("a", { href: findingLink(finding.signature) },
      h("span", { class: "title" },
        h(Severity, finding), h(State, finding), h("b", null, finding.title),
        h("span", { class: "words" }, finding.words)),
      finding.kind === "statement"
        ? h(Sql, { text: beginning(finding.text) })
        : h("span", null, `${finding.kind} ${beginning(finding.text)}`),
      h("span", { class: "facts" },
        finding.place && h(Site, { site: finding.place }),
        finding.tables.length > 0 && h("span", null, finding.tables.map(short).join(", ")),
        saved && h("span", { class: "cost" }, saved),
        finding.facts.last && h("span", null, `seen ${ago(finding.facts.last, at)}`),
        finding.accepted && h("span", null, `accepted: ${finding.accepted.reason}`))));
}

export const Findings = ({ findings, at }) =>
  h("ul", { class: "findings" }, findings.map((each) => h(FindingRow, { key: each.signature, finding: each, at })));

export const Empty = ({ title, children }) => h("div", { class: "empty" }, h("h2", null, title), h("p", null, children));

export const Stat = ({ name, value, note, bad }) =>
  h("div", { class: bad ? "stat bad" : "stat" },
    h("dt", null, name), h("dd", null, h("b", null, value), note && h("span", { class: "quiet" }, note)));

/** A table that scrolls by itself where the screen is narrow. */
export const Grid = ({ label, head, rows }) =>
  h("div", { class: "grid", tabIndex: 0, role: "region", "aria-label": label },
    h("table", null,
      h("thead", null, h("tr", null, head.map((each) => h("th", { scope: "col", class: each.endsWith("#") ? "number" : "" }, each.replace("#", ""))))),
      h("tbody", null, rows.map((row) =>
        h("tr", { key: row.key, class: row.class }, row.cells.map((cell, i) =>
          h(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : undefined, class: head[i].endsWith("#") ? "number" : "" }, cell)))))));

/** How far something is on its way, as a bar under its words. */
export const Share = ({ of, children }) =>
  h("span", { class: "share" }, children,
    h("progress", { max: 1, value: Math.min(1, of), "aria-hidden": "true", class: of >= 1 ? "over" : "" }));
