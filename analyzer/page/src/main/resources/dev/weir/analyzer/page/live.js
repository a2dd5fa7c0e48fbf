// What is known, and the connection that keeps it so. While nobody looks, nothing is asked.

const SAMPLES = 1800;
const AGAIN_MILLIS = 1500;
/** A connection that says nothing for so long is none. */
const SILENT_MILLIS = 15000;

/** What is read next; the end, where the connection has been lost. */
const next = (reader) => reader.read().catch(() => ({ done: true }));

export class Live {
  now = null;
  samples = [];
  state = "connecting";
  /** Whether the connection is refused because too many have one. */
  crowded = false;
  #changed;
  #asked = null;
  #timer = null;

  constructor(changed) {
    this.#changed = changed;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#end() : this.#shown()));
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

  /** What is there is old until something is told. */
  #shown() {
    if (this.state === "live") {
      this.state = "connecting";
      this.#changed();
    }
    this.#begin();
  }

  async #begin() {
    if (this.paused || this.#asked || document.hidden) {
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    this.#timer = setTimeout(() => this.#lost(), SILENT_MILLIS);
    const answer = await fetch("/api/live", { signal: asked.signal }).catch(() => null);
    if (answer?.status === 401) {
      location.reload(); // A server that has started again wants its token again.
      return;
    }
    this.crowded = answer?.status === 503;
    if (answer?.ok) {
      await this.#listen(asked, answer.body.pipeThrough(new TextDecoderStream()).getReader());
    }
    if (this.#asked === asked) {
      this.#lost();
    }
  }

  /** Hears events, each a line and an empty one, until there are no more. */
  async #listen(asked, reader) {
    let text = "";
    for (let part = await next(reader); !part.done; part = await next(reader)) {
      const events = (text + part.value).split("\n\n");
      text = events.pop();
      for (const each of events) {
        // What it throws does not end the connection.
        queueMicrotask(() => this.#asked === asked && this.#told(JSON.parse(each.slice("data: ".length))));
      }
    }
  }

  #end() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
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

  #lost() {
    this.#end();
    if (this.paused) {
      return;
    }
    this.state = "lost";
    this.#changed();
    this.#timer = setTimeout(() => this.#begin(), AGAIN_MILLIS);
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
