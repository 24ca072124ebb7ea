import { expect, test } from "vitest";
import { problem } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

test("by keys alone: Ctrl+Shift+N, a name and Enter make a folder, which is chosen and has the keys", async () => {
  const page = await desk();
  page.row("Plans").focus();
  await page.press("{Control>}{Shift>}N{/Shift}{/Control}");
  expect(page.at()).toBe("new-folder-name");
  await page.press("Photos{Enter}");
  expect(page.find("new-folder-dialog")).toBeNull();
  expect(page.rows()).toContain("Photos");
  expect(page.focused()).toBe("Photos");
  expect(page.row("Photos").getAttribute("aria-selected")).toBe("true");
  expect(page.asked("createFolder")[0]?.slice(1)).toEqual(["/", "Photos"]);
});

test("a name that is taken is said under the field, the text stays, and the attempt leaves no row", async () => {
  const page = await desk();
  await page.click("new-folder");
  await page.press("Plans{Enter}");
  expect(page.text("new-folder-problem")).toContain("already something called “Plans”");
  expect((page.get("new-folder-name") as HTMLInputElement).value).toBe("Plans");
  expect(page.at()).toBe("new-folder-name");
  expect(page.app.operations.list).toEqual([]);
  await page.press(" 2{Enter}");
  expect(page.find("new-folder-dialog")).toBeNull();
  expect(page.rows()).toContain("Plans 2");
});

test.each([
  ["{Enter}", "Type a name first."],
  ["a/b{Enter}", "A name can’t have a / in it."],
  ["..{Enter}", "Dots alone can’t be a name."],
  [`${"é".repeat(130)}{Enter}`, "This name is too long."],
])("of a new folder, the name %s is refused before anybody is asked", async (keys, words) => {
  const page = await desk();
  await page.click("new-folder");
  await page.press(keys);
  expect(page.text("new-folder-problem")).toBe(words);
  expect(page.host.count("createFolder")).toBe(0);
});

test("Escape closes the question for a folder, makes none, and the keys are back in the list", async () => {
  const page = await desk();
  page.row("Plans").focus();
  await page.press("{Control>}{Shift>}N{/Shift}{/Control}");
  await page.press("Photos");
  page.get("new-folder-dialog").dispatchEvent(new Event("cancel", { cancelable: true }));
  await settled();
  expect(page.find("new-folder-dialog")).toBeNull();
  expect(page.host.count("createFolder")).toBe(0);
});

test("by keys alone: F2 puts the name into a field with its stem chosen, and Enter keeps the new one", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press("{F2}");
  const field = page.get("rename-field") as HTMLInputElement;
  expect(document.activeElement).toBe(field);
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, 1]);
  expect(field.getAttribute("aria-label")).toBe("New name for a.pdf");
  await page.user.clear(field);
  await page.press("z.pdf{Enter}");
  expect(page.find("rename-field")).toBeNull();
  expect(page.rows()).toContain("z.pdf");
  expect(page.focused()).toBe("z.pdf");
  expect(page.asked("renameEntry")[0]?.slice(1)).toEqual(["/a.pdf", "z.pdf"]);
  expect(page.text("tray-words")).toContain("Renamed.");
});

test("letters in the field of a name do not lead through the list, and Escape leaves the name as it was", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press("{F2}");
  await page.press("c");
  expect(page.at()).toBe("rename-field");
  await page.press("{Escape}");
  expect(page.find("rename-field")).toBeNull();
  expect(page.host.count("renameEntry")).toBe(0);
  expect(page.focused()).toBe("a.pdf");
});

test.each([
  ["name_taken", "already something called"],
  ["forbidden", "You may not do this here"],
  ["not_done", "did not do it"],
  ["unclear", "We can’t tell yet"],
  ["server_failed", "had a problem"],
] as const)("when a new name ends with %s, the field stays and says so", async (code, words) => {
  const page = await desk(code === "name_taken" ? {} : { stubborn: { "a.pdf": code } });
  page.row("a.pdf").focus();
  await page.press("{F2}");
  await page.user.clear(page.get("rename-field"));
  await page.press("b.txt{Enter}");
  expect(page.text("rename-problem")).toContain(words);
  expect((page.get("rename-field") as HTMLInputElement).value).toBe("b.txt");
  expect(page.get("rename-field").getAttribute("aria-invalid")).toBe("true");
  expect(page.app.operations.list).toEqual([]);
});

test("a question that the shell refuses is said under the field too", async () => {
  const page = await desk();
  page.host.failures.set("renameEntry", problem("offline", { args: {} }));
  page.row("a.pdf").focus();
  await page.press("{F2}x{Enter}");
  expect(page.text("rename-problem")).toContain("You are offline");
});

test("who leaves a field while SmartFile is busy finds it as a row", async () => {
  let go = () => {};
  const page = await desk({ working: () => new Promise<void>((resolve) => (go = resolve)) });
  await page.choose("a.pdf");
  await page.press("{F2}x{Enter}");
  expect(page.app.operations.list).toEqual([]);
  await page.press("{Escape}");
  expect(page.app.operations.list.map(({ phase }) => phase)).toEqual(["working"]);
  go();
});

test("F2 with two chosen says aloud why not", async () => {
  const page = await desk();
  await page.choose("a.pdf", "b.txt");
  await page.press("{F2}");
  expect(page.find("rename-field")).toBeNull();
  expect(page.said()).toBe("Pick one at a time");
});
