import { expect, test } from "vitest";
import { file } from "../host/worlds";
import { Table } from "./table";
import { pauseMs, TypeAhead } from "./typeahead";

const table = new Table();
table.add(
  ["apple", "apricot", "Avocado", "berry", "blue berry", "Élan", "élan vital"].map((name) =>
    file("/", name, 1, 1),
  ),
);
const rows = table.rows();

function typed(letters: string, on = 0, gapMs = 100): string | undefined {
  const typing = new TypeAhead();
  let at = on;
  let now = 5000;
  for (const letter of letters) {
    at = typing.press(letter, now, rows, at);
    now += gapMs;
  }
  return rows.at(at)?.name;
}

test("several letters lead to the name that begins with all of them", () => {
  expect(typed("apr")).toBe("apricot");
  expect(typed("av")).toBe("Avocado");
  expect(typed("blue b", 4)).toBe("blue berry");
});

test("one letter again and again walks through the names that begin with it, and round", () => {
  expect(typed("a")).toBe("apricot");
  expect(typed("aa")).toBe("Avocado");
  expect(typed("aaa")).toBe("apple");
});

test("capitals and accents need not be typed", () => {
  expect(typed("E")).toBe("Élan");
  expect(typed("elan v")).toBe("élan vital");
});

test("after a second without a letter a new word begins", () => {
  expect(typed("ab", 0, pauseMs)).toBeUndefined();
  expect(typed("ab", 0, pauseMs + 1)).toBe("berry");
});

test("a space belongs to a word that is being typed, and to no other", () => {
  const typing = new TypeAhead();
  expect(typing.writing(0)).toBe(false);
  typing.press("b", 100, rows, 0);
  expect(typing.writing(100 + pauseMs)).toBe(true);
  expect(typing.writing(101 + pauseMs)).toBe(false);
  typing.press("b", 5000, rows, 0);
  typing.forget();
  expect(typing.writing(5001)).toBe(false);
});
