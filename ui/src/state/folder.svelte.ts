import type { Host } from "../host/host";
import { isSuperseded, problemFrom } from "../host/problem";
import type { EntryView } from "../host/wire/EntryView";
import type { UiError } from "../host/wire/UiError";
import { nextFrame } from "../lib/frame";
import { parentOf } from "../lib/names";
import type { Column, Direction } from "../lib/order";
import type { Rows } from "../lib/rows";
import {
  chosenAmong,
  chosenEntries,
  chosenIndexes,
  chosenPaths,
  isChosen,
  nothing,
  only,
  surviving,
  type Selection,
} from "../lib/selection";
import { Table } from "../lib/table";
import type { Twin } from "../lib/twins";
import { Intake } from "./intake";

/** How patient we have been: nothing is shown at first, then grey bars, then a sentence and a way out. */
export type Patience = "none" | "bars" | "long";

const barsAfterMs = 200;
const sentenceAfterMs = 4000;
/** So many entries are put into another order and drawn in one frame. */
const sortedAtOnce = 5000;
/** How many rows of folders one has left stay in memory, so that going back shows them at once. */
const rememberedRows = 200_000;
const rememberedFolders = 30;

type Remembered = { table: Table; mayWrite: boolean; at: number };
/** Where one was in a folder. */
type Spot = { paths: string[]; lead: string | null; scrolled: number };

/** Rows as lines with columns, or as tiles. */
export type Layout = "lines" | "tiles";

/** What is chosen, in numbers; `hidden` of them are left out by the search. */
export type Tally = { count: number; bytes: number; folders: number; hidden: number };

/** The folder on the screen, the way here, and its entries as they arrive. */
export class Folder {
  readonly #host: Host;
  path = $state("/");
  #column = $state<Column>("name");
  #direction = $state<Direction>("ascending");
  /** The order the rows stand in; in a large folder it follows the column and the direction by a frame. */
  order = $state.raw<{ column: Column; direction: Direction }>({ column: "name", direction: "ascending" });
  #ordering: () => void = () => {};
  /** Only names with these words in them are shown; of all entries, drawn or not. */
  search = $state("");
  layout = $state<Layout>("lines");
  loading = $state(false);
  patience = $state<Patience>("none");
  /** How many there will be, when the server has said so. */
  total = $state<number | null>(null);
  mayWrite = $state<boolean | null>(null);
  /** When the list shown was complete; null before the first time. */
  at = $state<number | null>(null);
  problem = $state.raw<UiError | null>(null);
  stopped = $state(false);
  selection = $state.raw<Selection>(nothing);
  /** The list takes the keyboard focus as soon as it has a row. */
  wantsFocus = $state(false);
  /** False until the first listing was asked for. */
  started = $state(false);
  /** How far the list is scrolled, in pixels; the list writes it, and reads it when it begins anew. */
  scrolled = 0;

  // The table is as large as the folder: it stays outside of what is watched, and a count tells that it has grown.
  #table = $state.raw(new Table());
  #grown = $state(0);
  /** What a search of the site found, in place of the entries of this folder. */
  #lent = $state.raw<Table | null>(null);
  #loans = 0;
  /** Names what the list shows: another name, another place to be in it. */
  shown = $state("/");

  /** The entries in the order that is shown, without those the search leaves out. */
  readonly rows: Rows = $derived.by(() => {
    void this.#grown;
    return this.table.rows(this.order.column, this.order.direction, this.#filter);
  });
  /** How many entries have arrived. */
  readonly count: number = $derived.by(() => {
    void this.#grown;
    return this.table.length;
  });
  readonly tally: Tally = $derived.by(() => {
    const { marks, count } = this.selection;
    const tally = { count, bytes: 0, folders: 0, hidden: 0 };
    if (count === 0) return tally;
    // Read once: what is watched must not be asked for in each step of a hundred thousand.
    const { table, rows } = this;
    for (const index of chosenIndexes(this.selection)) {
      if (table.entries[index]?.kind === "folder") tally.folders += 1;
      else tally.bytes += table.bytesAt(index);
    }
    if (this.search === "" || this.isLent) return tally;
    tally.hidden = count;
    for (let at = 0; at < rows.length; at += 1) tally.hidden -= marks[rows.indexAt(at)] ?? 0;
    return tally;
  });
  /** All, some or none of the rows are chosen: what the box above the list shows. */
  readonly share: "all" | "some" | "none" = $derived.by(() => {
    const shown = this.tally.count - this.tally.hidden;
    return shown === 0 ? "none" : shown === this.rows.length ? "all" : "some";
  });

  #history = $state.raw<string[]>(["/"]);
  #position = $state(0);
  readonly canBack: boolean = $derived(this.#position > 0);
  readonly canForward: boolean = $derived(this.#position < this.#history.length - 1);

  #asked = 0;
  #intake: Intake | null = null;
  readonly #remembered = new Map<string, Remembered>();
  readonly #spots = new Map<string, Spot>();
  /** An entry that is on its way into this folder; it is chosen when it is here. */
  #expected: string | null = null;
  /** Called when another folder is shown. */
  onshow: () => void = () => {};
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  get table(): Table {
    return this.#lent ?? this.#table;
  }

  /** The list shows what a search found. */
  get isLent(): boolean {
    return this.#lent !== null;
  }

  /** Shows other entries in place of the folder's own; null brings those back, and what was chosen among them. */
  lend(table: Table | null): void {
    if (table === this.#lent) return;
    if (this.#lent === null) this.#leaveSpot();
    this.#lent = table;
    this.#loans += 1;
    this.shown = table === null ? this.path : `${this.path}\n${this.#loans}`;
    const spot = table === null ? this.#spots.get(this.path) : undefined;
    this.selection = this.#chosenBefore(spot);
    this.scrolled = spot?.scrolled ?? 0;
  }

  /** There is more in what was lent. */
  lentGrew(): void {
    this.#grown += 1;
  }

  /** Chooses the entry with this path as soon as it is here, and gives it the keys. */
  expect(path: string): void {
    this.#expected = path;
    this.#meet();
  }

  /** The folders in a folder one has been to; null where one has not. */
  foldersIn(path: string): { folders: EntryView[]; mayWrite: boolean } | null {
    const known = this.#remembered.get(path);
    if (!known) return null;
    const rows = known.table.rows();
    const folders: EntryView[] = [];
    for (let at = 0; rows.at(at)?.kind === "folder"; at += 1) folders.push(rows.at(at) as EntryView);
    return { folders, mayWrite: known.mayWrite };
  }

  isChosen(path: string): boolean {
    return isChosen(this.selection, this.table.indexOf(path));
  }

  /** The chosen entries, whatever is to be done with them, in the order shown; those the search hides come last. */
  chosen(): EntryView[] {
    return chosenEntries(this.selection, this.rows);
  }

  /** Another entry here that some computers cannot tell from this one. */
  twin(path: string): Twin | null {
    void this.#grown;
    // Names in different folders cannot be taken for each other.
    return this.isLent ? null : this.#table.twin(path);
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
    const scrolled = this.#spots.get(parent)?.scrolled ?? 0;
    this.#spots.set(parent, { paths: [this.path], lead: this.path, scrolled });
    this.open(parent);
  }

  refresh(): Promise<void> {
    return this.#list(true);
  }

  /** Stops waiting for a slow listing; what is here stays. */
  stop(): void {
    this.#asked += 1;
    this.#grown += 1;
    this.#settle();
    this.stopped = true;
  }

  get column(): Column {
    return this.#column;
  }

  set column(column: Column) {
    this.#sort(column, this.#direction);
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#sort(this.#column, direction);
  }

  sortBy(column: Column): void {
    const same = this.column === column;
    this.#sort(column, same && this.direction === "ascending" ? "descending" : "ascending");
  }

  /** What the rows must hold; a search of the site has found what it holds already. */
  get #filter(): string {
    return this.isLent ? "" : this.search;
  }

  #sort(column: Column, direction: Direction): void {
    this.#column = column;
    this.#direction = direction;
    this.#ordering();
    const show = () => {
      this.order = { column, direction };
    };
    if (this.table.length <= sortedAtOnce) return show();
    // Working the order out and drawing it are each most of a frame: one after the other they would be late.
    this.table.rows(column, direction, this.#filter);
    this.#ordering = nextFrame(show);
  }

  /** Forgets everything: another account, or none. */
  reset(): void {
    this.#asked += 1;
    this.#settle();
    this.#remembered.clear();
    this.#spots.clear();
    this.#history = ["/"];
    this.#position = 0;
    this.path = this.shown = "/";
    this.#table = new Table();
    this.#lent = null;
    this.#expected = null;
    this.search = "";
    this.total = null;
    this.mayWrite = null;
    this.at = null;
    this.problem = null;
    this.stopped = false;
    this.selection = nothing;
    this.scrolled = 0;
    this.started = false;
  }

  #show(path: string): void {
    if (this.#lent === null) this.#leaveSpot();
    this.#lent = null;
    this.#expected = null;
    this.onshow();
    this.path = this.shown = path;
    const known = this.#remembered.get(path);
    this.#table = known?.table ?? new Table();
    this.search = "";
    this.mayWrite = known?.mayWrite ?? null;
    this.at = known?.at ?? null;
    this.problem = null;
    const spot = this.#spots.get(path);
    this.selection = this.#chosenBefore(spot);
    this.scrolled = spot?.scrolled ?? 0;
    void this.#list(known !== undefined);
  }

  /** Remembers where one is in this folder. */
  #leaveSpot(): void {
    const { lead } = this.selection;
    const paths = chosenPaths(this.selection, this.#table);
    this.#spots.set(this.path, { paths, lead, scrolled: this.scrolled });
  }

  /** Whom we waited for is here. */
  #meet(): void {
    const path = this.#expected;
    if (path === null || this.isLent || this.#table.indexOf(path) < 0) return;
    this.#expected = null;
    this.selection = only(this.#table, path);
    this.wantsFocus = true;
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
    const keepShown = keep && this.#table.length > 0;
    const table = new Table();
    if (!keepShown) this.#table = table;
    const intake = new Intake(table, () => {
      if (!keepShown) this.#grown += 1;
    });
    this.#intake = intake;
    try {
      const listing = await this.#host.listFolder(path, (page) => {
        if (mine !== this.#asked) return;
        this.total = page.total;
        intake.take(page.entries);
      });
      await intake.drained();
      if (mine !== this.#asked) return;
      this.#replace(table);
      this.mayWrite = listing.mayWrite;
      this.at = listing.at;
      this.problem = null;
      this.#remember(path, { table, mayWrite: listing.mayWrite, at: listing.at });
    } catch (thrown) {
      await intake.drained();
      if (mine !== this.#asked) return;
      const problem = problemFrom(thrown);
      if (!isSuperseded(problem)) this.problem = problem;
      else this.stopped = true;
    } finally {
      if (mine === this.#asked) {
        this.#grown += 1;
        this.#settle();
      }
    }
  }

  /** What was chosen the last time one was here. */
  #chosenBefore(spot: Spot | undefined): Selection {
    if (!spot) return nothing;
    return { ...chosenAmong(this.#table, spot.paths), lead: spot.lead, anchor: spot.lead };
  }

  /** The list was read: what is chosen stays chosen, and the keys stay about where they were. */
  #replace(table: Table): void {
    const before = this.#table;
    const stood = this.rows.positionOf(this.selection.lead);
    const spot = this.#spots.get(this.path);
    this.#table = table;
    this.#grown += 1;
    if (this.isLent) return;
    if (before !== table) this.selection = surviving(this.selection, before, table);
    else if (spot && this.selection.count === 0 && this.selection.lead === spot.lead)
      this.selection = this.#chosenBefore(spot);
    const lead = this.selection.lead ?? this.rows.at(Math.min(stood, this.rows.length - 1))?.path ?? null;
    this.selection = { ...this.selection, lead };
    this.#meet();
  }

  #remember(path: string, listing: Remembered): void {
    this.#remembered.delete(path);
    this.#remembered.set(path, listing);
    let rows = [...this.#remembered.values()].reduce((sum, { table }) => sum + table.length, 0);
    for (const [oldest, { table }] of this.#remembered) {
      if (oldest === path || (rows <= rememberedRows && this.#remembered.size <= rememberedFolders)) break;
      this.#remembered.delete(oldest);
      rows -= table.length;
    }
  }

  #settle(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.#intake?.stop();
    this.#intake = null;
    this.loading = false;
    this.patience = "none";
  }
}
