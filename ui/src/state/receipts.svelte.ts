import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { FingerprintView } from "../host/wire/FingerprintView";
import type { ReceiptProgress } from "../host/wire/ReceiptProgress";
import type { ReceiptsForm } from "../host/wire/ReceiptsForm";
import type { ReceiptView } from "../host/wire/ReceiptView";
import type { UiError } from "../host/wire/UiError";

/** Receipts that are asked for at once. */
const page = 100;

/** The fingerprints that a receipt rests on; null where it has none. */
export function sealOf({ proof }: ReceiptView): FingerprintView | null {
  return proof !== null && typeof proof === "object" ? proof.fingerprint : null;
}

/** How the copies stand, as far as anybody looked: the worst of what the latest check found. */
export function standingOf({ checks }: ReceiptView): "arrived" | "same" | "changed" | "gone" | "sameSize" {
  const last = checks[0];
  if (!last) return "arrived";
  const found = [last.there, last.here].map((copy) => copy?.found);
  return (["changed", "gone", "sameSize"] as const).find((bad) => found.includes(bad)) ?? "same";
}

/** The proofs of delivery that are kept. As many are here as were scrolled to; the rest stays in the shell. */
export class Receipts {
  readonly #host: Host;
  list = $state.raw<ReceiptView[]>([]);
  /** How many there are in all. */
  total = $state(0);
  query = $state("");
  /** The one that is looked at. */
  chosen = $state.raw<ReceiptView | null>(null);
  /** Somebody asked to see one: the screen shows it in place of the list, where there is room for one of them. */
  looking = $state(false);
  loading = $state(false);
  /** The list was asked for, and came. */
  known = $state(false);
  problem = $state.raw<UiError | null>(null);
  /** The one whose copies are looked at again, and how far that is. */
  checking = $state.raw<{ id: string; progress: ReceiptProgress | null } | null>(null);
  /** What was done last, for those who hear it. */
  said = $state.raw<{ id: string; args: Record<string, string | number> } | null>(null);
  #next: string | null = null;
  #asked = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  get more(): boolean {
    return this.#next !== null;
  }

  /** The first of those that are looked for. */
  async load(): Promise<void> {
    this.#next = null;
    await this.#ask(null);
  }

  /** The next ones, when the list was scrolled to its end. */
  async loadMore(): Promise<void> {
    if (this.#next !== null && !this.loading) await this.#ask(this.#next);
  }

  async #ask(before: string | null): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    this.loading = true;
    try {
      const { receipts, next, total } = await this.#host.receipts(this.query.trim(), before, page);
      if (mine !== this.#asked) return;
      this.list = before === null ? receipts : [...this.list, ...receipts];
      this.#next = next;
      this.total = total;
      this.known = true;
      this.problem = null;
      // What was found takes the place of what was looked at, unless it is among them.
      if (before === null && !this.looking && !receipts.some(({ id }) => id === this.chosen?.id))
        this.chosen = receipts[0] ?? null;
    } catch (thrown) {
      if (mine === this.#asked) this.problem = problemFrom(thrown);
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }

  search(words: string): void {
    this.query = words;
    this.looking = false;
    void this.load();
  }

  choose(receipt: ReceiptView): void {
    this.chosen = receipt;
    if (this.checking?.id !== receipt.id) this.problem = null;
  }

  /** Shows one, wherever it is in the list. */
  async open(id: string): Promise<void> {
    this.query = "";
    this.looking = true;
    this.problem = null;
    this.chosen = this.list.find((known) => known.id === id) ?? null;
    try {
      this.chosen = await this.#host.receipt(id);
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  /** A receipt is new, or was looked at again. */
  keep(receipt: ReceiptView): void {
    if (this.chosen?.id === receipt.id) this.chosen = receipt;
    if (this.list.some(({ id }) => id === receipt.id)) {
      this.list = this.list.map((known) => (known.id === receipt.id ? receipt : known));
    } else if (this.known && receipt.checks.length === 0) {
      if (this.query.trim() !== "") void this.load();
      else {
        this.list = [receipt, ...this.list];
        this.total += 1;
      }
    }
  }

  /** Looks at the copies again. With `readBack`, the one at the site is fetched for it, and not kept. */
  async checkAgain(receipt: ReceiptView, readBack = false): Promise<void> {
    if (this.checking) return;
    this.checking = { id: receipt.id, progress: null };
    this.problem = null;
    this.said = null;
    try {
      const checked = await this.#host.checkAgain(receipt.id, readBack, (progress) => {
        if (this.checking?.id === receipt.id) this.checking = { id: receipt.id, progress };
      });
      // Null: it was stopped, and nothing was found.
      if (checked) this.keep(checked);
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    } finally {
      this.checking = null;
    }
  }

  async stopCheck(): Promise<void> {
    try {
      await this.#host.stopCheckAgain();
    } catch {
      // Then it goes on to its end.
    }
  }

  async save(receipt: ReceiptView): Promise<void> {
    await this.#told(async () => {
      if (await this.#host.saveReceipt(receipt.id))
        this.said = { id: "receipt-saved", args: { name: receipt.name } };
    });
  }

  async saveList(form: ReceiptsForm): Promise<void> {
    await this.#told(async () => {
      const count = await this.#host.saveReceipts(this.query.trim(), form);
      if (count !== null) this.said = { id: "receipts-saved", args: { count } };
    });
  }

  /** True when it lies on this computer and is shown there. */
  async show(receipt: ReceiptView): Promise<boolean> {
    try {
      return await this.#host.showReceived(receipt.id);
    } catch {
      return false;
    }
  }

  async #told(question: () => Promise<void>): Promise<void> {
    this.problem = null;
    this.said = null;
    try {
      await question();
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  reset(): void {
    this.#asked += 1;
    this.#next = null;
    this.list = [];
    this.total = 0;
    this.query = "";
    this.chosen = null;
    this.looking = false;
    this.loading = false;
    this.known = false;
    this.problem = null;
    this.said = null;
  }
}
