import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { CheckFinding } from "../host/wire/CheckFinding";
import type { CheckStep } from "../host/wire/CheckStep";
import type { UiError } from "../host/wire/UiError";

/** In the order in which they are shown. */
export const steps: readonly CheckStep[] = [
  "name",
  "portal",
  "proxy",
  "site",
  "certificate",
  "clock",
  "vault",
  "link",
  "disk",
];

/** One check of the connection: what is known so far, and the report at its end. */
export class Checkup {
  readonly #host: Host;
  found = $state.raw<Partial<Record<CheckStep, CheckFinding>>>({});
  running = $state(false);
  stopped = $state(false);
  report = $state("");
  /** The check itself could not be made. */
  problem = $state.raw<UiError | null>(null);
  #run = 0;

  readonly all: CheckFinding[] = $derived(steps.flatMap((step) => this.found[step] ?? []));
  readonly fine: number = $derived(this.all.filter(({ standing }) => standing === "fine").length);
  readonly skipped: number = $derived(this.all.filter(({ standing }) => standing === "skipped").length);
  readonly needs: CheckFinding[] = $derived(
    this.all.filter(({ standing }) => standing === "warning" || standing === "broken"),
  );

  constructor(host: Host) {
    this.#host = host;
  }

  async start(): Promise<void> {
    this.#run += 1;
    const mine = this.#run;
    this.found = {};
    this.report = "";
    this.problem = null;
    this.stopped = false;
    this.running = true;
    try {
      const view = await this.#host.checkConnection((finding) => {
        if (mine === this.#run && this.running) this.found = { ...this.found, [finding.step]: finding };
      });
      if (mine !== this.#run) return;
      // The answer may overtake the last findings, and it has them all.
      this.found = Object.fromEntries(view.findings.map((finding) => [finding.step, finding]));
      this.report = view.report;
      this.stopped = view.stopped;
    } catch (thrown) {
      if (mine === this.#run) this.problem = problemFrom(thrown);
    } finally {
      if (mine === this.#run) this.running = false;
    }
  }

  /** The check ends with what it has. */
  stop(): void {
    if (this.running) this.#host.stopCheck().catch(() => {});
  }
}
