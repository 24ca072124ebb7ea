import { expect, test } from "vitest";
import { say } from "../words/words";
import { changedWords, longDay, sinceWords } from "./when";

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
const now = at(23, 12);

test.each([
  [at(23, 10, 42), "Today, 10:42"],
  [at(23, 0, 1), "Today, 00:01"],
  [at(22, 23, 59), "Yesterday, 23:59"],
  [at(18, 9), "18 Nov 2026"],
])("a change is dated by the calendar, not by hours", (moment, words) => {
  expect(changedWords(moment, now, "en-GB", say)).toBe(words);
});

test("a time ahead of this computer's clock is shown as a plain date", () => {
  expect(changedWords(at(25, 9), now, "en-GB", say)).toBe("25 Nov 2026");
});

test.each([
  [now - 20_000, "a moment ago"],
  [now - 60_000, "1 minute ago"],
  [now - 9 * 60_000, "9 minutes ago"],
  [at(23, 8, 5), "today at 08:05"],
  [at(22, 16, 20), "yesterday at 16:20"],
  [at(3, 16, 20), "on 3 November 2026 at 16:20"],
])("inside a sentence a time reads naturally", (moment, words) => {
  expect(sinceWords(moment, now, "en-GB", say)).toBe(words);
});

test("a long day is written out", () => {
  expect(longDay(new Date(2026, 2, 3).getTime(), "en-GB")).toBe("3 March 2026");
});
