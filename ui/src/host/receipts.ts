import { isWithin, type FakeSite } from "./site";
import type { ReceiptCheckView } from "./wire/ReceiptCheckView";
import type { ReceiptProgress } from "./wire/ReceiptProgress";
import type { ReceiptsView } from "./wire/ReceiptsView";
import type { ReceiptView } from "./wire/ReceiptView";
import type { TransferView } from "./wire/TransferView";
import type { VerifiedView } from "./wire/VerifiedView";

/** The receipts of a fake host, and looking again at what its site has. */
export class FakeReceipts {
  #all: ReceiptView[];
  readonly #site: FakeSite;
  /** Awaited in the middle of each look; a test sets it to decide when looks end. */
  looking: () => Promise<void> = () => Promise.resolve();
  #stopped = false;

  constructor(all: readonly ReceiptView[], site: FakeSite) {
    this.#all = [...all].sort((a, b) => b.at - a.at);
    this.#site = site;
  }

  find(id: string): ReceiptView | undefined {
    return this.#all.find((known) => known.id === id);
  }

  page(query: string, before: string | null, limit: number): ReceiptsView {
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#all.filter((receipt) =>
      wanted.every((word) => `${receipt.path} ${receipt.by}`.toLowerCase().includes(word)),
    );
    const from = before === null ? 0 : found.findIndex(({ id }) => id === before) + 1;
    const receipts = found.slice(from, from + limit);
    const more = from + limit < found.length;
    return { receipts, next: more ? (receipts.at(-1)?.id ?? null) : null, total: found.length };
  }

  /** The receipt of a transfer that is done. */
  keep(transfer: TransferView, by: string, site: string): ReceiptView {
    const receipt: ReceiptView = {
      id: transfer.id,
      direction: transfer.direction,
      name: transfer.name,
      path: `${transfer.folder === "/" ? "" : transfer.folder}/${transfer.name}`,
      localName: null,
      by,
      site,
      size: transfer.size ?? 0,
      at: transfer.at,
      proof: transfer.proof,
      checks: [],
    };
    this.#all = [receipt, ...this.#all.filter(({ id }) => id !== receipt.id)];
    return receipt;
  }

  /** What the fake site has now: the same size is the same file, where there is a fingerprint to compare. */
  async check(
    id: string,
    readBack: boolean,
    onProgress: (progress: ReceiptProgress) => void,
  ): Promise<ReceiptView | null> {
    const receipt = this.find(id);
    if (!receipt) return null;
    this.#stopped = false;
    if (readBack || receipt.direction === "download")
      onProgress({ read: receipt.size / 2, total: receipt.size });
    await this.looking();
    if (this.#stopped) return null;
    const { proof } = receipt;
    const was = proof !== null && typeof proof === "object" ? proof.fingerprint : null;
    const entry = this.#site.find(receipt.path);
    const changed = entry !== undefined && entry.size !== receipt.size;
    const by = readBack ? "readBack" : was ? "fingerprint" : "size";
    const same = was || readBack ? "same" : "sameSize";
    const seen: ReceiptCheckView["there"] = entry
      ? { found: changed ? "changed" : same, means: changed ? "size" : by, size: entry.size }
      : { found: "gone", means: "size", size: null };
    const check: ReceiptCheckView = {
      at: Date.now(),
      there: proof === "archive" ? null : seen,
      here:
        receipt.direction === "download"
          ? { found: was ? "same" : "sameSize", means: was ? "fingerprint" : "size", size: receipt.size }
          : null,
      fingerprint: null,
    };
    const checked = { ...receipt, checks: [check, ...receipt.checks] };
    this.#all = this.#all.map((known) => (known.id === id ? checked : known));
    return checked;
  }

  async verify(path: string, onCount: (soFar: VerifiedView) => void): Promise<VerifiedView> {
    this.#stopped = false;
    const known = this.#all.filter((receipt) => isWithin(receipt.path, path) && receipt.proof !== "archive");
    const files = this.#site.below(path).filter(({ kind }) => kind !== "folder");
    const never = files.filter((file) => !known.some((receipt) => receipt.path === file.path)).length;
    let soFar: VerifiedView = {
      same: 0,
      sameSize: 0,
      changed: 0,
      gone: 0,
      unasked: 0,
      never: 0,
      total: known.length,
      whole: true,
    };
    onCount(soFar);
    for (const { id } of known) {
      await this.looking();
      if (this.#stopped) return { ...soFar, whole: false };
      const checked = await this.check(id, false, () => {});
      const found = checked?.checks[0]?.there?.found ?? "gone";
      soFar = { ...soFar, [found]: soFar[found] + 1 };
      onCount(soFar);
    }
    return { ...soFar, never };
  }

  stop(): void {
    this.#stopped = true;
  }
}
