import type { ContentsItemView } from "../host/wire/ContentsItemView";
import type { TransferView } from "../host/wire/TransferView";
import { problemWords, say } from "./words";

/** Something in the folder is worth a look: it needs somebody, or is not as it was there. */
export function hasItems({ contents }: TransferView): boolean {
  return contents !== null && contents.needsYou + contents.failed + contents.leftOut + contents.renamed > 0;
}

/** The folder itself is asked about, and not what is in it. */
export function asksAsWhole({ phase, contents }: TransferView): boolean {
  return phase === "needsYou" && contents?.needsYou === 0;
}

/** How far a whole folder is, in a sentence; null where it is told as of any file. */
export function folderLine(transfer: TransferView, amount: string, left: string | null): string | null {
  const { contents, direction, phase } = transfer;
  if (!contents) return null;
  const { files, done, failed, needsYou, bySize, byFingerprint, scanning } = contents;
  const way = direction === "upload" ? "sending" : "receiving";
  switch (phase) {
    case "preparing":
      return files > 0 ? say("folder-preparing", { count: files }) : null;
    case "moving": {
      if (scanning) return say(`folder-${way}-scanning`, { done, count: files });
      const line = say(`folder-${way}`, { done, count: files, amount });
      return left === null ? line : say("folder-line-left", { line, left });
    }
    case "paused":
      return files > 0 ? say("folder-paused", { done, count: files }) : null;
    case "interrupted":
      return files > 0 ? say("folder-interrupted", { done, count: files }) : null;
    case "needsYou":
      if (asksAsWhole(transfer)) return say("folder-taken");
      return say("folder-needs", { count: needsYou, done, files });
    case "failed":
      return failed > 0 ? say("folder-failed", { count: failed, done, files }) : null;
    case "done": {
      const ending =
        done === 0
          ? say("folder-done-empty")
          : byFingerprint === done
            ? say("folder-done-same", { count: done })
            : bySize > 0
              ? say("folder-done-size", { count: done, size: bySize })
              : say("folder-done", { count: done });
      return [ending, contents.leftOut > 0 ? say("folder-left-out", { count: contents.leftOut }) : ""]
        .filter(Boolean)
        .join(" ");
    }
    default:
      return null;
  }
}

/** What became of one thing in a folder, and why. */
export function itemWords(item: ContentsItemView): string {
  if (item.leftOut) return say(`left-out-${item.leftOut}`);
  if (item.problem?.code === "name_taken") return say("item-taken");
  if (item.problem) {
    const words = problemWords(item.problem);
    return `${words.title}. ${words.detail}`;
  }
  return item.renamed === null ? "" : say("item-renamed", { name: item.renamed });
}
