import { SvelteMap } from "svelte/reactivity";
import type { FingerprintView } from "../host/wire/FingerprintView";
import type { TransferPhase } from "../host/wire/TransferPhase";
import type { TransferView } from "../host/wire/TransferView";
import { Remaining } from "../lib/remaining";

const finished: readonly TransferPhase[] = ["done", "cancelled", "failed"];
const rank: Record<TransferPhase, number> = {
  needsYou: 0,
  preparing: 1,
  moving: 1,
  finishing: 1,
  checking: 1,
  waiting: 2,
  failed: 3,
  done: 4,
  cancelled: 4,
};

export function isFinished(transfer: TransferView): boolean {
  return finished.includes(transfer.phase);
}

/** The fingerprints that prove a file complete; null where it arrived without them, or has not. */
export function fingerprintOf(transfer: TransferView): FingerprintView | null {
  const { phase, proof } = transfer;
  return phase === "done" && proof !== null && typeof proof === "object" ? proof.fingerprint : null;
}

/** What is said aloud about a transfer: a word and the share it reached. */
export type Announcement = { id: string; args: Record<string, string | number> };

/** The files on their way. */
export class Transfers {
  readonly #all = new SvelteMap<string, TransferView>();
  readonly #remaining = new Map<string, Remaining>();
  readonly #quarters = new Map<string, number>();
  /** Seconds left per transfer, steady enough to be read. */
  readonly left = new SvelteMap<string, number>();
  open = $state(false);
  announced = $state.raw<Announcement | null>(null);

  /** Needs you, running, waiting, failed, done; the newest first among the finished. */
  readonly list: TransferView[] = $derived(
    [...this.#all.values()].sort(
      (a, b) =>
        rank[a.phase] - rank[b.phase] ||
        (isFinished(a) ? b.at - a.at : a.at - b.at) ||
        (a.id < b.id ? -1 : 1),
    ),
  );
  readonly needing: number = $derived(this.list.filter((transfer) => transfer.phase === "needsYou").length);
  readonly toGo: number = $derived(
    this.list.filter((transfer) => !isFinished(transfer) && transfer.phase !== "needsYou").length,
  );
  readonly failed: number = $derived(this.list.filter((transfer) => transfer.phase === "failed").length);
  readonly done: number = $derived(this.list.filter((transfer) => transfer.phase === "done").length);
  /** The longest time left among the running ones; null while any of them cannot say. */
  readonly longest: number | null = $derived.by(() => {
    const running = this.list.filter((transfer) => transfer.phase === "moving");
    const known = running.map((transfer) => this.left.get(transfer.id));
    const numbers = known.filter((seconds) => seconds !== undefined);
    return running.length > 0 && numbers.length === running.length ? Math.max(...numbers) : null;
  });

  replaceAll(transfers: readonly TransferView[]): void {
    const kept = new Set(transfers.map((transfer) => transfer.id));
    for (const id of [...this.#all.keys()]) if (!kept.has(id)) this.remove(id);
    for (const transfer of transfers) this.#put(transfer);
    if (this.needing > 0) this.open = true;
  }

  change(transfer: TransferView): void {
    const before = this.#all.get(transfer.id);
    this.#announce(before, transfer);
    this.#put(transfer);
    // A new transfer, or one that needs a person, is worth the room.
    if (!before || (transfer.phase === "needsYou" && before.phase !== "needsYou")) this.open = true;
  }

  remove(id: string): void {
    this.#all.delete(id);
    this.left.delete(id);
    this.#remaining.delete(id);
    this.#quarters.delete(id);
    if (this.#all.size === 0) this.open = false;
  }

  #put(transfer: TransferView): void {
    this.#all.set(transfer.id, transfer);
    if (transfer.phase !== "moving") {
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
    if (!before) say("announce-started");
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
