import { SvelteMap } from "svelte/reactivity";
import type { FingerprintView } from "../host/wire/FingerprintView";
import type { TransferPhase } from "../host/wire/TransferPhase";
import type { TransferView } from "../host/wire/TransferView";
import { Remaining } from "../lib/remaining";

const finished: readonly TransferPhase[] = ["done", "cancelled", "failed"];
const holdable: readonly TransferPhase[] = ["waiting", "preparing", "moving"];
const rank: Record<TransferPhase, number> = {
  needsYou: 0,
  interrupted: 0,
  preparing: 1,
  moving: 1,
  finishing: 1,
  checking: 1,
  waiting: 2,
  paused: 2,
  failed: 3,
  done: 4,
  cancelled: 4,
};

/** So many are put in order anew with every change; more of them a few times a second. */
const fewRows = 1000;
const pauseMs = 100;

export function isFinished(transfer: TransferView): boolean {
  return finished.includes(transfer.phase);
}

/** It can be held: not all of its bytes have moved. */
export function canPause(transfer: TransferView): boolean {
  return holdable.includes(transfer.phase);
}

/** The fingerprints that prove a file complete; null where it arrived without them, or has not. */
export function fingerprintOf(transfer: TransferView): FingerprintView | null {
  const { phase, proof } = transfer;
  return phase === "done" && proof !== null && typeof proof === "object" ? proof.fingerprint : null;
}

/** What is said aloud about a transfer: a word and the share it reached. */
export type Announcement = { id: string; args: Record<string, string | number> };

/** Needs you, running, waiting, failed, done; the newest first among the finished. */
function inOrder(a: TransferView, b: TransferView): number {
  return (
    rank[a.phase] - rank[b.phase] || (isFinished(a) ? b.at - a.at : a.at - b.at) || (a.id < b.id ? -1 : 1)
  );
}

/** The files on their way, ten thousand at once if need be: what a message changes costs no look at the others. */
export class Transfers {
  readonly #all = new Map<string, TransferView>();
  readonly #counts = new Map<TransferPhase, number>();
  readonly #moving = new Set<string>();
  readonly #remaining = new Map<string, Remaining>();
  readonly #quarters = new Map<string, number>();
  /** Counts the changes: what is worked out from all of them is worked out once for many. */
  #changes = $state(0);
  /** Until then changes are gathered. */
  #pause: ReturnType<typeof setTimeout> | null = null;
  #unshown = false;
  /** How they were in order last. */
  #last: TransferView[] = [];
  /** What is new since then or has another place. */
  #unplaced = new Set<string>();
  /** Seconds left per transfer, steady enough to be read. */
  readonly left = new SvelteMap<string, number>();
  open = $state(false);
  announced = $state.raw<Announcement | null>(null);

  readonly list: readonly TransferView[] = $derived.by(() => {
    void this.#changes;
    return (this.#last = this.#ordered());
  });
  readonly needing: number = $derived(this.#count("needsYou"));
  /** What the end of the app interrupted. */
  readonly interrupted: number = $derived(this.#count("interrupted"));
  readonly paused: number = $derived(this.#count("paused"));
  /** What can be held. */
  readonly holdable: number = $derived(this.#count(...holdable));
  readonly failed: number = $derived(this.#count("failed"));
  readonly done: number = $derived(this.#count("done"));
  readonly finished: number = $derived(this.#count(...finished));
  readonly toGo: number = $derived(this.#size() - this.finished - this.needing - this.interrupted);
  /** The longest time left among the running ones; null while any of them cannot say. */
  readonly longest: number | null = $derived.by(() => {
    void this.#changes;
    const known = [...this.#moving].map((id) => this.left.get(id));
    const numbers = known.filter((seconds) => seconds !== undefined);
    return known.length > 0 && numbers.length === known.length ? Math.max(...numbers) : null;
  });

  replaceAll(transfers: readonly TransferView[]): void {
    const kept = new Set(transfers.map((transfer) => transfer.id));
    for (const id of [...this.#all.keys()]) if (!kept.has(id)) this.remove(id);
    for (const transfer of transfers) this.#put(transfer);
    this.#show();
    if (this.needing > 0 || this.interrupted > 0) this.open = true;
  }

  change(transfer: TransferView): void {
    const before = this.#all.get(transfer.id);
    this.#announce(before, transfer);
    this.#put(transfer);
    // A new transfer, or one that needs a person, is worth the room.
    if (!before || (transfer.phase === "needsYou" && before.phase !== "needsYou")) this.open = true;
  }

  remove(id: string): void {
    const last = this.#all.get(id);
    if (last) this.#tally(last.phase, -1);
    this.#all.delete(id);
    this.#unplaced.add(id);
    this.#moving.delete(id);
    this.#changed();
    this.left.delete(id);
    this.#remaining.delete(id);
    this.#quarters.delete(id);
    if (this.#all.size === 0) this.open = false;
  }

  /**
   * There is something new to show. Each message comes by itself: among thousands, to put them in order anew for
   * every one would leave no time for anything else.
   */
  #changed(): void {
    if (this.#pause !== null) this.#unshown = true;
    else if (this.#all.size <= fewRows) this.#changes += 1;
    else {
      this.#changes += 1;
      this.#pause = setTimeout(() => {
        this.#pause = null;
        if (this.#unshown) this.#show();
      }, pauseMs);
    }
  }

  /** Nothing is held back any more. */
  #show(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#unshown = false;
    this.#changed();
  }

  #size(): number {
    void this.#changes;
    return this.#all.size;
  }

  #count(...phases: readonly TransferPhase[]): number {
    void this.#changes;
    return phases.reduce((sum, phase) => sum + (this.#counts.get(phase) ?? 0), 0);
  }

  #tally(phase: TransferPhase, by: number): void {
    this.#counts.set(phase, (this.#counts.get(phase) ?? 0) + by);
  }

  /** Those that kept their place, with the others put between them. */
  #ordered(): TransferView[] {
    const unplaced = this.#unplaced;
    this.#unplaced = new Set();
    const now = (id: string) => this.#all.get(id);
    const moved = [...unplaced].map(now).filter((transfer) => transfer !== undefined);
    // Many that come at once mostly come in order.
    if (moved.some((one, at) => at > 0 && inOrder(moved[at - 1] ?? one, one) > 0)) moved.sort(inOrder);
    const all: TransferView[] = [];
    let next = 0;
    for (const { id } of this.#last) {
      const kept = unplaced.has(id) ? undefined : now(id);
      if (!kept) continue;
      for (let one = moved[next]; one && inOrder(one, kept) < 0; one = moved[++next]) all.push(one);
      all.push(kept);
    }
    return all.concat(moved.slice(next));
  }

  #put(transfer: TransferView): void {
    const before = this.#all.get(transfer.id);
    if (before) this.#tally(before.phase, -1);
    this.#tally(transfer.phase, 1);
    this.#all.set(transfer.id, transfer);
    this.#changed();
    const stays = before && rank[before.phase] === rank[transfer.phase] && before.at === transfer.at;
    if (!stays) this.#unplaced.add(transfer.id);
    if (transfer.phase === "moving") this.#moving.add(transfer.id);
    else {
      this.#moving.delete(transfer.id);
      this.left.delete(transfer.id);
      this.#remaining.delete(transfer.id);
      return;
    }
    const remaining = this.#remaining.get(transfer.id) ?? new Remaining();
    this.#remaining.set(transfer.id, remaining);
    const seconds =
      transfer.rate && transfer.size !== null ? (transfer.size - transfer.moved) / transfer.rate : null;
    const shown = remaining.look(seconds, Date.now());
    if (shown !== null) this.left.set(transfer.id, shown);
  }

  #announce(before: TransferView | undefined, now: TransferView): void {
    const say = (id: string, args: Announcement["args"] = {}) => {
      this.announced = { id, args: { name: now.name, ...args } };
    };
    if (!before && this.#all.size < fewRows) say("announce-started");
    if (before?.phase !== now.phase) {
      if (now.phase === "done") say("announce-done");
      if (now.phase === "failed") say("announce-failed");
      if (now.phase === "needsYou") say("announce-needs-you");
    }
    if (now.phase !== "moving" || !now.size) return;
    const quarter = Math.floor((now.moved / now.size) * 4);
    if (quarter > (this.#quarters.get(now.id) ?? 0) && quarter < 4) {
      this.#quarters.set(now.id, quarter);
      say("announce-part", { percent: quarter * 25 });
    }
  }
}
