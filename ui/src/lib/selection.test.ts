import { expect, test } from "vitest";
import { dice, seed } from "../../tests/random";
import { file } from "../host/worlds";
import type { Rows } from "./rows";
import {
  chosenAmong,
  chosenEntries,
  chosenIndexes,
  chosenPaths,
  cleared,
  everything,
  extended,
  isChosen,
  leadTo,
  nothing,
  only,
  surviving,
  toggled,
} from "./selection";
import { Table } from "./table";

function tableOf(...names: string[]): Table {
  const table = new Table();
  table.add(names.map((name) => file("/", name, 1, 1)));
  return table;
}

test("Shift makes a range longer and shorter from where it began", () => {
  const table = tableOf("a", "b", "c", "d", "e");
  const rows = table.rows();
  let selection = only(table, "/b");
  selection = extended(selection, rows, "/d");
  expect(chosenPaths(selection, table)).toEqual(["/b", "/c", "/d"]);
  selection = extended(selection, rows, "/a");
  expect(chosenPaths(selection, table)).toEqual(["/a", "/b"]);
  expect(selection.lead).toBe("/a");
});

test("with Ctrl a range is added to what is chosen", () => {
  const table = tableOf("a", "b", "c", "d", "e");
  let selection = only(table, "/a");
  selection = toggled(selection, table, "/d");
  selection = extended(selection, table.rows(), "/e", true);
  expect(chosenPaths(selection, table)).toEqual(["/a", "/d", "/e"]);
});

test("a range that began at a row which is not shown begins where the keys are, or here", () => {
  const table = tableOf("a", "b", "c");
  const shown = table.rows("name", "ascending", "b");
  expect(chosenPaths(extended(only(table, "/a"), shown, "/b"), table)).toEqual(["/b"]);
  expect(chosenPaths(extended(nothing, table.rows(), "/c"), table)).toEqual(["/c"]);
});

test("moving the keys alone chooses nothing and loses nothing", () => {
  const table = tableOf("a", "b", "c");
  const selection = leadTo(only(table, "/a"), "/c");
  expect(chosenPaths(selection, table)).toEqual(["/a"]);
  expect(selection.lead).toBe("/c");
});

test("all rows are those that a search shows, and what was chosen before stays", () => {
  const table = tableOf("apple", "pear", "plum");
  const selection = everything(only(table, "/apple"), table.rows("name", "ascending", "p l"));
  expect(chosenPaths(selection, table)).toEqual(["/apple", "/plum"]);
  expect(selection.count).toBe(2);
  expect(cleared(selection)).toMatchObject({ count: 0, lead: "/apple" });
});

test("what is chosen survives another order, a search, more pages, and a list that is read again", () => {
  const table = tableOf("a", "b", "c");
  const selection = toggled(only(table, "/a"), table, "/c");
  table.add([file("/", "0", 1, 1)]);
  expect(chosenPaths(selection, table)).toEqual(["/a", "/c"]);
  expect(isChosen(selection, table.indexOf("/0"))).toBe(false);
  const now = tableOf("c", "x", "a");
  const after = surviving(selection, table, now);
  expect(chosenPaths(after, now).sort()).toEqual(["/a", "/c"]);
  const gone = surviving(selection, table, tableOf("a"));
  expect(gone).toMatchObject({ count: 1, lead: null, anchor: null });
});

test("any course of steps chooses what plain sets of paths would", () => {
  const { below, pick } = dice();
  const names = Array.from({ length: 30 }, (_, at) => `file ${at}`);
  for (let round = 0; round < 200; round += 1) {
    const table = tableOf(...names);
    let rows: Rows = table.rows();
    let selection = nothing;
    let expected = new Set<string>();
    let begin: string | null = null;
    const course: string[] = [];
    for (let step = 0; step < 25; step += 1) {
      if (below(5) === 0) rows = table.rows(pick(["name", "size"]), pick(["ascending", "descending"]));
      const path = rows.at(below(rows.length))?.path ?? "";
      const what = pick(["only", "toggle", "extend", "extend more", "all", "none"]);
      course.push(`${what} ${path}`);
      const from = rows.positionOf(begin ?? path);
      const to = rows.positionOf(path);
      const range = rows.names().slice(Math.min(from, to), Math.max(from, to) + 1);
      const paths = range.map((name) => `/${name}`);
      if (what === "only") [selection, expected] = [only(table, path), new Set([path])];
      if (what === "toggle") {
        selection = toggled(selection, table, path);
        if (!expected.delete(path)) expected.add(path);
      }
      if (what === "extend") [selection, expected] = [extended(selection, rows, path), new Set(paths)];
      if (what === "extend more") {
        selection = extended(selection, rows, path, true);
        expected = new Set([...expected, ...paths]);
      }
      if (what === "all") {
        selection = everything(selection, rows);
        expected = new Set(rows.names().map((name) => `/${name}`));
      }
      if (what === "none") [selection, expected] = [cleared(selection), new Set()];
      if (what === "only" || what === "toggle") begin = path;
      if (what.startsWith("extend")) begin ??= path;
      if (what === "none") begin = selection.lead;
      const said = `SEED=${seed}, round ${round}: ${course.join(", ")}`;
      expect(chosenPaths(selection, table).sort(), said).toEqual([...expected].sort());
      expect(selection.count, said).toBe(expected.size);
    }
  }
});

test("what is chosen is told in the order of the rows, and what the search hides comes last", () => {
  const table = tableOf("a.pdf", "b.pdf", "plan c", "plan d");
  const selection = { ...nothing, ...chosenAmong(table, ["/plan c", "/a.pdf", "/plan d", "/plan d"]) };
  const told = (search: string) =>
    chosenEntries(selection, table.rows("name", "descending", search)).map(({ name }) => name);
  expect(selection.count).toBe(3);
  expect(told("")).toEqual(["plan d", "plan c", "a.pdf"]);
  expect(told("plan")).toEqual(["plan d", "plan c", "a.pdf"]);
  expect(told("pdf")).toEqual(["a.pdf", "plan c", "plan d"]);
  expect([...chosenIndexes(selection)]).toEqual([0, 2, 3]);
});

test("one chosen among very many is found without asking for any other", () => {
  const table = tableOf("a", "b", "c");
  const asked: number[] = [];
  const watched = new Proxy(table.entries, {
    get: (entries, key) => {
      if (/^\d+$/.test(String(key))) asked.push(Number(key));
      return Reflect.get(entries, key) as unknown;
    },
  });
  const rows = table.rows();
  Object.defineProperty(rows.table, "entries", { value: watched });
  expect(chosenEntries(only(table, "/b"), rows).map(({ name }) => name)).toEqual(["b"]);
  expect(asked).toEqual([1]);
});
