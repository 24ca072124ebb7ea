import type { EntryView } from "../host/wire/EntryView";
import type { Rows } from "./rows";
import type { Table } from "./table";

/**
 * What is chosen in a list, and where the keyboard is. A mark lies at the index of each chosen entry of a table, so
 * that another order or a search changes nothing, and a hundred thousand are chosen as fast as one. It does not
 * change; each step makes a new one.
 */
export type Selection = {
  /** 1 at the index of each chosen entry; the table may be longer by now. */
  readonly marks: Uint8Array;
  readonly count: number;
  /** Path of the entry the keys are on; it need not be chosen. */
  readonly lead: string | null;
  /** Path of the entry where a range begins that Shift makes longer or shorter. */
  readonly anchor: string | null;
};

export const nothing: Selection = { marks: new Uint8Array(0), count: 0, lead: null, anchor: null };

export function isChosen(selection: Selection, index: number): boolean {
  return selection.marks[index] === 1;
}

/**
 * The indexes of what is chosen, in their order. From one to the next it is looked for by the engine itself, so that a
 * few among a hundred thousand are found at once.
 */
export function* chosenIndexes({ marks }: Pick<Selection, "marks">): Generator<number> {
  for (let index = marks.indexOf(1); index >= 0;) {
    yield index;
    index = marks[index + 1] === 1 ? index + 1 : marks.indexOf(1, index + 1);
  }
}

function marked(table: Table, before: Uint8Array, mark: (marks: Uint8Array) => void) {
  const marks = new Uint8Array(table.length);
  marks.set(before);
  mark(marks);
  let count = 0;
  for (let index = 0; index < marks.length; index += 1) count += marks[index] as number;
  return { marks, count };
}

/** Only this one. */
export function only(table: Table, path: string): Selection {
  return { ...chosenAmong(table, [path]), lead: path, anchor: path };
}

/** The keys go to this one, and what is chosen stays. */
export function leadTo(selection: Selection, path: string): Selection {
  return { ...selection, lead: path, anchor: selection.anchor ?? path };
}

/** This one too, or no longer. */
export function toggled(selection: Selection, table: Table, path: string): Selection {
  const index = table.indexOf(path);
  const marks = new Uint8Array(table.length);
  marks.set(selection.marks);
  if (index < 0) return { ...selection, marks, lead: path, anchor: path };
  marks[index] = marks[index] === 1 ? 0 : 1;
  const count = selection.count + (marks[index] === 1 ? 1 : -1);
  return { marks, count, lead: path, anchor: path };
}

/** From where the range begins to here; with `more`, what was chosen before stays chosen. */
export function extended(selection: Selection, rows: Rows, path: string, more = false): Selection {
  const to = rows.positionOf(path);
  const begin = [selection.anchor, selection.lead].find((from) => rows.positionOf(from) >= 0) ?? path;
  const from = rows.positionOf(begin);
  const next = marked(rows.table, more ? selection.marks : nothing.marks, (marks) => {
    for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) {
      const index = rows.indexAt(at);
      if (index >= 0) marks[index] = 1;
    }
  });
  return { ...next, lead: path, anchor: begin };
}

/** Every row, and what is chosen outside of the rows stays chosen. */
export function everything(selection: Selection, rows: Rows): Selection {
  const next = marked(rows.table, selection.marks, (marks) => {
    for (let at = 0; at < rows.length; at += 1) marks[rows.indexAt(at)] = 1;
  });
  return { ...selection, ...next };
}

/** Nothing chosen; the keys stay where they are. */
export function cleared({ lead }: Selection): Selection {
  return { ...nothing, lead, anchor: lead };
}

/** The paths of what is chosen. */
export function chosenPaths(selection: Selection, table: Table): string[] {
  const paths: string[] = [];
  for (const index of chosenIndexes(selection)) {
    const entry = table.entries[index];
    if (entry) paths.push(entry.path);
  }
  return paths;
}

/** The chosen entries in the order of the rows; those that are not among the rows come last. */
export function chosenEntries(selection: Selection, rows: Rows): EntryView[] {
  const { entries } = rows.table;
  const { marks, count } = selection;
  const indexes: number[] = [];
  if (count === 1) indexes.push(marks.indexOf(1));
  else if (count > 0) {
    for (let at = 0; at < rows.length && indexes.length < count; at += 1) {
      const index = rows.indexAt(at);
      if (marks[index] === 1) indexes.push(index);
    }
    if (indexes.length < count) {
      for (const index of chosenIndexes(selection)) if (!rows.has(index)) indexes.push(index);
    }
  }
  return indexes.flatMap((index) => entries[index] ?? []);
}

/** Those of the paths that are in the table. */
export function chosenAmong(table: Table, paths: Iterable<string>): Pick<Selection, "marks" | "count"> {
  const marks = new Uint8Array(table.length);
  let count = 0;
  for (const path of paths) {
    const index = table.indexOf(path);
    if (index < 0 || marks[index] === 1) continue;
    marks[index] = 1;
    count += 1;
  }
  return { marks, count };
}

/** What is still there after the list was read again: the entries with the same paths. */
export function surviving(selection: Selection, before: Table, now: Table): Selection {
  const keep = (path: string | null) => (path !== null && now.indexOf(path) >= 0 ? path : null);
  return {
    ...chosenAmong(now, chosenPaths(selection, before)),
    lead: keep(selection.lead),
    anchor: keep(selection.anchor),
  };
}
