import { expect, test } from "vitest";
import { bytes, bytesOf } from "./bytes";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 KB"],
  [1200, "1 KB"],
  [212_000, "212 KB"],
  [999_499, "999 KB"],
  [999_950, "1 MB"],
  [4_800_000, "4.8 MB"],
  [18_600_000, "18.6 MB"],
  [1_900_000_000, "1.9 GB"],
  [250_000_000_000, "250 GB"],
  [-5, "0 bytes"],
])("%d bytes are shown as %s", (size, shown) => {
  expect(bytes(size)).toBe(shown);
});

test("a size never shows a thousand of the smaller unit", () => {
  for (const size of [999_500, 999_999, 999_950_000, 999_999_999]) expect(bytes(size)).not.toMatch(/1,000/);
});

test("a part of a whole says the unit once", () => {
  expect(bytesOf(1_200_000_000, 1_900_000_000)).toBe("1.2 of 1.9 GB");
  expect(bytesOf(182e9, 250e9)).toBe("182 of 250 GB");
});

test("a part is never shown larger than its whole", () => {
  expect(bytesOf(5e9, 2e9)).toBe("2 of 2 GB");
});

test("a part too small for the whole's unit keeps its own, and is never shown as nothing", () => {
  expect(bytesOf(38_400_000, 250e9)).toBe("38.4 MB of 250 GB");
  expect(bytesOf(0, 250e9)).toBe("0 of 250 GB");
});
