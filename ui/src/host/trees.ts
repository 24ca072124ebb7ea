import type { ContentsItemView } from "./wire/ContentsItemView";
import type { ContentsView } from "./wire/ContentsView";
import { problem, transfer, type World } from "./worlds";

/** What is in a folder on its way. */
export function contents(changes: Partial<ContentsView> = {}): ContentsView {
  return {
    files: 112,
    folders: 9,
    waiting: 0,
    done: 112,
    byFingerprint: 112,
    bySize: 0,
    needsYou: 0,
    failed: 0,
    leftOut: 0,
    renamed: 0,
    scanning: false,
    ...changes,
  };
}

export function item(
  number: number,
  path: string,
  changes: Partial<ContentsItemView> = {},
): ContentsItemView {
  return {
    number,
    kind: "file",
    path,
    renamed: null,
    size: 48_000,
    standing: "waiting",
    problem: null,
    leftOut: null,
    transfer: null,
    ...changes,
  };
}

function taken(number: number, path: string): ContentsItemView {
  return item(number, path, { standing: "needsYou", problem: problem("name_taken") });
}

/** Whole folders at every point of their way. */
export function folderTransfers(): Partial<World> {
  const tree = { size: 1_900_000_000, folder: "/Projects/Rowan Street Library", rate: null };
  return {
    transfers: [
      transfer({
        ...tree,
        id: "f1",
        name: "05 Planning",
        phase: "needsYou",
        contents: contents({ done: 108, needsYou: 3, failed: 1, leftOut: 2, renamed: 1 }),
        problem: problem("name_taken"),
      }),
      transfer({
        ...tree,
        id: "f2",
        name: "02 Drawings",
        phase: "needsYou",
        contents: contents({ files: 0, done: 0, byFingerprint: 0 }),
        problem: problem("name_taken"),
      }),
      transfer({
        ...tree,
        id: "f3",
        name: "Site photos, March",
        phase: "moving",
        moved: 1_200_000_000,
        rate: 4_000_000,
        contents: contents({ done: 71, byFingerprint: 71, waiting: 41 }),
      }),
      transfer({
        ...tree,
        id: "f4",
        name: "Consultants",
        phase: "moving",
        moved: 9_000_000,
        contents: contents({ files: 2400, done: 18, byFingerprint: 18, waiting: 2382, scanning: true }),
      }),
      transfer({
        ...tree,
        id: "f5",
        name: "Tender",
        phase: "paused",
        direction: "download",
        contents: contents({ done: 40, byFingerprint: 40, waiting: 72 }),
      }),
      transfer({ ...tree, id: "f6", name: "Minutes", phase: "done", contents: contents({ leftOut: 2 }) }),
    ],
    items: {
      f1: [
        taken(1, "Application/Cover letter.docx"),
        taken(2, "Application/Site plan, revision D.pdf"),
        taken(3, "Neighbours/List.xlsx"),
        item(4, "Application/Model.ifc", { standing: "failed", problem: problem("file_unreadable") }),
        item(5, "Shortcut to server", { standing: "leftOut", leftOut: "link", size: null }),
        item(6, ".lock", { standing: "leftOut", leftOut: "special", size: null }),
        item(7, "Drawings/A:101.dwg", { standing: "done", renamed: "A_101.dwg" }),
      ],
    },
  };
}
