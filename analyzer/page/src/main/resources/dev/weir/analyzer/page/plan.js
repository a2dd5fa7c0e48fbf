// How the primary would run a finding's statement. It is asked by a button only.
import { h, Component } from "./preact.js";

export class Plan extends Component {
  ask = async () => {
    this.setState({ asking: true });
    const signature = this.props.signature;
    try {
      const answer = await fetch(`/api/findings/${encodeURIComponent(signature)}/plan`);
      if (answer.status === 401) {
        location.reload();
        return;
      }
      const told = answer.ok ? await answer.json() : { lines: [], unseen: "it took too long, or went wrong" };
      this.setState({ asking: false, told });
    } catch {
      this.setState({ asking: false, told: { lines: [], unseen: "the application gave no answer" } });
    }
  };

  render(_, { asking, told }) {
    return h("section", { class: "doctor", "aria-labelledby": "plan" },
      h("h2", { id: "plan" }, "Plan ",
        h("button", { type: "button", disabled: asking, onClick: this.ask }, asking ? "Asking .." : told ? "Ask again" : "Ask the primary")),
      h("div", { "aria-live": "polite" },
        !told && h("p", { class: "quiet" }, "As the planner would run it without knowing the values; nothing is executed."),
        told?.unseen && h("p", { class: "note" }, `There is no plan: ${told.unseen}`),
        told?.lines.length > 0 && h("div", { class: "block" }, h("pre", { tabIndex: 0 }, told.lines.join("\n")))));
  }
}
