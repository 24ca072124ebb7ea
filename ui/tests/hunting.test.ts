import { afterEach, expect, test, vi } from "vitest";
import { problem } from "../src/host/worlds";
import { file } from "../src/host/entries";
import { desk } from "./desk";
import { settled } from "./stage";

afterEach(() => {
  vi.useRealTimers();
});

test("by keys alone: Ctrl+F filters here at once, Enter asks the site, and each result tells its place", async () => {
  const page = await desk();
  page.row("Plans").focus();
  await page.press("{Control>}f{/Control}roof");
  expect(page.host.count("search")).toBe(0);
  expect(page.find("nothing-found")).not.toBeNull();
  expect(page.text("hunt-words")).toBe("Names in All files only");
  await page.press("{Enter}");
  expect(page.asked("search")).toEqual([["roof", "/"]]);
  expect(page.rows()).toEqual(["roof.dwg"]);
  expect(page.row("roof.dwg").textContent).toContain("Plans");
  expect(page.text("hunt-words")).toBe("1 called “roof” in All files.");
  await page.press("{ArrowDown}");
  expect(page.focused()).toBe("roof.dwg");
  await page.press("{Escape}");
  expect(page.find("hunt")).toBeNull();
  expect(page.rows()).toContain("a.pdf");
});

test("nothing here offers to search everywhere, and nothing anywhere says where it was looked for", async () => {
  const page = await desk();
  page.app.folder.open("/Sent");
  await settled();
  page.app.folder.open("/Plans");
  await settled();
  await page.user.type(page.get("search"), "fassade");
  await page.click("none-everywhere");
  expect(page.text("nothing-found")).toContain("Nothing called “fassade” in All files");
  await page.click("show-everything");
  expect(page.rows()).toEqual(["Old", "roof.dwg"]);
  expect((page.get("search") as HTMLInputElement).value).toBe("");
});

test("the scope is chosen: this folder and below, or everywhere", async () => {
  const page = await desk();
  page.app.folder.open("/Plans");
  await settled();
  await page.user.type(page.get("search"), "o");
  await page.click("hunt-here");
  expect(page.asked("search")).toEqual([["o", "/Plans"]]);
  expect(page.rows()).toEqual(["Old", "roof.dwg"]);
  await page.click("hunt-everywhere");
  expect(page.asked("search")[1]).toEqual(["o", "/"]);
});

test("typing on takes the place of the search before, whose late results are not shown", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const page = await desk();
  const held = new Map<string, () => void>();
  page.host.beforeFound = (words) => new Promise<void>((resolve) => held.set(words, resolve));
  page.app.folder.search = "a";
  void page.app.hunt.begin("/");
  await settled();
  const field = page.get("search") as HTMLInputElement;
  field.value = "roof";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(300);
  expect(page.asked("search").map(([words]) => words)).toEqual(["a", "roof"]);
  held.get("a")?.();
  await settled();
  held.get("roof")?.();
  await settled();
  expect(page.rows()).toEqual(["roof.dwg"]);
  expect(page.find("hunt-stop")).toBeNull();
});

test("Stop ends a search at once and keeps what was found", async () => {
  const page = await desk({ pageSize: 1 });
  page.host.beforeFound = (_words, number) =>
    number === 1 ? Promise.resolve() : new Promise<void>(() => {});
  page.app.folder.search = "o";
  void page.app.hunt.begin("/");
  await settled();
  expect(page.text("hunt-words")).toContain("Searching All files");
  page.get("hunt-stop").click();
  expect(page.app.hunt.running).toBe(false);
  await settled();
  expect(page.host.count("stopSearch")).toBe(1);
  expect(page.rows()).toHaveLength(1);
  expect(page.text("hunt-words")).toContain("You stopped the search.");
});

test("going elsewhere leaves the search, and what was chosen before it is chosen again afterwards", async () => {
  const page = await desk();
  await page.choose("a.pdf", "b.txt");
  page.app.folder.search = "roof";
  await page.app.hunt.begin("/");
  await settled();
  expect(page.app.folder.tally.count).toBe(0);
  page.app.hunt.leave();
  await settled();
  expect(page.app.folder.tally.count).toBe(2);
  page.app.folder.search = "roof";
  await page.app.hunt.begin("/");
  await page.choose("roof.dwg");
  await page.user.pointer({ keys: "[MouseRight]", target: page.row("roof.dwg") });
  await page.click("menu-show-place");
  await settled();
  expect(page.find("hunt")).toBeNull();
  expect(page.app.folder.path).toBe("/Plans");
  expect(page.focused()).toBe("roof.dwg");
});

test("the list of a folder that is read again does not push the results away", async () => {
  const page = await desk();
  page.app.folder.search = "roof";
  await page.app.hunt.begin("/");
  page.host.folders.set("/", [file("/", "new.txt", 1, 1)]);
  page.host.tell({ type: "folderChanged", account: "17", path: "/" });
  await settled();
  expect(page.rows()).toEqual(["roof.dwg"]);
  page.app.hunt.leave();
  await settled();
  expect(page.rows()).toEqual(["new.txt"]);
});

test("a result can be renamed and deleted where it is, and the search is made anew", async () => {
  const page = await desk();
  page.app.folder.search = "roof";
  await page.app.hunt.begin("/");
  await page.choose("roof.dwg");
  await page.press("{F2}x{Enter}");
  await settled();
  expect(page.asked("renameEntry")[0]?.slice(1)).toEqual(["/Plans/roof.dwg", "x.dwg"]);
  expect(page.rows()).toEqual([]);
});

test("a search that fails says so and can be tried again", async () => {
  const page = await desk();
  page.host.failures.set("search", problem("timed_out"));
  page.app.folder.search = "roof";
  await page.app.hunt.begin("/");
  await settled();
  expect(page.find("hunt-again")).not.toBeNull();
  await page.click("hunt-again");
  expect(page.rows()).toEqual(["roof.dwg"]);
});

test("offline the site can't be asked, and says why", async () => {
  const page = await desk();
  page.app.folder.search = "roof";
  page.host.become({ ...page.host.connection, offline: true } as typeof page.host.connection);
  await settled();
  expect(page.get("hunt-everywhere").title).toBe("You are offline");
  await page.click("hunt-everywhere");
  expect(page.host.count("search")).toBe(0);
});
