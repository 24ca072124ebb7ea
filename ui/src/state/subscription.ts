import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { AppEvent } from "../host/wire/AppEvent";
import type { Snapshot } from "../host/wire/Snapshot";
import type { UiError } from "../host/wire/UiError";

export type Listener = {
  snapshot(snapshot: Snapshot): void;
  event(event: AppEvent): void;
  failed(problem: UiError): void;
};

/** Keeps the page in step with the app: facts arrive numbered by one, and a missing number means asking anew. */
export class Subscription {
  readonly #host: Host;
  readonly #listener: Listener;
  #generation = 0;
  #seq: number | null = null;
  #early: AppEvent[] = [];

  constructor(host: Host, listener: Listener) {
    this.#host = host;
    this.#listener = listener;
  }

  async start(): Promise<void> {
    this.#generation += 1;
    const mine = this.#generation;
    this.#seq = null;
    this.#early = [];
    try {
      const snapshot = await this.#host.subscribe((event) => {
        if (mine === this.#generation) this.#take(event);
      });
      if (mine !== this.#generation) return;
      this.#seq = snapshot.seq;
      this.#listener.snapshot(snapshot);
      const early = this.#early.sort((a, b) => a.seq - b.seq);
      this.#early = [];
      for (const event of early) {
        if (mine !== this.#generation) return;
        this.#take(event);
      }
    } catch (thrown) {
      if (mine === this.#generation) this.#listener.failed(problemFrom(thrown));
    }
  }

  #take(event: AppEvent): void {
    if (this.#seq === null) {
      this.#early.push(event);
    } else if (event.seq === this.#seq + 1) {
      this.#seq = event.seq;
      this.#listener.event(event);
    } else if (event.seq > this.#seq) {
      void this.start();
    }
  }
}
