// Lines over time: uPlot's, in the colours of the page.
import { h, Component, createRef } from "./preact.js";

const HEIGHT = 150;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Chart extends Component {
  box = createRef();

  componentDidMount() {
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.draw);
    this.observer = new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height: HEIGHT }));
    this.observer.observe(this.box.current);
    this.draw();
  }

  componentDidUpdate() {
    this.plot.setData(this.props.data);
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.dark.removeEventListener("change", this.draw);
    this.plot?.destroy();
  }

  width() {
    return Math.max(120, this.box.current.clientWidth);
  }

  draw = () => {
    this.plot?.destroy();
    const { names, data, words } = this.props;
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    this.plot = new uPlot({
      width: this.width(),
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (plot, low, high) => [0, Math.max(10, high * 1.1)] } },
      axes: [
        { ...axis, size: 24, space: 70, values: (plot, ticks) => ticks.map(clock) },
        { ...axis, size: 52, space: 34, values: (plot, ticks) => ticks.map(words) }
      ],
      series: [{}, ...names.map((name, i) => ({ label: name, stroke: colour(`--chart-${i % 6}`), width: 1.5, points: { show: false } }))]
    }, data, this.box.current);
  };

  render({ title, names, data, words }) {
    const last = data[0].length - 1;
    return h("figure", { class: "chart" },
      h("figcaption", null, h("b", null, title),
        names.map((name, i) => h("span", { key: name },
          h("i", { class: `chart-${i % 6}` }), name,
          h("span", { class: "quiet" }, ` ${data[i + 1][last] == null ? "-" : words(data[i + 1][last])}`))),
        data[0].length < 2 && h("span", { class: "quiet" }, "drawn from what happens while the page is open")),
      h("div", { ref: this.box, "aria-hidden": "true" }));
  }
}

const clock = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 8);
