import { expect, test } from "vitest";
import { dice, seed } from "../../tests/random";
import { scrolledTo, spanOf } from "./span";

test("what is in sight is drawn, and never much more, however far one scrolls", () => {
  const { below, pick } = dice();
  for (let round = 0; round < 2000; round += 1) {
    const sight = {
      count: pick([0, 1, below(50), below(200_000)]),
      perLine: pick([1, 1, 4, 7]),
      lineHeight: pick([36, 33.75, 52, 144]),
      seen: below(1500),
      spare: pick([0, 2, 8]),
      scrolled: 0,
    };
    const height = Math.ceil(sight.count / sight.perLine) * sight.lineHeight;
    sight.scrolled = pick([0, -30, below(height + 1), height + 500]);
    const said = `SEED=${seed}, round ${round}: ${JSON.stringify(sight)}`;
    const { first, end } = spanOf(sight);
    expect(first, said).toBeGreaterThanOrEqual(0);
    expect(end, said).toBeLessThanOrEqual(sight.count);
    expect(end, said).toBeGreaterThanOrEqual(first);
    const most = (Math.ceil(sight.seen / sight.lineHeight) + 1 + 2 * sight.spare) * sight.perLine;
    expect(end - first, said).toBeLessThanOrEqual(most);
    for (let line = 0; line * sight.perLine < sight.count; line += 1 + below(sight.count / 20)) {
      const top = line * sight.lineHeight - Math.max(0, sight.scrolled);
      if (top + sight.lineHeight <= 0 || top >= sight.seen) continue;
      expect(first, said).toBeLessThanOrEqual(line * sight.perLine);
      expect(end, said).toBeGreaterThan(line * sight.perLine);
    }
  }
});

test("scrolling to a line moves no more than is needed", () => {
  const sight = { scrolled: 360, seen: 360, lineHeight: 36, perLine: 1, count: 100, spare: 0 };
  expect(scrolledTo(12, sight)).toBe(360);
  expect(scrolledTo(3, sight)).toBe(108);
  expect(scrolledTo(20, sight)).toBe(396);
  expect(scrolledTo(20, sight, 8)).toBe(404);
});
