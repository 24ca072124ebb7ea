import { ending } from "./names";

const letters =
  typeof Intl !== "undefined" && "Segmenter" in Intl
    ? new Intl.Segmenter(undefined, { granularity: "grapheme" })
    : null;

/** What a person counts as one letter, so that a flag or an accent is never cut in two. */
function split(text: string): string[] {
  return letters ? Array.from(letters.segment(text), (part) => part.segment) : Array.from(text);
}

/** The end that must stay: the ending and a few letters before it ("… F.dwg"). */
function tailLength(all: string[], name: string): number {
  const kind = ending(name);
  const kept = kind.length > 0 && kind.length <= 8 ? split(kind).length + 1 : 0;
  return Math.min(kept + 3, Math.floor(all.length / 2));
}

/** Shortened in the middle until it fits the width; the same text when it fits already. */
export function shorten(name: string, width: number, measure: (text: string) => number): string {
  if (name.length <= 400 && measure(name) <= width) return name;
  const all = split(name.length > 2000 ? name.slice(0, 1000) + name.slice(-1000) : name);
  const tail = all.slice(all.length - tailLength(all, name)).join("");
  let low = 1;
  let high = all.length - tailLength(all, name) - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = measure(`${all.slice(0, middle).join("").trimEnd()}…${tail}`) <= width;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return `${all.slice(0, Math.max(1, low)).join("").trimEnd()}…${tail}`;
}

/** Measures with a canvas, once per text; where there is no canvas, by an honest guess. */
export function ruler(font: string): (text: string) => number {
  const context = document.createElement("canvas").getContext?.("2d") ?? null;
  if (!context) return (text) => text.length * 7;
  context.font = font;
  const known = new Map<string, number>();
  return (text) => {
    let width = known.get(text);
    if (width === undefined) {
      width = context.measureText(text).width;
      if (known.size > 5000) known.clear();
      known.set(text, width);
    }
    return width;
  };
}
