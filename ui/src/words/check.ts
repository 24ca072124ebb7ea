import type { CheckFinding } from "../host/wire/CheckFinding";
import { bytes } from "../lib/bytes";
import { locale, say, sayPart, type WordArgs } from "./words";

/** The words of a result: in its row, and what happened and what to do where something is to be done. */
export type FindingWords = { row: string; title: string; detail: string };

function amount({ minutes, bytes: free }: CheckFinding): string {
  if (free !== null) return bytes(free, locale);
  const off = minutes ?? 0;
  if (off < 120) return say("check-minutes", { count: off });
  if (off < 48 * 60) return say("check-hours", { count: Math.floor(off / 60) });
  return say("check-days", { count: Math.floor(off / (24 * 60)) });
}

export function findingWords(finding: CheckFinding): FindingWords {
  const id =
    finding.found === "running" ? "check-standing-running" : `check-${finding.found.replaceAll("_", "-")}`;
  const args: WordArgs = { host: finding.host ?? say("fallback-site"), amount: amount(finding) };
  return { row: say(id, args), title: sayPart(id, "title", args), detail: sayPart(id, "detail", args) };
}
