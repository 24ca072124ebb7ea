import { expect, test } from "vitest";
import { shorten } from "./shorten";

const measure = (text: string) => [...new Intl.Segmenter().segment(text)].length;

test("a name that fits is left alone", () => {
  expect(shorten("Site plan.pdf", 13, measure)).toBe("Site plan.pdf");
});

test("a long name keeps its beginning, its end and its kind", () => {
  const short = shorten("2419-A-201 Ground floor, revision F.dwg", 24, measure);
  expect(short).toMatch(/^2419-A-201 Gro.*… ?F\.dwg$|^2419-A-201 Gro.*….+F\.dwg$/);
  expect(measure(short)).toBeLessThanOrEqual(24);
});

test("no width makes it fail, and every result that can fit does", () => {
  const name = `${"word ".repeat(60)}end.xlsx`;
  for (let width = 1; width < 300; width += 7) {
    const short = shorten(name, width, measure);
    expect(short).toContain("xlsx");
    if (width > 12) expect(measure(short)).toBeLessThanOrEqual(width);
  }
});

test("a letter made of several parts is never cut", () => {
  const family = "👩‍👩‍👧‍👦";
  const short = shorten(`${family.repeat(30)}.png`, 12, measure);
  expect(short.replaceAll(family, "").replace(/….*$/, "")).toBe("");
});
