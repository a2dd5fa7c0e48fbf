// What is shown: the address says which view, the connection says what is in it.
import { h, render } from "./preact.js";
import { Activity } from "./activity.js";
import { Card, Missing } from "./card.js";
import { Cluster } from "./cluster.js";
import { Doctor } from "./doctor.js";
import { FIELDS, Findings } from "./findings.js";
import { kindOf } from "./kinds.js";
import { Live } from "./live.js";
import { Now, verdict } from "./now.js";
import { Empty } from "./parts.js";
import { Statements } from "./statements.js";
import { Tables } from "./tables.js";
import { Unit, Units } from "./units.js";

const VIEWS = [["now", "Now"], ["findings", "Findings"], ["tables", "Tables"], ["statements", "Statements"], ["units", "Units"], ["activity", "Activity"], ["cluster", "Cluster"]];
const STATES = { lost: "no connection", connecting: "connecting", paused: "paused" };

const MOST_ANSWERS = 50;
const ACTIVITY = "/api/activity";
/** By path, what it said last, and the status of the last try, 0 without one; the one that was asked last comes last. */
const answers = new Map();
let loading = null;
/** What was known at the last change. */
let known = {};
/** Where each entry of the history was left: how far down, and at which link. */
const places = new Map();
let entry = entered();
/** The list of findings as it was last narrowed down. */
let list = "#/findings";
/** Where to go when the view that was asked for is there. */
let goal = null;

const live = new Live(changed);

const kind = () => kindOf(live.now);

/** The entry of the history that the page is at; one that is new gets its name. */
function entered() {
  if (!history.state) {
    history.replaceState(Date.now(), "");
  }
  return history.state;
}

const isOffered = (view) => kind().views.includes(view) && (view !== "tables" || live.now?.tables !== false);

const isPausable = () => live.now?.kind !== "files";

const views = () => VIEWS.filter(([name]) => isOffered(name));

function route() {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  const known = VIEWS.some(([name]) => name === view);
  return { view: known ? view : view ? "nowhere" : "now", rest, query: Object.fromEntries(new URLSearchParams(search)) };
}

function needed({ view, rest }) {
  if (!isOffered(view)) {
    return null;
  }
  switch (view) {
    case "findings": return rest[0] ? `/api/findings/${encodeURIComponent(rest[0])}` : "/api/findings";
    case "statements": return "/api/findings";
    case "tables": return "/api/tables";
    case "activity": return ACTIVITY;
    case "units": return rest[0] ? `/api/units/${encodeURIComponent(rest[0])}` : "/api/units";
    default: return null;
  }
}

function isThere() {
  const path = needed(route());
  return path === null || answers.has(path);
}

async function load() {
  const path = needed(route());
  if (path === null || loading === path) {
    return;
  }
  loading = path;
  try {
    const answer = await fetch(path);
    if (answer.status === 401) {
      location.reload();
      return;
    }
    keep(path, answer.status, answer.ok ? await answer.json() : null);
  } catch {
    keep(path, 0, null);
  } finally {
    loading = null;
    draw();
    if (path !== needed(route())) {
      load();
    }
  }
}

/** Where there is trouble, it is what it was before. */
function keep(path, status, body) {
  const before = answers.get(path);
  answers.delete(path);
  answers.set(path, { status, body: status === 404 ? null : body ?? before?.body });
  if (answers.size > MOST_ANSWERS) {
    answers.delete(answers.keys().next().value);
  }
}

function changed() {
  const instance = live.now?.instance;
  if (instance !== known.instance) {
    answers.clear(); // Another process answers now.
  } else if (live.state === "live" && known.state !== "live") {
    answers.delete(ACTIVITY);
  }
  known = { state: live.state, instance };
  if (live.state === "live") {
    load();
  }
  draw();
}

function change(more) {
  const query = new URLSearchParams();
  const all = { ...route().query, ...more };
  FIELDS.filter((name) => all[name]).forEach((name) => query.set(name, all[name]));
  history.replaceState(history.state, "", query.size ? `#/findings?${query}` : "#/findings");
  draw();
}

function Waiting({ view, status }) {
  if (live.state === "lost") {
    return live.crowded
      ? h(Empty, { title: "Too many are looking" }, "The page tries again by itself, until one of them goes.")
      : h(Empty, { title: "No connection to the application" }, "It has ended, or is starting. The page tries again by itself.");
  }
  if (status === undefined) {
    return h("p", { class: "quiet" }, "Loading ..");
  }
  return h(Empty, { title: view === "activity" && !status ? "The servers gave no answer in time" : failed(status) },
    live.paused ? "The page is paused: go on to ask again." : "The page asks again by itself.");
}

const failed = (status) => `The application could not answer${status ? ` (${status})` : ""}`;

/** Why what is shown is old, if it is. */
function stale(at) {
  const path = needed(at);
  const { status, body } = path ? answers.get(path) ?? {} : { status: 200, body: true };
  if (!live.now || !body) {
    return null;
  }
  if (live.state === "lost") {
    return live.crowded ? "Too many are looking: this is how it was. Trying again." : kind().lost;
  }
  return status === 200 ? null : `${failed(status)}: this is how it was.${live.paused ? "" : " Trying again."}`;
}

function View({ at }) {
  const { view, rest, query } = at;
  const path = needed(at);
  if (!live.now) {
    return h(Waiting);
  }
  const { status, body } = answers.get(path) ?? {};
  const isGone = status === 404 && rest[0] && view !== "tables";
  if (path && !body && !isGone) {
    return h(Waiting, { view, status });
  }
  const time = kind().live ? live.now.at : new Date().toISOString();
  if (!isOffered(view) && view !== "nowhere") {
    return h(Empty, { title: "Only the page of a process that runs has this" },
      kind().elsewhere, h("a", { href: "#/now" }, "Now"));
  }
  switch (view) {
    case "now": return h(Now, { live, at: time });
    case "cluster": return h(Cluster, { live });
    case "findings":
      if (!rest[0]) {
        return h(Findings, { all: body, at: time, query, change, kind: kind() });
      }
      return body ? h(Card, { key: rest[0], finding: body, at: time, kind: kind(), list }) : h(Missing, { signature: rest[0], kind: kind() });
    case "tables": return h(Tables, { tables: body, at: time, wanted: rest.length > 1 ? rest : null, kind: kind() }, kind().live && h(Doctor, { at: time }));
    case "activity": return h(Activity, { activities: body });
    case "units": return rest[0] ? h(Unit, { key: rest[0], unit: body, at: time }) : h(Units, { units: body, at: time });
    case "statements": return h(Statements, { findings: body.findings });
    default: return h(Empty, { title: "There is no such view" }, h("a", { href: "#/now" }, "Now"));
  }
}

function App() {
  const at = route();
  if (at.view === "findings" && !at.rest[0]) {
    list = location.hash;
  }
  const old = stale(at);
  const names = live.now?.dataSources.map((each) => each.name).join(", ") ?? "";
  return [
    h("a", { class: "skip", href: "#main", onClick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, "To the content"),
    h("header", { class: "top" },
      h("span", { class: "brand" }, "Weir", names && h("span", { class: "quiet" }, " ", names)),
      h("nav", { "aria-label": "Views" }, views().map(([name, title]) =>
        h("a", { key: name, href: `#/${name}`, "aria-current": at.view === name ? "page" : undefined }, title))),
      h("span", { class: "connection" },
        h("span", { class: `state ${live.state}`, role: "status" }, STATES[live.state] ?? kind().state),
        isPausable() && h("button", { type: "button", onClick: () => live.pause(!live.paused), title: "Key: p" }, live.paused ? "Go on" : "Pause"))),
    old && h("p", { class: "lost", role: "alert" }, old),
    h("main", { id: "main", tabIndex: -1 }, h(View, { at })),
    h("footer", { class: "quiet" }, live.now && `${kind().footer(live.now)} `,
      `Keys: / searches, j and k go through findings, 1 to ${views().length} the views${isPausable() ? ", p pauses" : ""}.`)
  ];
}

function draw() {
  render(h(App), document.body);
  const found = live.now ? verdict(live.now)[1] : "";
  document.title = found ? `Weir: ${found}` : "Weir";
  if (goal && live.now && isThere()) {
    const target = [...document.querySelectorAll("main a")].find((each) => each.getAttribute("href") === goal.link);
    (target ?? document.getElementById(goal.id))?.focus({ preventScroll: true });
    scrollTo(0, goal.y ?? 0);
    goal = null;
  }
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    goal = { id: "search" };
    if (route().view !== "findings" || route().rest[0]) {
      location.hash = "#/findings";
    } else {
      draw();
    }
  } else if (event.key === "p" && isPausable()) {
    live.pause(!live.paused);
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".finding > a")];
    const next = links.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  } else if (views()[Number(event.key) - 1]) {
    location.hash = `#/${views()[Number(event.key) - 1][0]}`;
  }
}

addEventListener("hashchange", () => {
  places.set(entry, { y: scrollY, link: document.activeElement.getAttribute("href") });
  entry = entered();
  goal = { id: goal?.id ?? "main", ...places.get(entry) };
  if (live.state !== "lost") {
    answers.delete(ACTIVITY); // What sessions did a while ago is not what they do.
  }
  load();
  draw();
});
addEventListener("keydown", key);
history.scrollRestoration = "manual"; // The browser would scroll before there is anything.
draw();
