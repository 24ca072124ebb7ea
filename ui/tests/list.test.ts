import { expect, test, vi } from "vitest";
import { crowd, strange } from "../src/host/entries";
import { file, folder } from "../src/host/worlds";
import { settled, stage } from "./stage";

const five = {
  "/": [
    folder("/", "Plans", 1, 1000),
    file("/", "a.pdf", 1_000_000, 4000),
    file("/", "b.pdf", 2_000_000, 3000),
    file("/", "c.zip", 3_000_000, 2000),
    file("/", "d.txt", 4_000_000, null),
  ],
  "/Plans": [file("/Plans", "roof.dwg", 7, 1000), file("/Plans", "wall.dwg", 7, 1000)],
};

async function openList(world: Parameters<typeof stage>[0] = { folders: five }) {
  const page = await stage(world);
  const row = (name: string) => {
    const found = page.row(name);
    if (!found) throw new Error(`no row ${name}`);
    return found;
  };
  return {
    ...page,
    row,
    chosen: () =>
      [...document.querySelectorAll<HTMLElement>("[data-testid=row][aria-selected=true]")].map(
        (one) => one.dataset["name"],
      ),
    press: (keys: string) => page.user.keyboard(keys),
    click: async (name: string, held = "") => {
      if (held) await page.user.keyboard(`{${held}>}`);
      await page.user.click(row(name));
      if (held) await page.user.keyboard(`{/${held}}`);
    },
  };
}

test("Ctrl and a click add a row or take it away, Shift and a click choose all between", async () => {
  const page = await openList();
  await page.click("a.pdf");
  await page.click("c.zip", "Control");
  expect(page.chosen()).toEqual(["a.pdf", "c.zip"]);
  await page.click("a.pdf", "Control");
  expect(page.chosen()).toEqual(["c.zip"]);
  await page.click("a.pdf");
  await page.click("d.txt", "Shift");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf", "c.zip", "d.txt"]);
  await page.click("b.pdf", "Shift");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf"]);
});

test("the box of a row adds it, and the box above the list stands for all rows", async () => {
  const page = await openList();
  await page.user.click(page.row("a.pdf").querySelector("[data-check]") as HTMLElement);
  await page.user.click(page.row("b.pdf").querySelector("[data-check]") as HTMLElement);
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf"]);
  expect(page.get("select-all").getAttribute("aria-checked")).toBe("mixed");
  await page.user.click(page.get("select-all"));
  expect(page.chosen()).toHaveLength(5);
  expect(page.get("select-all").getAttribute("aria-checked")).toBe("true");
  await page.user.click(page.get("select-all"));
  expect(page.chosen()).toEqual([]);
  expect(page.get("select-all").getAttribute("aria-checked")).toBe("false");
});

/** B52: everything the mouse can choose, the keys can. */
test("by keys alone: Shift and arrows choose a range, Ctrl and arrows only move, Space adds, Escape clears", async () => {
  const page = await openList();
  page.row("Plans").focus();
  await page.press("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf", "c.zip"]);
  await page.press("{Shift>}{ArrowUp}{/Shift}");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf"]);
  await page.press("{Control>}{ArrowDown}{ArrowDown}{/Control}");
  expect(page.focused()).toBe("d.txt");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf"]);
  await page.press(" ");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf", "d.txt"]);
  await page.press("{Control>} {/Control}");
  expect(page.chosen()).toEqual(["a.pdf", "b.pdf"]);
  await page.press("{Escape}");
  expect(page.chosen()).toEqual([]);
  expect(page.focused()).toBe("d.txt");
  await page.press("{Shift>}{Home}{/Shift}");
  expect(page.chosen()).toHaveLength(5);
});

test("Ctrl+A chooses every entry of the folder, not only those in the page", async () => {
  const page = await openList({ folders: { "/": crowd("/", 3000) } });
  const first = document.querySelector<HTMLElement>("[data-testid=row]");
  first?.focus();
  await page.press("{Control>}a{/Control}");
  expect(page.text("listing-count")).toMatch(/^3,000 of 3,000 selected, \d/);
  expect(page.rows().length).toBeLessThan(60);
  await page.press("{End}{Shift>}{Home}{/Shift}");
  expect(page.text("listing-count")).toMatch(/^3,000 of 3,000 selected/);
});

/** E.1, 4.1.3: how much is chosen is said aloud, once more than the row itself says it. */
test("how many are chosen, and how large they are, is shown and said aloud", async () => {
  const page = await openList();
  expect(page.get("announced").getAttribute("role")).toBe("status");
  expect(page.text("announced")).toBe("5 items");
  await page.click("a.pdf");
  expect(page.text("listing-count")).toBe("1 of 5 selected, 1 MB");
  expect(page.text("announced")).toBe("5 items");
  await page.click("b.pdf", "Control");
  expect(page.text("announced")).toBe("2 of 5 selected, 3 MB");
  await page.click("Plans", "Control");
  expect(page.text("announced")).toBe("3 of 5 selected, 3 MB");
  await page.press("{Escape}");
  expect(page.text("announced")).toBe("Nothing selected");
});

test("what is chosen survives sorting, searching, and reading the list again", async () => {
  const page = await openList();
  await page.click("a.pdf");
  await page.click("c.zip", "Control");
  await page.user.click(page.get("sort-size"));
  await page.user.click(page.get("sort-size"));
  expect(page.rows()).toEqual(["Plans", "d.txt", "c.zip", "b.pdf", "a.pdf"]);
  expect(page.chosen()).toEqual(["c.zip", "a.pdf"]);
  await page.user.type(page.get("search"), "zip");
  expect(page.rows()).toEqual(["c.zip"]);
  expect(page.text("listing-count")).toBe("2 of 5 selected, 4 MB, 1 not shown");
  await page.user.click(page.get("search-clear"));
  page.host.folders.set("/", [...five["/"].filter(({ name }) => name !== "b.pdf"), file("/", "0.txt", 1, 1)]);
  await page.user.click(page.get("refresh"));
  await settled();
  expect(page.rows()).toContain("0.txt");
  expect(page.chosen()).toEqual(["c.zip", "a.pdf"]);
});

test("when the row with the keys is gone from the list, they go on beside it", async () => {
  const page = await openList();
  page.row("Plans").focus();
  await page.press("{ArrowDown}{ArrowDown}");
  expect(page.focused()).toBe("b.pdf");
  page.host.folders.set(
    "/",
    five["/"].filter(({ name }) => name !== "b.pdf"),
  );
  page.host.tell({ type: "folderChanged", account: "17", path: "/" });
  await settled();
  expect(page.rows()).not.toContain("b.pdf");
  expect(page.focused()).toBe("c.zip");
  await page.press("{ArrowDown}");
  expect(page.focused()).toBe("d.txt");
});

test("going back leads to the same rows, chosen as they were", async () => {
  const page = await openList();
  await page.click("b.pdf");
  await page.click("c.zip", "Control");
  await page.user.dblClick(page.row("Plans"));
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  await page.click("wall.dwg");
  await page.user.click(page.get("back"));
  await settled();
  expect(page.chosen()).toEqual(["Plans"]);
  await page.user.click(page.get("forward"));
  await settled();
  expect(page.chosen()).toEqual(["wall.dwg"]);
});

/** B32: the search is over the folder, not over what happens to be drawn. */
test("a search looks through every entry, drawn or not, and says what it found", async () => {
  const page = await openList({
    folders: { "/": [...crowd("/", 2000), file("/", "zebra Élan.pdf", 1, 1)] },
  });
  expect(page.rows()).not.toContain("zebra Élan.pdf");
  await page.press("{Control>}f{/Control}");
  expect(document.activeElement).toBe(page.get("search"));
  await page.press("elan zeb");
  expect(page.rows()).toEqual(["zebra Élan.pdf"]);
  expect(page.text("announced")).toBe("1 of 2,001 found");
  expect(page.get("file-list").getAttribute("aria-rowcount")).toBe("2");
  await page.press("{ArrowDown}");
  await settled();
  expect(page.focused()).toBe("zebra Élan.pdf");
});

test("a search without hits says where it looked and offers everything again", async () => {
  const page = await openList();
  await page.user.type(page.get("search"), "fassade");
  expect(page.text("nothing-found")).toContain("Nothing called “fassade” here");
  expect(page.text("nothing-found")).toContain("all 5 names");
  await page.user.click(page.get("show-everything"));
  await settled();
  expect(page.rows()).toHaveLength(5);
  expect(page.focused()).toBe("Plans");
});

test("another folder is not searched for the words of this one", async () => {
  const page = await openList();
  await page.user.type(page.get("search"), "plans");
  await page.user.dblClick(page.row("Plans"));
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  expect((page.get("search") as HTMLInputElement).value).toBe("");
});

test("letters find a name that is far outside of the page", async () => {
  const page = await openList({ folders: { "/": [...crowd("/", 2000), file("/", "zebra.pdf", 1, 1)] } });
  document.querySelector<HTMLElement>("[data-testid=row]")?.focus();
  await page.press("zeb");
  await settled();
  expect(page.focused()).toBe("zebra.pdf");
  expect(page.row("zebra.pdf").getAttribute("aria-rowindex")).toBe("2002");
});

test("the menu opens by its key and by Shift+F10, about the row with the keys, and gives the focus back", async () => {
  const page = await openList();
  page.row("Plans").focus();
  await page.press("{ArrowDown}{Shift>}{F10}{/Shift}");
  const menu = page.get("menu");
  expect(menu.getAttribute("role")).toBe("menu");
  expect(page.chosen()).toEqual(["a.pdf"]);
  expect(document.activeElement).toBe(page.get("menu-preview"));
  await page.press("{ArrowDown}");
  expect(document.activeElement).toBe(page.get("menu-open-with"));
  await page.press("{Escape}");
  expect(page.find("menu")).toBeNull();
  expect(page.focused()).toBe("a.pdf");
  await page.press("{ContextMenu}");
  await page.press("d{Enter}");
  await settled();
  expect(page.find("menu")).toBeNull();
  expect(page.host.asked.find((call) => call.name === "download")?.args[1]).toBe("/a.pdf");
});

test("a right click on a row that is not chosen chooses it, and one that is keeps all that are", async () => {
  const page = await openList();
  const rightClick = (name: string) => page.user.pointer({ keys: "[MouseRight]", target: page.row(name) });
  await page.click("a.pdf");
  await rightClick("Plans");
  expect(page.chosen()).toEqual(["Plans"]);
  await page.user.click(page.get("menu-open"));
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  await page.click("roof.dwg");
  await page.click("wall.dwg", "Control");
  await rightClick("wall.dwg");
  expect(page.chosen()).toEqual(["roof.dwg", "wall.dwg"]);
  expect(page.get("menu-rename").getAttribute("aria-disabled")).toBe("true");
  expect(page.get("menu-rename").title).toBe("Pick one at a time");
  await page.user.click(page.get("menu-rename"));
  expect(page.find("rename-field")).toBeNull();
  expect(page.find("menu")).not.toBeNull();
});

test("the list can be sorted by kind, and by a menu where there are no columns", async () => {
  const page = await openList();
  await page.user.click(page.get("sort-kind"));
  expect(page.rows()).toEqual(["Plans", "c.zip", "d.txt", "a.pdf", "b.pdf"]);
  await page.user.click(page.get("layout"));
  await page.user.click(page.get("sort"));
  expect(page.get("menu-by-kind").getAttribute("aria-checked")).toBe("true");
  await page.user.click(page.get("menu-by-changed"));
  expect(page.rows()).toEqual(["Plans", "c.zip", "b.pdf", "a.pdf", "d.txt"]);
  expect(document.activeElement).toBe(page.get("sort"));
  await page.user.click(page.get("sort"));
  await page.user.click(page.get("menu-descending"));
  expect(page.rows()).toEqual(["Plans", "a.pdf", "b.pdf", "c.zip", "d.txt"]);
});

test("as tiles the entries are a list of options, with arrows in four directions, and what was chosen stays", async () => {
  const page = await openList({ folders: { "/": crowd("/", 1000) } });
  document.querySelector<HTMLElement>("[data-testid=row]")?.focus();
  await page.press("{ArrowDown}");
  const before = page.chosen();
  await page.user.click(page.get("layout"));
  const box = document.querySelector("[role=listbox]");
  expect(box?.getAttribute("aria-multiselectable")).toBe("true");
  expect(page.chosen()).toEqual(before);
  expect(page.rows().length).toBeLessThan(80);
  const tile = document.querySelector<HTMLElement>("[data-testid=row][tabindex='0']");
  expect(tile?.getAttribute("role")).toBe("option");
  expect(tile?.getAttribute("aria-setsize")).toBe("1000");
  expect(tile?.getAttribute("aria-posinset")).toBe("2");
  tile?.focus();
  const at = () => Number(document.activeElement?.getAttribute("data-index"));
  await page.press("{ArrowRight}");
  expect(at()).toBe(2);
  await page.press("{ArrowLeft}{ArrowLeft}");
  expect(at()).toBe(0);
  await page.press("{ArrowDown}");
  const perLine = at();
  expect(perLine).toBeGreaterThan(1);
  await page.press("{ArrowUp}{ArrowUp}");
  expect(at()).toBe(0);
  await page.press("{End}");
  await settled();
  expect(at()).toBe(999);
  await page.press("{ArrowDown}");
  expect(at()).toBe(999);
});

/** B32: the first rows are there after the first page, whatever is still to come. */
test("rows stand on the screen before the second page is asked for", async () => {
  let askedAgain = false;
  const page = await openList({
    folders: { "/": crowd("/", 1000) },
    listing: (_path, number) => {
      if (number === 2) askedAgain = true;
      return number === 2 ? new Promise<void>(() => {}) : Promise.resolve();
    },
  });
  expect(askedAgain).toBe(true);
  expect(page.rows().length).toBeGreaterThan(10);
  expect(page.text("listing-count")).toBe("100 of 1,000 so far");
  expect(page.text("announced")).toBe("");
});

test("the row with the focus keeps it while pages arrive above it", async () => {
  const release: (() => void)[] = [];
  const names = ["m", "z", "a", "b"].map((name) => file("/", name, 1, 1));
  const page = await openList({
    folders: { "/": names },
    pageSize: 2,
    listing: (_path, number) =>
      number === 2 ? new Promise<void>((resolve) => release.push(resolve)) : Promise.resolve(),
  });
  const focused = page.row("z");
  focused.focus();
  for (const go of release) go();
  await settled();
  expect(page.rows()).toEqual(["a", "b", "m", "z"]);
  expect(document.activeElement).toBe(focused);
  expect(focused.dataset["name"]).toBe("z");
});

test("who has not moved yet stays at the first row while pages arrive above it", async () => {
  const release: (() => void)[] = [];
  const page = await openList({
    folders: { "/": ["m", "z", "a", "b"].map((name) => file("/", name, 1, 1)) },
    pageSize: 2,
    listing: (_path, number) =>
      number === 2 ? new Promise<void>((resolve) => release.push(resolve)) : Promise.resolve(),
  });
  page.row("m").focus();
  for (const go of release) go();
  await settled();
  expect(page.focused()).toBe("a");
  await page.press("{ArrowDown}");
  expect(page.focused()).toBe("b");
});

/** B35, B36, B37, B39: names are shown as they are, whatever they try. */
test("hostile names stay text, long ones keep their end, and twins are told apart", async () => {
  const page = await openList({ folders: { "/": strange("/") } });
  vi.stubGlobal("alert", () => {
    throw new Error("a name was run");
  });
  expect(page.rows()).toHaveLength(strange("/").length);
  expect(document.querySelector("[data-rows] img")).toBeNull();
  expect(page.row("tab\there, bell\u0007, new\nline.txt").textContent).toContain("tab‹TAB›here, bell‹BEL›");
  expect(page.row("READ ME.txt").textContent).toContain("1 of 2 alike");
  expect(page.row("Read me.txt").textContent).toContain("2 of 2 alike");
  expect(page.row("Read me.txt").querySelector(".tag")?.getAttribute("title")).toContain("capitals only");
  expect(page.row("Caf\u00E9 menu.pdf").querySelector(".tag")?.getAttribute("title")).toContain(
    "another way",
  );
  expect(page.row("CON.txt").querySelector(".tag")).toBeNull();
  vi.unstubAllGlobals();
});
