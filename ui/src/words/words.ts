import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import check from "../../locales/en/check.ftl?raw";
import errors from "../../locales/en/errors.ftl?raw";
import receipts from "../../locales/en/receipts.ftl?raw";
import screens from "../../locales/en/screens.ftl?raw";
import type { UiError } from "../host/wire/UiError";
import type { Kind } from "../lib/kind";
import { crumbs, lastPart, visible } from "../lib/names";

/** Dates and numbers follow the person's own English; the words are English either way. */
export const locale =
  typeof navigator !== "undefined" && navigator.language.startsWith("en") ? navigator.language : "en-GB";

const bundle = new FluentBundle(locale, { useIsolating: false });
for (const text of [screens, errors, check, receipts]) {
  const [broken] = bundle.addResource(new FluentResource(text));
  if (broken) throw broken;
}

export type WordArgs = Record<string, string | number>;

/** Stands where a component sets a part of the sentence itself, for example in bold. */
const slot = "\uE000";
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** Text from outside is inert: marks for what could not be seen, and no pull on the words around it. */
function inert(value: string | number): FluentVariable {
  if (typeof value === "number" || value === slot) return value;
  const shown = visible(value);
  return rightToLeft.test(shown) ? `\u2068${shown}\u2069` : shown;
}

function format(pattern: Parameters<FluentBundle["formatPattern"]>[0], args: WordArgs): string {
  const safe: Record<string, FluentVariable> = {};
  for (const [key, value] of Object.entries(args)) safe[key] = inert(value);
  return bundle.formatPattern(pattern, safe, []);
}

export function knows(id: string): boolean {
  return Boolean(bundle.getMessage(id)?.value);
}

/** What takes no value is worked out once: a list says the same words in each row. */
const said = new Map<string, string>();

/** The sentence with this name. An unknown name shows itself, so that a gap is seen at once. */
export function say(id: string, args?: WordArgs): string {
  if (args) return sayWith(id, args);
  const words = said.get(id) ?? sayWith(id, {});
  said.set(id, words);
  return words;
}

function sayWith(id: string, args: WordArgs): string {
  const message = bundle.getMessage(id);
  return message?.value ? format(message.value, args) : id;
}

/** An attribute of a sentence; empty when there is none. */
export function sayPart(id: string, attribute: string, args: WordArgs = {}): string {
  const pattern = bundle.getMessage(id)?.attributes[attribute];
  return pattern ? format(pattern, args) : "";
}

/** The sentence cut in two around one value, for a component that sets the value itself. */
export function sayAround(id: string, name: string, args: WordArgs = {}): [string, string] {
  const [before = "", after = ""] = say(id, { ...args, [name]: slot }).split(slot);
  return [before, after];
}

/** Where an entry lies, from the top on: "Projects › Harbour Baths". */
export function placeWords(path: string): string {
  const folders = crumbs(path).slice(0, -1);
  return folders.length === 0 ? say("files-root") : folders.map(({ name }) => visible(name)).join(" › ");
}

/** The folder with this path, as it is called in a sentence. */
export function folderWords(path: string): string {
  return path === "/" ? say("files-root") : lastPart(path);
}

/** What a kind of file is called. */
export function kindWords(kind: Kind): string {
  return say(`kind-name-${kind}`);
}

export type ProblemWords = { title: string; detail: string; action: string };

export function errorKey(code: string): string {
  return `error-${code.replaceAll("_", "-")}`;
}

/** Title, whether the files are safe, and the label of the one button. */
export function problemWords(problem: UiError): ProblemWords {
  const key = errorKey(problem.code);
  const message = bundle.getMessage(knows(key) ? key : "error-internal");
  const args: WordArgs = {
    name: say("fallback-name"),
    site: say("fallback-site"),
    seconds: 0,
    said: "none",
    reason: "other",
  };
  for (const [name, value] of Object.entries(problem.args)) {
    if (typeof value === "number" || (typeof value === "string" && value !== "")) args[name] = value;
  }
  const part = (name: string) => {
    const pattern = message?.attributes[name];
    return pattern ? format(pattern, args) : "";
  };
  const title = message?.value ? format(message.value, args) : "";
  return {
    // A stand-in that begins the sentence takes a capital; a real name stays as it is written.
    title: title.startsWith(say("fallback-name")) ? title.charAt(0).toUpperCase() + title.slice(1) : title,
    detail: part("detail"),
    action: part("action"),
  };
}
