import { expect, test } from "vitest";
import { contents, folderTransfers, item } from "../src/host/trees";
import { problem, transfer } from "../src/host/worlds";
import type { TransferView } from "../src/host/wire/TransferView";
import { desk } from "./desk";
import { settled } from "./stage";

type Page = Awaited<ReturnType<typeof desk>>;

const row = (id: string) => {
  const found = document.querySelector<HTMLElement>(`[data-testid=transfer][data-id="${id}"]`);
  if (!found) throw new Error(`no transfer ${id}`);
  return found;
};
const inRow = (id: string, testid: string) => row(id).querySelector<HTMLElement>(`[data-testid="${testid}"]`);
const words = (id: string) => row(id).querySelector(".words")?.textContent.replace(/\s+/g, " ").trim();

async function press(page: Page, id: string, testid: string): Promise<void> {
  const button = inRow(id, testid);
  if (!button) throw new Error(`no ${testid} in ${id}`);
  await page.user.click(button);
  await settled();
}

test("a folder is one row that says how many of its files have arrived", async () => {
  const page = await desk(folderTransfers());
  expect(words("f2")).toContain("A folder with this name is already there. Nothing was changed.");
  expect(words("f3")).toContain("Sending 71 of 112 files");
  expect(words("f4")).toBe("Sent 18 of 2,400 files found so far");
  expect(words("f5")).toBe("Paused. 40 of 112 files arrived.");
  expect(words("f6")).toBe("All 112 files arrived. Both copies of each are the same. 2 items were left out.");
  expect(page.get("tray").dataset["open"]).toBe("true");
  // A folder has no receipt of its own: its files have.
  expect(inRow("f6", "transfer-receipt")).toBeNull();
});

const ends: [string, Partial<TransferView>, string][] = [
  [
    "one file",
    { contents: contents({ files: 1, done: 1, byFingerprint: 1 }) },
    "Its file arrived. Both copies are the same.",
  ],
  [
    "nothing in it",
    { contents: contents({ files: 0, done: 0, byFingerprint: 0 }) },
    "Arrived. There was no file in it.",
  ],
  [
    "some by their size alone",
    { contents: contents({ done: 112, byFingerprint: 100, bySize: 12 }) },
    "All 112 files arrived. Of 12, only the size could be checked.",
  ],
  [
    "some in no way",
    { contents: contents({ byFingerprint: 100 }) },
    "All 112 files arrived. Not all could be checked.",
  ],
  [
    "failed ones",
    { phase: "failed", contents: contents({ done: 110, failed: 2 }) },
    "2 items did not arrive, 110 of 112 files did. Your originals are safe.",
  ],
];

test.each(ends)("how a folder with %s ended", async (_, changes, said) => {
  await desk({ transfers: [transfer({ id: "f", name: "Plans", phase: "done", ...changes })] });
  const page = document.querySelector("[data-testid=tray-show]");
  if (page instanceof HTMLElement) page.click();
  await settled();
  expect(words("f")).toBe(said);
});

test("where the folder's name is taken there are three ways on", async () => {
  const page = await desk(folderTransfers());
  await press(page, "f2", "folder-merge");
  await press(page, "f2", "folder-keep-both");
  await press(page, "f2", "folder-skip");
  expect(page.asked("answerFolder")).toEqual([
    ["f2", "merge"],
    ["f2", "keepBoth"],
    ["f2", "skip"],
  ]);
});

test("what needs somebody, failed, was left out or is called otherwise is shown with its reason", async () => {
  const page = await desk(folderTransfers());
  await press(page, "f1", "folder-show");
  const items = [...row("f1").querySelectorAll<HTMLElement>("[data-testid=item]")];
  expect(items.map((one) => one.dataset["name"])).toEqual([
    "Application/Cover letter.docx",
    "Application/Site plan, revision D.pdf",
    "Neighbours/List.xlsx",
    "Application/Model.ifc",
    "Shortcut to server",
    ".lock",
    "Drawings/A:101.dwg",
  ]);
  const told = items.map((one) => one.querySelector(".second")?.textContent.trim());
  expect(told[0]).toBe("A file with this name is already there.");
  expect(told[4]).toBe("A link to something else is never followed.");
  expect(told[6]).toBe("Its name here is A_101.dwg");
  await page.user.click(items[1]!.querySelector("[data-testid=item-keep-both]")!);
  await page.user.click(items[3]!.querySelector("[data-testid=item-retry]")!);
  await page.user.click(items[3]!.querySelector("[data-testid=item-skip]")!);
  await settled();
  expect(page.asked("answerItem")).toEqual([
    ["f1", 2, "keepBoth"],
    ["f1", 4, "skip"],
  ]);
  expect(page.asked("retryItem")).toEqual([["f1", 4]]);
});

test("one answer is for all of them, and all that failed are tried again or left", async () => {
  const page = await desk(folderTransfers());
  await press(page, "f1", "folder-show");
  for (const testid of ["all-replace", "all-skip", "all-keep-both", "all-retry", "all-leave"])
    await press(page, "f1", testid);
  expect(page.asked("answerTransfer")).toEqual([
    ["f1", "replace"],
    ["f1", "skip"],
    ["f1", "keepBoth"],
  ]);
  expect(page.asked("retryTransfer")).toEqual([["f1"]]);
  expect(page.asked("leaveFailedItems")).toEqual([["f1"]]);
});

test("an answered one goes from the list, and the others stay where they were", async () => {
  const page = await desk(folderTransfers());
  await press(page, "f1", "folder-show");
  const [f1] = page.host.transfers;
  page.host.items.set("f1", (page.host.items.get("f1") ?? []).slice(1));
  page.host.move({ ...f1!, contents: { ...f1!.contents!, needsYou: 2, done: 109 } });
  await settled();
  const names = [
    ...row("f1").querySelectorAll<HTMLElement>("[data-testid=items-needsYou] [data-testid=item]"),
  ];
  expect(names.map((one) => one.dataset["name"])).toEqual([
    "Application/Site plan, revision D.pdf",
    "Neighbours/List.xlsx",
  ]);
});

test("thousands of them are shown a page at a time", async () => {
  const many = Array.from({ length: 120 }, (_, number) =>
    item(number, `photo ${String(number)}.jpg`, { standing: "failed", problem: problem("offline") }),
  );
  const page = await desk({
    transfers: [transfer({ id: "f", phase: "failed", contents: contents({ failed: 120 }) })],
    items: { f: many },
  });
  page.app.transfers.open = true;
  await settled();
  await press(page, "f", "folder-show");
  const shown = () => row("f").querySelectorAll("[data-testid=item]").length;
  expect(shown()).toBe(50);
  await press(page, "f", "items-more");
  expect(shown()).toBe(100);
  await press(page, "f", "items-more");
  expect(shown()).toBe(120);
  expect(inRow("f", "items-more")).toBeNull();
});

test("a folder is chosen for upload in the menu beside the button, and comes down as it is", async () => {
  const page = await desk();
  await page.click("upload-more");
  await page.click("menu-upload-folder");
  expect(page.asked("uploadFolder")[0]?.[1]).toBe("/");
  await page.choose("Plans");
  await page.click("download");
  expect(page.asked("downloadFolder")[0]?.[1]).toBe("/Plans");
});
