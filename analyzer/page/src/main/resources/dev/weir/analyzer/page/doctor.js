// What the doctor says of the servers. It is asked by a button only: its questions are the servers' work.
import { h, Component } from "./preact.js";
import { Block } from "./card.js";
import { Severity } from "./parts.js";
import { ago } from "./words.js";

/** What it said last: it is still there when the view has been left. */
let said = null;

export class Doctor extends Component {
  ask = async () => {
    this.setState({ asking: true });
    try {
      const answer = await fetch("/api/doctor");
      if (answer.status === 401) {
        location.reload();
        return;
      }
      said = answer.ok ? await answer.json() : { checkups: [], failed: "it took too long, or went wrong; the application's log at DEBUG has more" };
    } catch {
      said = { checkups: [], failed: "the application gave no answer" };
    }
    this.setState({ asking: false });
  };

  render({ at }, { asking }) {
    return h("section", { class: "doctor", "aria-labelledby": "doctor" },
      h("h2", { id: "doctor" }, "Doctor ",
        h("button", { type: "button", disabled: asking, onClick: this.ask }, asking ? "Examining .." : said ? "Examine again" : "Examine the servers")),
      h("div", { "aria-live": "polite" },
        !said && !asking && h("p", { class: "quiet" }, "One look at each primary, read-only, when you ask for it."),
        said?.failed && h("p", { class: "note" }, `The servers could not be examined: ${said.failed}`),
        said?.checkups.length === 0 && !said.failed && h("p", { class: "quiet" }, "There is no server to examine."),
        said?.checkups.map((each) => h(Checkup, { key: each.name, checkup: each, at }))));
  }
}

export function Checkup({ checkup, at }) {
  return h("div", { class: "checkup" },
    h("h3", null, checkup.name, " ", h("span", { class: "quiet" }, `${checkup.server}, ${ago(checkup.at, at)}`)),
    h("ul", { class: "areas" }, checkup.areas.map((area) =>
      h("li", { key: area.title },
        h("b", { class: `area-${area.state.replace(" ", "-")}` }, area.state),
        h("span", null, area.title),
        h("span", { class: "quiet" }, area.why),
        area.causes.map((each) => h(Diagnosis, { key: each.signature, finding: each }))))),
    checkup.unseen.length > 0 && h("details", null,
      h("summary", null, "Not seen"), h("ul", null, checkup.unseen.map((each) => h("li", { key: each }, each)))));
}

function Diagnosis({ finding }) {
  return h("details", { class: "diagnosis" },
    h("summary", null, h(Severity, finding), " ", h("b", null, finding.title), ` ${finding.subject.text}: ${finding.words}`),
    h("p", null, finding.fix),
    finding.fixStatements.map((each) => h(Block, { key: each.sql, sql: each.sql, what: "the fix" })),
    finding.because.length > 0 && h("ul", null, finding.because.map((each) => h("li", { key: each }, each))),
    finding.symptoms?.length > 0 && h("div", null, h("h4", null, "From this comes"),
      finding.symptoms.map((each) => h(Diagnosis, { key: each.signature, finding: each }))));
}
