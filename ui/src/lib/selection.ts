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

function marked(table: Table, before: Uint8Array, mark: (marks: Uint8Array) => void) {
  const marks = new Uint8Array(table.length);
  marks.set(before);
  mark(marks);
  let count = 0;
  for (const one of marks) count += one;
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
  const next = marked(table, selection.marks, (marks) => {
    if (index >= 0) marks[index] = marks[index] === 1 ? 0 : 1;
  });
  return { ...next, lead: path, anchor: path };
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
export function chosenPaths({ marks }: Selection, table: Table): string[] {
  const paths: string[] = [];
  for (let index = 0; index < marks.length; index += 1) {
    const entry = marks[index] === 1 ? table.entries[index] : undefined;
    if (entry) paths.push(entry.path);
  }
  return paths;
}

/** Those of the paths that are in the table. */
export function chosenAmong(table: Table, paths: Iterable<string>): Pick<Selection, "marks" | "count"> {
  return marked(table, nothing.marks, (marks) => {
    for (const path of paths) {
      const index = table.indexOf(path);
      if (index >= 0) marks[index] = 1;
    }
  });
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
