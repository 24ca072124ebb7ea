import type { EntryView } from "../host/wire/EntryView";
import { ending } from "./names";

export type Kind = "folder" | "pdf" | "sheet" | "doc" | "image" | "video" | "drawing" | "archive" | "other";

const endings: Record<Exclude<Kind, "folder" | "other">, string> = {
  pdf: "pdf",
  sheet: "xls xlsx xlsm ods csv tsv numbers",
  doc: "doc docx odt rtf txt md pages log ppt pptx odp key",
  image: "jpg jpeg png gif webp heic tif tiff bmp svg raw cr2 nef",
  video: "mp4 mov avi mkv webm m4v mp3 wav flac m4a aac ogg",
  drawing: "dwg dxf dgn skp rvt ifc 3dm step stp stl ai psd indd",
  archive: "zip rar 7z tar gz tgz bz2 xz iso",
};

/** In the order of their English words, in which the column of kinds is sorted. */
export const kinds: readonly Kind[] = [
  "archive",
  "doc",
  "drawing",
  "other",
  "video",
  "folder",
  "pdf",
  "image",
  "sheet",
];

const known = new Map<string, Kind>();
for (const [kind, list] of Object.entries(endings)) {
  for (const name of list.split(" ")) known.set(name, kind as Kind);
}

/** By the ending of the name only; a file is never opened to find out. */
export function kindOf(entry: Pick<EntryView, "kind" | "name">): Kind {
  if (entry.kind === "folder") return "folder";
  return known.get(ending(entry.name)) ?? (entry.kind === "archive" ? "archive" : "other");
}
