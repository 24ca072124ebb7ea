import type { EntryView } from "../host/wire/EntryView";
import { bytes } from "../lib/bytes";
import { kindOf, type Kind } from "../lib/kind";
import { visible } from "../lib/names";
import { shorten } from "../lib/shorten";
import type { Twin } from "../lib/twins";
import { changedWords } from "../lib/when";
import { kindWords, locale, placeWords, say } from "./words";

/** What stands in a row or on a tile about its entry, whatever the row is at the moment. */
export type RowWords = {
  kind: Kind;
  /** The name as it may be shown, and as much of it as there is room for. */
  full: string;
  shown: string;
  twin: Twin | null;
  kindName: string;
  size: string;
  changed: string;
  /** The folder a search found it in, and the whole way there; empty when it is in the folder shown. */
  place: string;
  fullPlace: string;
  /** What the button with the dots is called. */
  more: string;
  /** The second line where there are no columns. */
  under: string;
};

/** How a list shows its entries: how much room a name has, and what the names beside it are. */
export type RowRoom = {
  now: number;
  /** A search found them: their places are told. */
  found: boolean;
  /** Pixels for this name; 0 while that is not known. */
  nameWidth: (entry: EntryView, twin: Twin | null) => number;
  measure: (text: string) => number;
  twin: (path: string) => Twin | null;
};

export function rowWords(entry: EntryView, room: RowRoom): RowWords {
  const kind = kindOf(entry);
  const full = visible(entry.name);
  const twin = room.twin(entry.path);
  const width = room.nameWidth(entry, twin);
  const fullPlace = room.found ? placeWords(entry.path) : "";
  const place = fullPlace.split(" › ").at(-1) ?? "";
  const changed = entry.changed === null ? "" : changedWords(entry.changed, room.now, locale, say);
  const size = sizeWords(entry);
  return {
    kind,
    full,
    shown: width > 0 ? shorten(full, width, room.measure) : full,
    twin,
    kindName: kindWords(kind),
    size,
    changed,
    place,
    fullPlace,
    more: say("files-more", { name: entry.name }),
    under: [place, size, changed].filter(Boolean).join(", "),
  };
}

function sizeWords(entry: EntryView): string {
  if (entry.kind === "folder") return entry.items === null ? "" : say("files-items", { count: entry.items });
  return entry.size === null ? "" : bytes(entry.size, locale);
}
