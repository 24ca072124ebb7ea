import { createSubscriber } from "svelte/reactivity";

/** The time, looked at again every so often while something on the screen reads it. */
export class Ticking {
  readonly #subscribe: () => void;

  constructor(everyMs: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs);
      return () => clearInterval(timer);
    });
  }

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const seconds = new Ticking(1000);
export const tens = new Ticking(10_000);
