import type { EntryView } from "../host/wire/EntryView";
import { ending } from "./names";

/** How much of a name is chosen when it is to be changed: all but the ending of a file. */
export function stemLength({ name, kind }: Pick<EntryView, "name" | "kind">): number {
  const end = kind === "folder" ? "" : ending(name);
  return end === "" ? name.length : name.length - end.length - 1;
}

/** Why this can be no name anywhere, as the name of a sentence; null when only SmartFile knows. */
export function nameProblem(name: string): string | null {
  if (name === "") return "name-empty";
  if (name.includes("/")) return "name-slash";
  if (name === "." || name === "..") return "name-dots";
  if (new TextEncoder().encode(name).length > 255) return "name-long";
  return null;
}
