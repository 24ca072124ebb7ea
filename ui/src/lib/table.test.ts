import { expect, test } from "vitest";
import { dice, seed, type Dice } from "../../tests/random";
import { file, folder } from "../host/worlds";
import type { EntryView } from "../host/wire/EntryView";
import { fold } from "./fold";
import { kindOf, kinds } from "./kind";
import { natural, type Column, type Direction } from "./order";
import { Table } from "./table";

const columns = ["name", "changed", "size", "kind"] as const;
const directions = ["ascending", "descending"] as const;

function tableOf(entries: EntryView[]): Table {
  const table = new Table();
  table.add(entries);
  return table;
}

const mixed = [
  file("/", "b.txt", 5, 20),
  folder("/", "Zoo", 3, 5),
  file("/", "a.txt", 9, null),
  folder("/", "apes", 7, 50),
  file("/", "c.txt", 1, 10),
];

test("folders stand first whichever column is sorted, and whichever way", () => {
  for (const column of columns) {
    for (const direction of directions) {
      const rows = tableOf(mixed).rows(column, direction);
      const found = [0, 1, 2, 3, 4].map((at) => rows.at(at)?.kind);
      expect(found).toEqual(["folder", "folder", "file", "file", "file"]);
    }
  }
});

test("by name, small and capital letters mix", () => {
  expect(tableOf(mixed).rows().names()).toEqual(["apes", "Zoo", "a.txt", "b.txt", "c.txt"]);
});

test("entries without a date stay last in both directions", () => {
  for (const direction of directions)
    expect(tableOf(mixed).rows("changed", direction).names().at(-1)).toBe("a.txt");
});

test("a path that comes twice stays once, as it came first", () => {
  const table = tableOf([file("/", "a", 1, 1)]);
  table.add([file("/", "b", 2, 2), file("/", "a", 9, 9)]);
  expect(table.rows().names()).toEqual(["a", "b"]);
  expect(table.rows().at(0)?.size).toBe(1);
});

/** The plain way, which would hold up the screen. */
function byComparing(entries: EntryView[], column: Column, direction: Direction): EntryView[] {
  const sign = direction === "ascending" ? 1 : -1;
  const value = (entry: EntryView) => {
    if (column === "changed") return entry.changed;
    if (column === "kind") return kinds.indexOf(kindOf(entry));
    return entry.kind === "folder" ? entry.items : entry.size;
  };
  return [...entries].sort((a, b) => {
    const folders = Number(b.kind === "folder") - Number(a.kind === "folder");
    if (folders !== 0) return folders;
    if (column === "name") return sign * natural(a.name, b.name);
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) return sign * (left - right);
    return natural(a.name, b.name);
  });
}

function someEntry({ below, pick }: Dice): EntryView {
  const stem = pick(["Plan", "plan", "PLAN", "Café", "Cafe\u0301", "a\u202Eb", "10", "2", "é", "Ω", "名"]);
  const name = `${stem} ${below(40)}${pick([".pdf", ".dwg", ".ZIP", "", ".", ".unknown"])}`;
  const changed = pick([null, 0, -5, 1000, below(1e12)]);
  if (below(4) === 0) return folder("/", name, pick([null, below(5)]), changed);
  return { ...file("/", name, 0, changed), size: pick([null, 0, below(10), below(1e13)]) };
}

test("pages that arrive in any number and order give the order that sorting everything at once gives", () => {
  const chance = dice();
  for (let round = 0; round < 60; round += 1) {
    const known = new Map<string, EntryView>();
    const table = new Table();
    for (let page = chance.below(8); page >= 0; page -= 1) {
      const arrived = Array.from({ length: chance.below(40) }, () => someEntry(chance));
      for (const entry of arrived) if (!known.has(entry.path)) known.set(entry.path, entry);
      table.add(arrived);
    }
    const entries = [...known.values()];
    for (const column of columns) {
      for (const direction of directions) {
        const expected = byComparing(entries, column, direction).map((entry) => entry.path);
        const rows = table.rows(column, direction);
        const paths = expected.map((_, at) => rows.at(at)?.path);
        expect(paths, `SEED=${seed}, round ${round}, ${column} ${direction}`).toEqual(expected);
        expect(rows.length).toBe(expected.length);
        expect(expected.map((path) => rows.positionOf(path))).toEqual(expected.map((_, at) => at));
      }
    }
  }
});

test("a search finds every name that holds all its words, in the order that is shown, and no other", () => {
  const chance = dice();
  for (let round = 0; round < 100; round += 1) {
    const table = tableOf(Array.from({ length: 60 }, () => someEntry(chance)));
    const search = chance.pick(["plan", "PLAN 1", "cafe", "1 plan", "é", "  ", "zzz", ".pdf 3", "ab"]);
    const words = fold(search).split(" ").filter(Boolean);
    const all = table.rows("size", "descending");
    const expected = all.names().filter((name) => words.every((word) => fold(name).includes(word)));
    const found = table.rows("size", "descending", search);
    expect(found.names(), `SEED=${seed}, round ${round}, "${search}"`).toEqual(expected);
  }
});

test("what the search leaves out has no position", () => {
  const rows = tableOf(mixed).rows("name", "ascending", "txt");
  expect(rows.positionOf("/Zoo")).toBe(-1);
  expect(rows.positionOf("/a.txt")).toBe(0);
  expect(rows.positionOf("/not here")).toBe(-1);
  expect(rows.positionOf(null)).toBe(-1);
});

test("rows stay as they were when more arrives", () => {
  const table = tableOf([file("/", "b", 1, 1)]);
  const before = table.rows();
  table.add([file("/", "a", 1, 1)]);
  expect(before.names()).toEqual(["b"]);
  expect(before.positionOf("/a")).toBe(-1);
});

/** B36, B37: names that some computers cannot tell apart are shown as what they are, with a hint. */
test("names that differ in capitals, or in how accents are stored, are told to be twins", () => {
  const table = tableOf([
    file("/", "Read me.txt", 1, 1),
    file("/", "READ ME.txt", 1, 1),
    folder("/", "read me.txt", 1, 1),
    file("/", "Caf\u00E9.pdf", 1, 1),
    file("/", "Cafe\u0301.pdf", 1, 1),
    file("/", "Cafe.pdf", 1, 1),
    file("/", "alone.txt", 1, 1),
  ]);
  expect(table.length).toBe(7);
  expect(table.twin("/READ ME.txt")).toEqual({ how: "case", nth: 1, of: 3 });
  expect(table.twin("/read me.txt")).toEqual({ how: "case", nth: 3, of: 3 });
  expect(table.twin("/Cafe\u0301.pdf")).toEqual({ how: "form", nth: 1, of: 2 });
  expect(table.twin("/Caf\u00E9.pdf")).toEqual({ how: "form", nth: 2, of: 2 });
  expect(table.twin("/Cafe.pdf")).toBeNull();
  expect(table.twin("/alone.txt")).toBeNull();
  expect(table.twin("/not here")).toBeNull();
});

test("asked again for the same, the same rows are given; once there is more, others are", () => {
  const table = new Table();
  table.add([file("/", "a", 1, 1)]);
  const rows = table.rows("size", "descending", "a");
  expect(table.rows("size", "descending", "a")).toBe(rows);
  for (const other of [table.rows("size", "ascending", "a"), table.rows("size", "descending")])
    expect(other).not.toBe(rows);
  table.add([file("/", "aa", 2, 1)]);
  expect(table.rows("size", "descending", "a").names()).toEqual(["aa", "a"]);
});
