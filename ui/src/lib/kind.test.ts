import { expect, test } from "vitest";
import { kindOf } from "./kind";

test("the kind follows the ending, whatever its case", () => {
  expect(kindOf({ kind: "file", name: "Plan.DWG" })).toBe("drawing");
  expect(kindOf({ kind: "file", name: "invoice.pdf.exe" })).toBe("other");
  expect(kindOf({ kind: "file", name: "pdf" })).toBe("other");
});

test("a folder is a folder, whatever it is called", () => {
  expect(kindOf({ kind: "folder", name: "holiday.jpg" })).toBe("folder");
});
