import { expect, test } from "vitest";
import { file } from "../host/worlds";
import { Faces, Remembered } from "./faces";

test("a row that shows what it showed keeps its face, and one that shows something else gets another", () => {
  const faces = new Faces<{ number: number; shown: string }>();
  const drawn = (...all: string[]) => faces.kept(all.map((shown, number) => ({ number, shown })));
  const before = drawn("a", "b", "c");
  const after = drawn("a", "x", "c");
  expect(after.map(({ shown }) => shown)).toEqual(["a", "x", "c"]);
  expect(after.map((face, at) => face === before[at])).toEqual([true, false, true]);
  expect(drawn("a")).toHaveLength(1);
  // A row that was taken out and comes back is made anew.
  expect(drawn("a", "x")[1]).not.toBe(after[1]);
});

test("words are worked out once for an entry, and forgotten before they are too many", () => {
  let made = 0;
  const words = new Remembered(({ name }) => `${name} ${(made += 1)}`);
  const one = file("/", "a", 1, 1);
  expect(words.of(one)).toBe("a 1");
  expect(words.of(one)).toBe("a 1");
  expect(words.of({ ...one })).toBe("a 2");
  for (let at = 0; at < 1000; at += 1) words.of(file("/", `b${at}`, 1, 1));
  expect(words.of(one)).toBe("a 1003");
});
