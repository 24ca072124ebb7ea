import { expect, test, vi } from "vitest";
import { crowd } from "../src/host/entries";
import { settled, stage } from "./stage";

const clock = ["requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "clearTimeout"] as const;

/** What the list of a large folder costs the page: in elements and in what is touched, which no computer makes noisy. */
async function large(count = 3000) {
  const page = await stage({ folders: { "/": crowd("/", count) }, pageSize: 1000 });
  const words = `${count.toLocaleString("en")} items`;
  await vi.waitFor(() => expect(page.text("listing-count")).toBe(words), { timeout: 20_000 });
  await settled();
  const all = () => [...document.querySelectorAll<HTMLElement>("[data-testid=row]")];
  return {
    ...page,
    all,
    key: async (key: string, more: KeyboardEventInit = {}) => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
      );
      await settled();
    },
    click: async (testid: string) => {
      page.get(testid).click();
      await settled();
    },
  };
}

test("End, Home and another order fill the rows anew that are there, and make none", async () => {
  const page = await large();
  page.all()[0]?.focus();
  await page.key("ArrowDown");
  const made = new Set(page.all());
  for (let round = 0; round < 2; round += 1) {
    for (const key of ["End", "Home", "PageDown"]) {
      await page.key(key);
      for (const row of page.all()) made.add(row);
    }
    for (const column of ["size", "changed", "name"]) {
      await page.click(`sort-${column}`);
      for (const row of page.all()) made.add(row);
    }
  }
  // Twelve windows full of rows; at the ends of the list a few less are drawn than within it.
  expect(made.size).toBeLessThan(2 * page.all().length);
});

test("choosing another row touches that row and the one before, and no other", async () => {
  const page = await large();
  page.all()[0]?.focus();
  await page.key("ArrowDown");
  const touched = new Set<Element | null>();
  const watcher = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      touched.add(element?.closest("[data-testid=row]") ?? null);
    }
  });
  const rows = page.get("file-list").querySelector("[data-rows]") as Element;
  watcher.observe(rows, { subtree: true, childList: true, attributes: true, characterData: true });
  await page.key("ArrowDown");
  watcher.disconnect();
  touched.delete(null);
  const names = [...touched].map((row) => (row as HTMLElement).dataset["index"]);
  expect(new Set(names)).toEqual(new Set(["1", "2"]));
});

test("a row is made of few elements, and a tile of fewer", async () => {
  const page = await large();
  const most = () => Math.max(...page.all().map((row) => row.querySelectorAll("*").length));
  expect(most()).toBeLessThanOrEqual(23);
  await page.click("layout");
  expect(page.all().length).toBeGreaterThan(10);
  expect(most()).toBeLessThanOrEqual(13);
});

test("where all rows must be made, only so many are made before a frame", async () => {
  const page = await large();
  vi.useFakeTimers({ toFake: [...clock] });
  let before = 0;
  try {
    await page.click("layout");
    expect(page.all().length).toBeGreaterThan(0);
    for (let turn = 0; turn < 20 && page.all().length > before; turn += 1) {
      expect(page.all().length - before).toBeLessThanOrEqual(17);
      before = page.all().length;
      expect(page.all().map((row) => Number(row.dataset["index"]))).toContain(0);
      vi.advanceTimersToNextFrame();
      await settled();
    }
  } finally {
    vi.useRealTimers();
  }
  // In the end all in sight are there, without a gap.
  expect(page.all().length).toBeGreaterThan(17);
  expect(page.all().map((row) => Number(row.dataset["index"]))).toEqual(page.all().map((_, at) => at));
});

test("another order of very many is worked out in one frame and drawn in the next", async () => {
  const page = await large(6000);
  const first = () => page.all()[0]?.dataset["name"];
  vi.useFakeTimers({ toFake: [...clock] });
  const before = first();
  try {
    page.get("sort-name").click();
    const worked = page.app.folder.table.rows("name", "descending");
    await Promise.resolve();
    // What was pressed answers at once.
    expect(page.get("sort-name").parentElement?.getAttribute("aria-sort")).toBe("descending");
    expect(first()).toBe(before);
    vi.advanceTimersToNextFrame();
    await settled();
    expect(first()).not.toBe(before);
    expect(page.app.folder.rows).toBe(worked);
    // Of two that are asked for in one frame the last is shown.
    page.get("sort-size").click();
    page.get("sort-name").click();
    vi.advanceTimersToNextFrame();
    await settled();
    expect(page.app.folder.order).toEqual({ column: "name", direction: "ascending" });
    expect(first()).toBe(before);
  } finally {
    vi.useRealTimers();
  }
});
