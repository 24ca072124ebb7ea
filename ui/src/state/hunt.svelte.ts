import type { Host } from "../host/host";
import { isSuperseded, problemFrom } from "../host/problem";
import type { UiError } from "../host/wire/UiError";
import { Table } from "../lib/table";
import type { Folder } from "./folder.svelte";
import { Intake } from "./intake";

/** A person who types on is not asked for at each letter. */
const pauseMs = 250;

/** A search of the site. What it finds stands in the list in place of the folder's own entries. */
export class Hunt {
  readonly #host: Host;
  readonly #folder: Folder;
  /** The words that were asked for. */
  words = $state("");
  /** Here and below. */
  within = $state("/");
  running = $state(false);
  stopped = $state(false);
  /** There may be more than was found. */
  more = $state(false);
  problem = $state.raw<UiError | null>(null);
  #asked = 0;
  #intake: Intake | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, folder: Folder) {
    this.#host = host;
    this.#folder = folder;
  }

  get active(): boolean {
    return this.#folder.isLent;
  }

  /** Looks for the words in the field. What was found before stays until something new is. */
  async begin(within: string): Promise<void> {
    clearTimeout(this.#typing);
    const words = this.#folder.search.trim();
    if (words === "") return this.leave();
    this.#asked += 1;
    const mine = this.#asked;
    this.#intake?.stop();
    this.words = words;
    this.within = within;
    this.running = true;
    this.stopped = false;
    this.more = false;
    this.problem = null;
    const table = new Table();
    const show = () => {
      if (mine !== this.#asked) return;
      this.#folder.lend(table);
      this.#folder.lentGrew();
    };
    if (!this.active) show();
    const intake = new Intake(table, show);
    this.#intake = intake;
    try {
      const found = await this.#host.search(words, within, (page) => {
        if (mine === this.#asked) intake.take(page.entries);
      });
      await intake.drained();
      if (mine !== this.#asked) return;
      show();
      this.more = found.more;
    } catch (thrown) {
      await intake.drained();
      if (mine !== this.#asked) return;
      show();
      const problem = problemFrom(thrown);
      if (isSuperseded(problem)) this.stopped = true;
      else this.problem = problem;
    } finally {
      if (mine === this.#asked) this.running = false;
    }
  }

  /** The words in the field changed. Once the site was asked, it is asked again. */
  typed(): void {
    if (!this.active) return;
    clearTimeout(this.#typing);
    if (this.#folder.search.trim() === "") return this.leave();
    this.#typing = setTimeout(() => void this.begin(this.within), pauseMs);
  }

  /** Something was changed at the site: what was found may be elsewhere now. */
  again(): void {
    if (this.active && !this.stopped) void this.begin(this.within);
  }

  /** Stops at once; what was found so far stays. */
  stop(): void {
    if (!this.running) return;
    this.#asked += 1;
    this.#intake?.stop();
    clearTimeout(this.#typing);
    this.running = false;
    this.stopped = true;
    void this.#host.stopSearch().catch(() => {});
  }

  /** Back to the folder, and to what was chosen there. */
  leave(): void {
    this.stop();
    this.#asked += 1;
    clearTimeout(this.#typing);
    this.running = this.stopped = this.more = false;
    this.problem = null;
    this.#folder.search = "";
    this.#folder.lend(null);
  }
}
