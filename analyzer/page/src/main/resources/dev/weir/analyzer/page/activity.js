// What the sessions of each primary do at this moment, and what they have waited for while the page was open.
import { h } from "./preact.js";
import { Block } from "./card.js";
import { Chart } from "./chart.js";
import { Empty, Grid, Site, Sql, Stat } from "./parts.js";
import { millis, number } from "./words.js";

const SAMPLES = 900;
const TYPES = ["CPU", "Lock", "LWLock", "IO", "Client", "IPC"];
const OTHER = "other";

/** By server: since the view was first open, how many active sessions waited for what. */
const history = new Map();

function note(activity) {
  const told = history.get(activity.name) ?? [];
  history.set(activity.name, told);
  if (told.at(-1)?.at !== activity.at) {
    const counts = {};
    for (const { type, sessions } of activity.waits) {
      const name = TYPES.includes(type) ? type : OTHER;
      counts[name] = (counts[name] ?? 0) + sessions;
    }
    told.push({ at: activity.at, counts: activity.asked ? counts : null });
    if (told.length > SAMPLES) {
      told.shift();
    }
  }
  return told;
}

/** As a session calls itself; what Weir asks and listens to is told apart. */
const called = (application) =>
  /^weir-(doctor|monitor)$/.test(application) ? `${application} (this is Weir)` : application || "without a name";

export function Activity({ activities }) {
  if (activities.length === 0) {
    return h(Empty, { title: "No server to look at" }, "Only DataSources that are watched tell of their servers.");
  }
  return h("div", null, activities.map((each) => h(Server, { key: each.name, activity: each })));
}

function Server({ activity }) {
  const told = note(activity);
  const names = [...TYPES, OTHER].filter((name) => told.some((each) => each.counts?.[name]));
  const data = [told.map((each) => Date.parse(each.at) / 1000), ...names.map((name) => told.map((each) => each.counts && (each.counts[name] ?? 0)))];
  const states = new Map();
  for (const { state, sessions } of activity.groups) {
    states.set(state ?? "hidden", (states.get(state ?? "hidden") ?? 0) + sessions);
  }
  const waiting = activity.sessions.filter((each) => each.blockers.length > 0);
  return h("article", null,
    h("h1", null, activity.name, " ", h("span", { class: "quiet" }, "what the sessions of its primary do")),
    activity.unseen.length > 0 && h("ul", { class: "note" }, activity.unseen.map((each) => h("li", { key: each }, each))),
    activity.asked && h("dl", { class: "stats" },
      [...states].map(([state, sessions]) => h(Stat, { key: state, name: state, value: number(sessions), bad: state.startsWith("idle in transaction") })),
      h(Stat, { name: "waiting for a lock", value: number(waiting.length), bad: waiting.length > 0 })),
    h("div", { class: "charts" },
      h(Chart, { key: names.join(), title: "active sessions by what they wait for", names, words: number, data: names.length > 0 ? data : [data[0]] })),
    activity.asked ? h(Sessions, { activity, waiting }) : h("p", { class: "quiet" }, "What its sessions do is not known until it answers."));
}

function Sessions({ activity, waiting }) {
  return [
    h("section", { "aria-label": "Locks" },
      h("h2", null, "Who waits for whom"),
      waiting.length > 0
        ? h("ul", { class: "tree" }, roots(activity.sessions).map((pid) => h(Blocker, { key: pid, pid, sessions: activity.sessions, seen: [] })))
        : h("p", { class: "quiet" }, "Nobody waits for a lock.")),
    h("section", { "aria-label": "Transactions" },
      h("h2", null, "Open transactions, the longest first"),
      h(Transactions, { activity })),
    h("section", { "aria-label": "Sessions" },
      h("h2", null, "Sessions by application"),
      h(Grid, {
        label: `Sessions of ${activity.name}`,
        head: ["application", "role", "database", "state", "sessions#"],
        rows: activity.groups.map((each) => ({
          key: [each.application, each.role, each.database, each.state].join(" "),
          cells: [called(each.application), each.role ?? "-", each.database, each.state ?? "hidden", number(each.sessions)]
        }))
      }))
  ];
}

/** Those that others wait for, and that wait for nobody. */
function roots(sessions) {
  const waited = new Set(sessions.flatMap((each) => each.blockers));
  const free = [...waited].filter((pid) => !sessions.some((each) => each.pid === pid && each.blockers.length > 0));
  return free.length > 0 ? free : [...waited].slice(0, 1); // A circle has no root until PostgreSQL breaks it.
}

function Blocker({ pid, sessions, seen }) {
  const session = sessions.find((each) => each.pid === pid);
  const behind = seen.includes(pid) ? [] : sessions.filter((each) => each.blockers.includes(pid));
  return h("li", null,
    h("div", { class: "session" },
      h("b", null, pid === 0 ? "a prepared transaction" : `process ${pid}`),
      session && h(About, { session }),
      session?.statement && h(Sql, { text: session.statement }),
      seen.length === 0 && pid > 0 && h(Block, { sql: release(session, pid), what: "what ends it" })),
    behind.length > 0 && h("ul", { class: "tree" }, behind.map((each) =>
      h(Blocker, { key: each.pid, pid: each.pid, sessions, seen: [...seen, pid] }))));
}

/** Cancelling ends a statement; one that does nothing has none. */
const release = (session, pid) =>
  session?.state === "active" ? `SELECT pg_cancel_backend(${pid});` : `SELECT pg_terminate_backend(${pid});`;

const About = ({ session }) =>
  h("span", { class: "facts" },
    h("span", null, called(session.application)),
    session.state && h("span", null, session.sinceMillis == null ? session.state : `${session.state} for ${millis(session.sinceMillis)}`),
    session.openMillis != null && h("span", null, `transaction open for ${millis(session.openMillis)}`),
    session.waitedMillis != null && h("span", { class: "bad" }, `has waited ${millis(session.waitedMillis)}`, session.lock && ` for ${session.lock}`),
    session.thread && h("span", null, "thread ", h("b", null, session.thread)),
    session.begun && h("span", null, "begun at ", h(Site, { site: session.begun })),
    session.now && h("span", null, "now at ", h(Site, { site: session.now })));

function Transactions({ activity }) {
  const open = activity.sessions.filter((each) => each.openMillis != null).sort((one, other) => other.openMillis - one.openMillis).slice(0, 20);
  if (open.length === 0) {
    return h("p", { class: "quiet" }, "There is none.");
  }
  return h("ul", { class: "tree" }, open.map((session) =>
    h("li", { key: session.pid },
      h("div", { class: "session" },
        h("b", null, `process ${session.pid}`), h(About, { session }),
        session.statement && h(Sql, { text: session.statement })))));
}
