import type { Host } from "../host/host";
import { isSuperseded, problemFrom } from "../host/problem";
import type { EntryView } from "../host/wire/EntryView";
import type { UiError } from "../host/wire/UiError";
import { parentOf } from "../lib/names";
import { sortEntries, type Column, type Direction } from "../lib/order";

/** How patient we have been: nothing is shown at first, then grey bars, then a sentence and a way out. */
export type Patience = "none" | "bars" | "long";

const barsAfterMs = 200;
const sentenceAfterMs = 4000;
const flushEveryMs = 100;
const rememberedFolders = 30;

type Remembered = { entries: EntryView[]; mayWrite: boolean; at: number };

/** The folder on the screen, the way here, and its entries as they arrive. */
export class Folder {
  readonly #host: Host;
  path = $state("/");
  entries = $state.raw<EntryView[]>([]);
  column = $state<Column>("name");
  direction = $state<Direction>("ascending");
  loading = $state(false);
  patience = $state<Patience>("none");
  /** How many there will be, when the server has said so. */
  total = $state<number | null>(null);
  mayWrite = $state<boolean | null>(null);
  /** When the list shown was complete; null before the first time. */
  at = $state<number | null>(null);
  problem = $state.raw<UiError | null>(null);
  stopped = $state(false);
  /** Path of the entry that has the focus in the list. */
  current = $state<string | null>(null);
  /** The list takes the keyboard focus as soon as it has a row. */
  wantsFocus = $state(false);
  /** False until the first listing was asked for. */
  started = $state(false);

  readonly sorted: EntryView[] = $derived(sortEntries(this.entries, this.column, this.direction));
  readonly selected: EntryView | null = $derived(
    this.current === null ? null : (this.entries.find((entry) => entry.path === this.current) ?? null),
  );

  #history = $state.raw<string[]>(["/"]);
  #position = $state(0);
  readonly canBack: boolean = $derived(this.#position > 0);
  readonly canForward: boolean = $derived(this.#position < this.#history.length - 1);

  #asked = 0;
  readonly #remembered = new Map<string, Remembered>();
  readonly #focusIn = new Map<string, string>();
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  /** Goes into a folder and forgets the way forward. */
  open(path: string): void {
    if (path === this.path && this.started) return void this.refresh();
    this.#history = [...this.#history.slice(0, this.#position + 1), path];
    this.#position = this.#history.length - 1;
    this.#show(path);
  }

  /** The first listing, wherever we are. */
  begin(): void {
    if (!this.started) this.#show(this.path);
  }

  back(): void {
    if (!this.canBack) return;
    this.#position -= 1;
    this.#show(this.#history[this.#position] ?? "/");
  }

  forward(): void {
    if (!this.canForward) return;
    this.#position += 1;
    this.#show(this.#history[this.#position] ?? "/");
  }

  up(): void {
    const parent = parentOf(this.path);
    if (parent === null) return;
    this.#focusIn.set(parent, this.path);
    this.open(parent);
  }

  refresh(): Promise<void> {
    return this.#list(true);
  }

  /** Stops waiting for a slow listing; what is here stays. */
  stop(): void {
    this.#asked += 1;
    this.#settle();
    this.stopped = true;
  }

  sortBy(column: Column): void {
    const same = this.column === column;
    this.direction = same && this.direction === "ascending" ? "descending" : "ascending";
    this.column = column;
  }

  /** Forgets everything: another account, or none. */
  reset(): void {
    this.#asked += 1;
    this.#settle();
    this.#remembered.clear();
    this.#focusIn.clear();
    this.#history = ["/"];
    this.#position = 0;
    this.path = "/";
    this.entries = [];
    this.total = null;
    this.mayWrite = null;
    this.at = null;
    this.problem = null;
    this.stopped = false;
    this.current = null;
    this.started = false;
  }

  #show(path: string): void {
    if (this.current !== null) this.#focusIn.set(this.path, this.current);
    this.path = path;
    const known = this.#remembered.get(path);
    this.entries = known?.entries ?? [];
    this.mayWrite = known?.mayWrite ?? null;
    this.at = known?.at ?? null;
    this.problem = null;
    this.current = this.#focusIn.get(path) ?? null;
    void this.#list(known !== undefined);
  }

  /** Asks for the list. With `keep` the old rows stay until the new list is complete. */
  async #list(keep: boolean): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const path = this.path;
    this.#settle();
    this.started = true;
    this.loading = true;
    this.stopped = false;
    this.total = null;
    this.#timers = [
      setTimeout(() => (this.patience = "bars"), barsAfterMs),
      setTimeout(() => (this.patience = "long"), sentenceAfterMs),
    ];
    const keepShown = keep && this.entries.length > 0;
    const seen = new Set<string>();
    let arrived: EntryView[] = [];
    let flushing: ReturnType<typeof setTimeout> | null = null;
    const flush = () => {
      flushing = null;
      if (mine === this.#asked && !keepShown) this.entries = arrived;
    };
    try {
      const listing = await this.#host.listFolder(path, (page) => {
        if (mine !== this.#asked) return;
        // A list that changes while it is read can name an entry twice.
        const fresh = page.entries.filter((entry) => !seen.has(entry.path) && seen.add(entry.path));
        const first = arrived.length === 0;
        arrived = [...arrived, ...fresh];
        this.total = page.total;
        if (first) flush();
        else flushing ??= setTimeout(flush, flushEveryMs);
      });
      if (mine !== this.#asked) return;
      this.entries = arrived;
      this.mayWrite = listing.mayWrite;
      this.at = listing.at;
      this.problem = null;
      this.#remember(path, { entries: arrived, mayWrite: listing.mayWrite, at: listing.at });
    } catch (thrown) {
      if (mine !== this.#asked) return;
      const problem = problemFrom(thrown);
      if (!keepShown) this.entries = arrived;
      if (!isSuperseded(problem)) this.problem = problem;
      else this.stopped = true;
    } finally {
      if (flushing !== null) clearTimeout(flushing);
      if (mine === this.#asked) this.#settle();
    }
  }

  #remember(path: string, listing: Remembered): void {
    this.#remembered.delete(path);
    this.#remembered.set(path, listing);
    const oldest = this.#remembered.keys().next().value;
    if (this.#remembered.size > rememberedFolders && oldest !== undefined) this.#remembered.delete(oldest);
  }

  #settle(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.loading = false;
    this.patience = "none";
  }
}
