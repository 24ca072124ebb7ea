import type { EntryView } from "./wire/EntryView";

const day = 24 * 60 * 60_000;

export function file(folder: string, name: string, size: number, changed: number | null): EntryView {
  return {
    name,
    path: `${folder === "/" ? "" : folder}/${name}`,
    kind: "file",
    size,
    items: null,
    changed,
    mime: null,
    mayWrite: true,
    mayRead: true,
    mayRemove: true,
  };
}

export function folder(
  parent: string,
  name: string,
  items: number | null,
  changed: number | null,
): EntryView {
  return { ...file(parent, name, 0, changed), kind: "folder", size: null, items };
}

export function photos(parent: string, count: number): EntryView[] {
  return Array.from({ length: count }, (_, at) =>
    file(parent, `IMG_${at + 1}.jpg`, 2e6 + at * 1234, Date.now() - at * day * 0.1),
  );
}

/** The same numbers each time, in no order that anyone would see. */
function scatter(at: number, below: number): number {
  return (Math.imul(at + 1, 2_654_435_761) >>> 0) % below;
}

const crowdNames = ["IMG_", "Scan ", "Plan, revision ", "Letter to the planning office ", "Élévation "];
const crowdEndings = [".jpg", ".pdf", ".dwg", ".docx", ".xlsx", ".zip", ".mp4", ".bin"];

/** A folder with more in it than anyone should keep there, in the order of nothing. */
export function crowd(parent: string, count: number): EntryView[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => {
    const number = scatter(at, 1_000_000);
    const changed = number % 97 === 0 ? null : now - scatter(at + 7, 4000) * day * 0.3;
    if (at % 50 === 0) return folder(parent, `Batch ${number}, box ${at}`, number % 400, changed);
    const name = `${crowdNames[at % crowdNames.length]}${number}-${at}${crowdEndings[number % crowdEndings.length]}`;
    return file(parent, name, scatter(at + 3, 40_000_000), changed);
  });
}

/** Names that hide, pretend, quarrel with each other, or are as long as a name can be. */
export function strange(parent: string): EntryView[] {
  const now = Date.now();
  return [
    "invoice\u202Efdp.exe",
    "<img src=x onerror=alert(1)>.html",
    "tab\there, bell\u0007, new\nline.txt",
    "تقرير المشروع النهائي.pdf",
    "דוח סופי 2026.docx",
    `${"Very long name with many words in it ".repeat(6)}and its end, rev. F.dwg`,
    `${"Länge".repeat(40)} ends.pdf`,
    "👩‍👩‍👧‍👦 family 🏳️‍🌈 flags.png",
    "   three spaces before.txt",
    "Read me.txt",
    "READ ME.txt",
    "Caf\u00E9 menu.pdf",
    "Cafe\u0301 menu.pdf",
    "100% #1 & more?.txt",
    "%2e%2e%2f.txt",
    "CON.txt",
    "ends with a dot.",
    "zero\u200Bwidth.txt",
    "NUL:stream.txt",
  ].map((name) => file(parent, name, 1200, now));
}
