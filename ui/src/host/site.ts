import type { EntryView } from "./wire/EntryView";

/** The folder something lies in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function joined(folder: string, name: string): string {
  return `${folder === "/" ? "" : folder}/${name}`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(joined(folder, ""));
}

/** The files of a fake site, as a tree that can be changed. */
export class FakeSite {
  readonly folders: Map<string, EntryView[]>;

  constructor(folders: Map<string, EntryView[]>) {
    this.folders = folders;
  }

  find(path: string): EntryView | undefined {
    return this.folders.get(folderOf(path))?.find((known) => known.path === path);
  }

  isFolder(path: string): boolean {
    return path === "/" || this.find(path)?.kind === "folder";
  }

  put(entry: EntryView): void {
    const folder = folderOf(entry.path);
    const others = (this.folders.get(folder) ?? []).filter((known) => known.path !== entry.path);
    this.folders.set(folder, [...others, entry]);
    if (entry.kind === "folder" && !this.folders.has(entry.path)) this.folders.set(entry.path, []);
  }

  /** Takes an entry away with everything in it; answers what was there. */
  take(path: string): { entry: EntryView; within: [string, EntryView[]][] } | null {
    const entry = this.find(path);
    if (!entry) return null;
    const within = [...this.folders].filter(([folder]) => isWithin(folder, path));
    for (const [folder] of within) this.folders.delete(folder);
    const folder = folderOf(path);
    this.folders.set(
      folder,
      (this.folders.get(folder) ?? []).filter((known) => known.path !== path),
    );
    return { entry, within };
  }

  /** Puts a whole entry, with everything in it, at another path. */
  plant(taken: { entry: EntryView; within: [string, EntryView[]][] }, to: string): void {
    const from = taken.entry.path;
    const moved = (path: string) => to + path.slice(from.length);
    for (const [folder, entries] of taken.within)
      this.folders.set(
        moved(folder),
        entries.map((entry) => ({ ...entry, path: moved(entry.path) })),
      );
    this.put({ ...taken.entry, path: to, name: nameOf(to) });
  }

  copy(path: string): { entry: EntryView; within: [string, EntryView[]][] } | null {
    const entry = this.find(path);
    if (!entry) return null;
    return { entry, within: [...this.folders].filter(([folder]) => isWithin(folder, path)) };
  }

  /** Everything at a path and below it. */
  below(path: string): EntryView[] {
    const own = this.find(path);
    const inside = [...this.folders].filter(([folder]) => isWithin(folder, path));
    return [...(own ? [own] : []), ...inside.flatMap(([, entries]) => entries)];
  }

  /** The first of `name (2)`, `name (3)` … that is free. */
  freeName(folder: string, name: string): string {
    const dot = name.lastIndexOf(".");
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
    for (let number = 2; ; number += 1) {
      const other = `${stem} (${number})${ending}`;
      if (!this.find(joined(folder, other))) return other;
    }
  }
}

export { isWithin };
