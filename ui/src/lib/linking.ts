import type { EntryKind } from "../host/wire/EntryKind";
import type { LinkRights } from "../host/wire/LinkRights";

/** What whoever has a link may do, as one choice. */
export type Allowed = "read" | "add" | "edit" | "drop" | "other";

const rights: Record<Exclude<Allowed, "other">, LinkRights> = {
  read: { list: true, read: true, write: false, remove: false },
  add: { list: true, read: true, write: true, remove: false },
  edit: { list: true, read: true, write: true, remove: true },
  drop: { list: false, read: false, write: true, remove: false },
};

export function rightsOf(allowed: Exclude<Allowed, "other">): LinkRights {
  return rights[allowed];
}

export function allowedOf(given: LinkRights): Allowed {
  const keys = ["list", "read", "write", "remove"] as const;
  const found = Object.entries(rights).find(([, one]) => keys.every((key) => one[key] === given[key]));
  return (found?.[0] ?? "other") as Allowed;
}

/** The choices for an entry: a file can only be read, a folder takes things too. */
export function choicesFor(kind: EntryKind): Exclude<Allowed, "other">[] {
  return kind === "folder" ? ["read", "add", "edit", "drop"] : ["read"];
}

/** Days until a new link ends; the first is what is offered. */
export const endings = [14, 1, 7, 30, 90] as const;

/** How often a new link may be opened. */
export const limits = [1, 5, 20, 100] as const;

export const dayMs = 24 * 60 * 60_000;
