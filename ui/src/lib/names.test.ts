import { expect, test } from "vitest";
import { crumbs, ending, initials, lastPart, parentOf, visible } from "./names";

test("a name that turns the direction of text shows that it does", () => {
  expect(visible("invoice\u202Efdp.exe")).toBe("invoice‹RLO›fdp.exe");
  expect(visible("a\u2066b\u2069c\u200Ed")).toBe("a‹LRI›b‹PDI›c‹LRM›d");
});

test("control characters, invisible spaces and broken halves get a mark", () => {
  expect(visible("a\tb\nc\u0000d\u007Fe\u0085f")).toBe("a‹TAB›b‹LF›c‹NUL›d‹DEL›e‹85›f");
  expect(visible("a\u200Bb\uFEFFc")).toBe("a‹ZWSP›b‹BOM›c");
  expect(visible("half \uD83D emoji")).toBe("half \uFFFD emoji");
});

test("no control or direction character survives, whatever the name", () => {
  let seed = 20261123;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const suspects = [
    0x00, 0x1f, 0x7f, 0x9f, 0x061c, 0x200e, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0x41, 0x1f600,
  ];
  for (let round = 0; round < 500; round += 1) {
    const name = Array.from({ length: 12 }, () =>
      String.fromCodePoint(suspects[Math.floor(random() * suspects.length)] ?? 0x41),
    ).join("");
    expect(visible(name), `seed 20261123, round ${round}`).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u202a-\u202e\u2066-\u2069\ufeff]/,
    );
  }
});

test("ordinary names in any script, and emoji made of several parts, stay as they are", () => {
  for (const name of ["Плани 2026.pdf", "تقرير.pdf", "👩‍👩‍👧‍👦 family.png", "   spaces.txt", "<b>bold</b>"])
    expect(visible(name)).toBe(name);
});

test("initials come from the first and last word", () => {
  expect(initials("Maya Lindqvist")).toBe("ML");
  expect(initials("maya@harrow.example")).toBe("ME");
  expect(initials("  ")).toBe("?");
  expect(initials("Åsa")).toBe("Å");
});

test("an ending needs something before its dot", () => {
  expect(ending("plan.DWG")).toBe("dwg");
  expect(ending(".profile")).toBe("");
  expect(ending("plan.")).toBe("");
});

test("paths are walked up and down", () => {
  expect(parentOf("/")).toBeNull();
  expect(parentOf("/Projects")).toBe("/");
  expect(parentOf("/Projects/Rowan")).toBe("/Projects");
  expect(lastPart("/Projects/Rowan")).toBe("Rowan");
  expect(crumbs("/Projects/Rowan")).toEqual([
    { name: "Projects", path: "/Projects" },
    { name: "Rowan", path: "/Projects/Rowan" },
  ]);
});
