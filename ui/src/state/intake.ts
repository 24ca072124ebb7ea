import type { EntryView } from "../host/wire/EntryView";
import type { Table } from "../lib/table";

/** Entries put in order in one go. Five hundred take a few milliseconds, also on a slow computer. */
const sliceLength = 500;
const growEveryMs = 100;

/** Lets what waits (a frame, a key) go first. Unlike a timer it is not slowed down when it is asked for often. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Puts arriving pages into a table a slice at a time, so that no frame waits for it, and says when there is more
 * to show: for the first rows at once, then every tenth of a second.
 */
export class Intake {
  readonly #table: Table;
  readonly #onGrown: () => void;
  #waiting: readonly EntryView[][] = [];
  #busy = false;
  #working: Promise<void> = Promise.resolve();
  #growing: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;

  constructor(table: Table, onGrown: () => void) {
    this.#table = table;
    this.#onGrown = onGrown;
  }

  take(entries: EntryView[]): void {
    if (this.#stopped) return;
    this.#waiting = [...this.#waiting, entries];
    if (!this.#busy) this.#working = this.#work();
  }

  /** Resolves when everything that was taken is in the table. */
  async drained(): Promise<void> {
    await this.#working;
    this.#clearTimer();
  }

  /** From here on nothing more gets into the table. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    this.#clearTimer();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const [page = [], ...rest] = this.#waiting;
      const [slice, left] = [page.slice(0, sliceLength), page.slice(sliceLength)];
      this.#waiting = left.length > 0 ? [left, ...rest] : rest;
      const first = this.#table.length === 0;
      this.#table.add(slice);
      if (first) this.#onGrown();
      else this.#growing ??= setTimeout(() => this.#grown(), growEveryMs);
      if (this.#waiting.length > 0) await nextTask();
    }
    this.#busy = false;
  }

  #grown(): void {
    this.#growing = null;
    this.#onGrown();
  }

  #clearTimer(): void {
    if (this.#growing !== null) clearTimeout(this.#growing);
    this.#growing = null;
  }
}
