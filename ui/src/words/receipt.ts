import type { CopyView } from "../host/wire/CopyView";
import type { ReceiptCheckView } from "../host/wire/ReceiptCheckView";
import type { ReceiptView } from "../host/wire/ReceiptView";
import { bytes } from "../lib/bytes";
import { clock } from "../lib/when";
import { sealOf, standingOf } from "../state/receipts.svelte";
import { locale, say } from "./words";

/** The second line of a row: "10:42, sent, 4.8 MB". What a person should know comes in place of the size. */
export function lineWords(receipt: ReceiptView): string {
  const standing = standingOf(receipt);
  let what = bytes(receipt.size, locale);
  if (standing === "changed" || standing === "gone") what = say(`receipt-line-${standing}`);
  else if (receipt.proof === "size") what = say("receipt-line-size");
  else if (receipt.proof === null) what = say("receipt-line-unproven");
  const way = say(receipt.direction === "upload" ? "receipt-sent" : "receipt-received");
  return say("receipt-line", { time: clock(receipt.at, locale), way, what });
}

/** What a receipt rests on. */
export function howWords(receipt: ReceiptView): string {
  const seal = sealOf(receipt);
  if (seal) return say("receipt-how-fingerprint", { algorithm: seal.algorithm });
  if (receipt.proof === "archive") return say("receipt-how-archive");
  return say(receipt.proof === "size" ? "receipt-how-size" : "receipt-how-none");
}

const found = { same: "same", changed: "changed", gone: "gone", sameSize: "same-size" } as const;

function copyWords(copy: CopyView, end: "here" | "there"): string {
  const read = end === "there" && copy.found === "same" && copy.means === "readBack";
  return say(`receipt-${end}-${found[copy.found]}${read ? "-read" : ""}`);
}

/** What one look at the copies found, the one at the site first. */
export function checkWords(check: ReceiptCheckView): string {
  return [check.there ? copyWords(check.there, "there") : "", check.here ? copyWords(check.here, "here") : ""]
    .filter(Boolean)
    .join(" ");
}
