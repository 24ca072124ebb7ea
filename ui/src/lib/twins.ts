/**
 * A name with others beside it that some computers cannot tell from it: they differ in capitals alone ("case"), or
 * look the same to the letter and are only stored another way ("form"). On SmartFile each is a file of its own.
 */
export type Twin = {
  how: "case" | "form";
  /** Which of them this one is, from 1, in an order that stays. */
  nth: number;
  of: number;
};

/** What a file system that ignores case and the form of accents would keep under one name. */
export function twinKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** The twin that a name is among other names; null when none of them is like it. */
export function twinAmong(name: string, others: readonly string[]): Twin | null {
  const key = twinKey(name);
  const same = others.filter((other) => twinKey(other) === key);
  if (same.length === 0) return null;
  const form = same.some((other) => other.normalize("NFC") === name.normalize("NFC"));
  return {
    how: form ? "form" : "case",
    nth: 1 + same.filter((other) => other < name).length,
    of: 1 + same.length,
  };
}
