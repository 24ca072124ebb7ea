import { fireEvent } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "./desk";
import { asked, loseIt, planned } from "./papers";
import { settled } from "./stage";

vi.mock("../src/pdf/pdf", () => import("./papers"));

/** So wide that a leaf of 600 by 800 is drawn as it is, between 16 pixels. */
const ROOM = 632;

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(ROOM);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

afterEach(() => vi.restoreAllMocks());

async function look(plan: Parameters<typeof planned>[0]) {
  planned(plan);
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press(" ");
  const leaves = () =>
    [...document.querySelectorAll<HTMLElement>("[data-testid=look-leaf]")].map((leaf) =>
      Number(leaf.dataset["number"]),
    );
  const scroller = () => page.get("look-paper").querySelector<HTMLElement>("[tabindex]") as HTMLElement;
  /** A real one tells when it was scrolled. */
  const press = async (keys: string) => {
    await page.press(keys);
    await fireEvent.scroll(scroller());
    await settled();
  };
  return { ...page, leaves, scroller, press };
}

test("of a long PDF only the pages in sight are drawn, and every page can be come to by keys alone", async () => {
  const page = await look({ count: 500 });
  expect(page.leaves()).toEqual([1, 2]);
  expect(asked.drawn).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(page.text("look-leaves")).toBe("Page 1 of 500");
  expect(page.get("look-leaf").querySelector("canvas")?.width).toBe(600);
  await page.press("{PageDown}{PageDown}");
  expect(page.scroller().scrollTop).toBe(2 * (600 - 48));
  expect(page.text("look-leaves")).toBe("Page 2 of 500");
  await page.press("{End}");
  expect(page.text("look-leaves")).toBe("Page 500 of 500");
  expect(page.leaves()).toEqual([499, 500]);
  await page.press("{PageUp}{Home}");
  expect(page.text("look-leaves")).toBe("Page 1 of 500");
  // What is out of sight is let go of.
  expect(asked.leavesClosed).toBeGreaterThanOrEqual(2);
});

test("the arrows walk on through the list, and through the PDF once the focus is in it", async () => {
  const page = await look({ count: 9 });
  await page.user.click(page.scroller());
  page.scroller().focus();
  await page.press("{ArrowDown}");
  expect(page.get("look").dataset["name"]).toBe("a.pdf");
  expect(page.scroller().scrollTop).toBe(56);
  await page.press("{ArrowUp}");
  expect(page.scroller().scrollTop).toBe(0);
  page.get("look").focus();
  await page.user.keyboard("{ArrowDown}");
  await settled();
  expect(page.get("look").dataset["name"]).toBe("b.txt");
  expect(asked.closed).toBe(1);
});

test("enlarged, a page is drawn anew and what was in the middle stays there", async () => {
  const page = await look({ count: 9 });
  await page.press("{PageDown}");
  await page.click("look-larger");
  expect(asked.drawn.at(-1)?.[1]).toBe(1.5);
  // The middle was 20 below the top of the second page; now that is 30.
  expect(page.scroller().scrollTop).toBe(16 + 1200 + 16 + 30 - 300);
  await page.press("-");
  await page.press("-");
  expect(asked.drawn.at(-1)?.[1]).toBe(0.75);
  await page.click("look-width");
  expect(asked.drawn.at(-1)?.[1]).toBe(1);
  expect(page.get("look-width").getAttribute("aria-disabled")).toBe("true");
});

test("on a dense screen a page is drawn with as many pixels, but never with more than fit", async () => {
  vi.stubGlobal("devicePixelRatio", 2);
  const page = await look({ count: 1 });
  expect(asked.drawn).toEqual([[1, 2]]);
  await page.press("+");
  await page.press("+");
  await page.press("+");
  await page.press("+");
  const scale = asked.drawn.at(-1)?.[1] ?? 0;
  expect(600 * scale * 800 * scale).toBeCloseTo(12_000_000);
  vi.unstubAllGlobals();
});

test("the letters of a page can be read aloud, and a page without any says so", async () => {
  const page = await look({ count: 2 });
  const [leaf] = document.querySelectorAll("[data-testid=look-leaf]");
  expect(leaf?.getAttribute("aria-label")).toBe("Page 1 of 2");
  expect(leaf?.textContent).toContain("The letters of page 1");
  expect(leaf?.querySelector("canvas")?.ariaHidden).toBe("true");
  page.unmount();
  const scan = await look({ count: 1, wordless: true });
  expect(scan.text("look-leaf")).toContain("no text that could be read aloud");
});

test("a page that can't be drawn says so in its place", async () => {
  const page = await look({ count: 1, torn: true });
  expect(page.text("look-leaf")).toContain("could not be drawn");
});

test.each([
  ["locked", "locked with a password"],
  ["damaged", "could not be read"],
] as const)("a PDF that is %s ends in words and in the person's own program", async (trouble, words) => {
  const page = await look({ count: 1, trouble });
  expect(page.text("look-none")).toContain(words);
  expect(page.find("look-again")).toBeNull();
  await page.click("look-none-open");
  expect(page.asked("openEntry")[0]?.slice(1)).toEqual(["/a.pdf", false]);
});

test("a PDF of which a part does not come can be tried again", async () => {
  const page = await look({ count: 3 });
  loseIt();
  await settled();
  expect(page.text("look-none")).toContain("A part of this PDF did not come");
  expect(asked.closed).toBe(1);
  await page.click("look-again");
  expect(asked.opened).toBe(2);
  expect(page.text("look-leaves")).toBe("Page 1 of 3");
});

test("closing gives back the paper, its ticket and what is still drawn", async () => {
  const page = await look({ count: 3 });
  await page.user.keyboard("{Escape}");
  await settled();
  expect(page.find("look-paper")).toBeNull();
  expect([asked.closed, asked.leavesClosed]).toEqual([1, 2]);
  expect(page.asked("closePreview")).toEqual([["/a.pdf"]]);
});
