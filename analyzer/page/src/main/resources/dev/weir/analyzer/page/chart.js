// Lines over time: uPlot's, in the colours of the page. A range that is drawn over one of them is every chart's.
import { h, Component, createRef } from "./preact.js";

const HEIGHT = 150;
const DAY = 86400;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Seconds, from and to; null for all there is. */
let range = null;
const charts = new Set();

function show(from, to) {
  range = from == null ? null : [from, to];
  charts.forEach((each) => each.show());
}

export class Chart extends Component {
  box = createRef();

  componentDidMount() {
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.draw);
    this.observer = new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height: HEIGHT }));
    this.observer.observe(this.box.current);
    charts.add(this);
    this.draw();
  }

  componentDidUpdate() {
    this.plot.setData(this.props.data);
  }

  componentWillUnmount() {
    charts.delete(this);
    this.observer.disconnect();
    this.dark.removeEventListener("change", this.draw);
    this.plot?.destroy();
  }

  width() {
    return Math.max(120, this.box.current.clientWidth);
  }

  show() {
    this.plot.setData(this.props.data);
    this.setState({ part: range !== null });
  }

  /** The button goes with the range; the focus stays at its chart. */
  showAll = () => {
    show(null);
    this.base.focus({ preventScroll: true });
  };

  draw = () => {
    this.plot?.destroy();
    const { names, data, words } = this.props;
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    this.plot = new uPlot({
      width: this.width(),
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { range: (plot, low, high) => range ?? [low, high] },
        y: { range: (plot, low, high) => [0, Math.max(10, high * 1.1)] }
      },
      axes: [
        { ...axis, size: 24, space: (plot, i, low, high) => (high - low < DAY ? 70 : 90),
          values: (plot, ticks) => ticks.map(plot.scales.x.max - plot.scales.x.min < DAY ? clock : day) },
        { ...axis, size: 52, space: 34, values: (plot, ticks) => ticks.map(words) }
      ],
      series: [{}, ...names.map((name, i) => ({ label: name, stroke: colour(`--chart-${i % 6}`), width: 1.5, points: { show: false } }))],
      hooks: { setSelect: [brushed], draw: [(plot) => this.mark(plot)] }
    }, data, this.box.current);
  };

  /** A line where something changed. */
  mark(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour("--error");
    ctx.setLineDash([4, 3]);
    for (const at of this.props.marks ?? []) {
      const x = plot.valToPos(Date.parse(at) / 1000, "x", true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
    }
    ctx.restore();
  }

  render({ title, names, data, words, few }) {
    const last = data[0].length - 1;
    const isOutside = range && !(data[0][0] <= range[1] && data[0][last] >= range[0]);
    const note = isOutside ? "nothing in the range that was chosen" : last < 1 && (few ?? "drawn from what happens while the page is open");
    return h("figure", { class: "chart", tabIndex: -1 },
      h("figcaption", null, h("b", null, title),
        names.map((name, i) => h("span", { key: name },
          h("i", { class: `chart-${i % 6}` }), name,
          h("span", { class: "quiet" }, ` ${data[i + 1][last] == null ? "-" : words(data[i + 1][last])}`))),
        range && h("button", { type: "button", class: "copy", onClick: this.showAll }, "All of the time"),
        note && h("span", { class: "quiet" }, note)),
      h("div", { ref: this.box, "aria-hidden": "true" }));
  }
}

function brushed(plot) {
  const { left, width } = plot.select;
  if (width > 4) {
    show(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  }
}

const WHEN = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const day = (seconds) => WHEN.format(seconds * 1000);

const clock = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 8);
