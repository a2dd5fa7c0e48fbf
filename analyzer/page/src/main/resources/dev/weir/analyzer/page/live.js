// What is known, and the connection that keeps it so. While nobody looks, nothing is asked.

const SAMPLES = 1800;
const AGAIN_MILLIS = 1500;
/** A connection that says nothing for so long is none. */
const SILENT_MILLIS = 15000;

export class Live {
  now = null;
  samples = [];
  state = "connecting";
  #changed;
  #source = null;
  #timer = null;

  constructor(changed) {
    this.#changed = changed;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#end() : this.#begin()));
    this.#begin();
  }

  get paused() {
    return this.state === "paused";
  }

  pause(yes) {
    this.state = yes ? "paused" : "connecting";
    if (yes) {
      this.#end();
    } else {
      this.#begin();
    }
    this.#changed();
  }

  #begin() {
    if (this.paused || this.#source || document.hidden) {
      return;
    }
    const source = new EventSource("/api/live");
    source.onmessage = (event) => this.#told(JSON.parse(event.data));
    source.onerror = () => this.#lost();
    this.#source = source;
  }

  #end() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #told(now) {
    if (this.now && this.now.instance !== now.instance) {
      this.samples = []; // The application has started again: its counters have, too.
    }
    this.now = now;
    this.samples.push(now);
    if (this.samples.length > SAMPLES) {
      this.samples.shift();
    }
    this.state = "live";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(), SILENT_MILLIS);
    this.#changed();
  }

  async #lost() {
    this.#end();
    if (this.paused) {
      return;
    }
    this.state = "lost";
    this.#changed();
    this.#timer = setTimeout(() => this.#again(), AGAIN_MILLIS);
  }

  /** A server that has started again may want its token again. */
  async #again() {
    const answer = await fetch("/", { method: "GET" }).catch(() => null);
    if (answer?.status === 401) {
      location.reload();
    } else if (answer?.ok) {
      this.#begin();
    } else {
      this.#lost();
    }
  }

  /** What a counter of a server grew by in each second, sample by sample. */
  series(dataSource, value) {
    const points = [[], []];
    for (let i = 1; i < this.samples.length; i++) {
      const before = this.samples[i - 1].dataSources.find((each) => each.name === dataSource);
      const after = this.samples[i].dataSources.find((each) => each.name === dataSource);
      const seconds = (Date.parse(this.samples[i].at) - Date.parse(this.samples[i - 1].at)) / 1000;
      points[0].push(Date.parse(this.samples[i].at) / 1000);
      points[1].push(before && after && seconds > 0 ? value(after, before, seconds) : null);
    }
    return points;
  }
}
