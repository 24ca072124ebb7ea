/** Short names of the characters that steer the direction of text or take no room at all. */
const steering = new Map<number, string>([
  [0x00ad, "SHY"],
  [0x061c, "ALM"],
  [0x200b, "ZWSP"],
  [0x200e, "LRM"],
  [0x200f, "RLM"],
  [0x2028, "LS"],
  [0x2029, "PS"],
  [0x202a, "LRE"],
  [0x202b, "RLE"],
  [0x202c, "PDF"],
  [0x202d, "LRO"],
  [0x202e, "RLO"],
  [0x2060, "WJ"],
  [0x2066, "LRI"],
  [0x2067, "RLI"],
  [0x2068, "FSI"],
  [0x2069, "PDI"],
  [0xfeff, "BOM"],
]);

/**
 * A name as it may be shown: what cannot be seen gets a visible mark, so that "invoice‹RLO›fdp.exe" cannot
 * pass for a PDF. Joiners stay, because some scripts and emoji need them.
 */
export function visible(name: string): string {
  let shown = "";
  for (const letter of name) {
    const code = letter.codePointAt(0) ?? 0;
    const steer = steering.get(code);
    if (steer) shown += `‹${steer}›`;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) shown += `‹${control(code)}›`;
    else if (code >= 0xd800 && code <= 0xdfff) shown += "\uFFFD";
    else if (code >= 0xe0000 && code <= 0xe007f) shown += "‹TAG›";
    else if (code === 0xe000) shown += "\uFFFD";
    else shown += letter;
  }
  return shown;
}

const controls = new Map([
  [0x00, "NUL"],
  [0x07, "BEL"],
  [0x08, "BS"],
  [0x09, "TAB"],
  [0x0a, "LF"],
  [0x0d, "CR"],
  [0x1b, "ESC"],
  [0x7f, "DEL"],
]);

function control(code: number): string {
  return controls.get(code) ?? code.toString(16).toUpperCase().padStart(2, "0");
}

/** One or two letters for the round picture of an account. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s.@_-]+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (!first) return "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (firstLetter(first) + (last ? firstLetter(last) : "")).toUpperCase();
}

function firstLetter(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 0x3f);
}

/** The ending of a name, lower case and without its dot; "" when there is none. */
export function ending(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1).toLowerCase() : "";
}

export function parentOf(path: string): string | null {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return null;
  return trimmed.slice(0, trimmed.lastIndexOf("/")) || "/";
}

export function lastPart(path: string): string {
  return path.replace(/\/+$/, "").split("/").pop() ?? "";
}

/** The path of this name in a folder. */
export function joined(folder: string, name: string): string {
  return `${folder === "/" ? "" : folder}/${name}`;
}

export type Crumb = { name: string; path: string };

/** The folders from below the root down to this one. */
export function crumbs(path: string): Crumb[] {
  let walked = "";
  return path
    .split("/")
    .filter(Boolean)
    .map((name) => ({ name, path: (walked += `/${name}`) }));
}
