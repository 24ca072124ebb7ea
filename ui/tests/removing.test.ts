import { expect, test } from "vitest";
import { file, folder, link, operation, problem } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

test("by keys alone: Delete shows what would go, with the safe answer in hand; Enter keeps everything", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press("{Delete}");
  expect(page.text("remove-dialog")).toContain("Delete “a.pdf”?");
  expect(page.text("remove-dialog")).toContain("Nothing is deleted yet.");
  expect(page.text("remove-sum")).toBe("1 file, 1 MB");
  expect(page.text("remove-final")).toBe("This may be final. We cannot promise a way back.");
  expect(page.at()).toBe("remove-keep");
  await page.press("{Enter}");
  expect(page.find("remove-dialog")).toBeNull();
  expect(page.host.count("removeEntries")).toBe(0);
});

test("by keys alone: Tab and Enter delete, the row goes and the keys stay about where they were", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press("{Delete}");
  await page.user.tab();
  expect(page.at()).toBe("remove-confirm");
  await page.press("{Enter}");
  await settled();
  expect(page.asked("removeEntries")[0]?.slice(1)).toEqual([["/a.pdf"]]);
  expect(page.rows()).not.toContain("a.pdf");
  expect(page.text("tray-words")).toBe("Delete a.pdf: Deleted.");
  expect(page.find("tray-undo")).toBeNull();
});

test("the rehearsal counts folders to their bottom, and links that stop working", async () => {
  const page = await desk({ links: [link({ path: "/Plans/roof.dwg" }), link({ id: "x", path: "/b.txt" })] });
  await page.choose("Plans", "a.pdf");
  await page.click("remove");
  expect(page.text("remove-dialog")).toContain("Delete 2 files?");
  expect(page.text("remove-sum")).toBe("2 files, 1 MB");
  expect(page.text("remove-links")).toBe("1 shared link will stop working.");
  expect(page.text("remove-confirm")).toBe("Delete 2 files");
});

test("while it is counted the number grows, and leaving stops the count", async () => {
  const held: (() => void)[] = [];
  const page = await desk();
  page.host.beforeCount = () => new Promise<void>((resolve) => held.push(resolve));
  await page.choose("Plans", "a.pdf");
  await page.click("remove");
  expect(page.text("remove-sum")).toBe("Counting…");
  held.shift()?.();
  await settled();
  held.shift()?.();
  await settled();
  expect(page.text("remove-sum")).toContain("at least");
  await page.click("remove-keep");
  expect(page.host.count("stopRehearsal")).toBe(1);
});

test("a count that could not be finished says at least so many, and a refusal says so", async () => {
  const page = await desk();
  const bounded = { files: 250, folders: 3, bytes: 1.3e9, exact: false, bound: "tooMany" as const, kept: 2 };
  page.host.rehearseRemoval = () => Promise.resolve(bounded);
  await page.choose("Plans");
  await page.click("remove");
  expect(page.text("remove-sum")).toBe("at least 250 files, 1.3 GB");
  expect(page.text("remove-bound")).toContain("more than we could count");
  expect(page.text("remove-kept")).toBe("2 of these you may not delete. They stay.");
  await page.click("remove-keep");
  page.host.rehearseRemoval = () => Promise.reject(problem("timed_out"));
  await page.click("remove");
  expect(page.text("remove-problem")).toContain("We could not count");
});

test("over twenty-five files the number must be typed", async () => {
  const many = Array.from({ length: 30 }, (_, at) => file("/Box", `${at}.jpg`, 10, 1));
  const page = await desk({ folders: { "/": [folder("/", "Box", 30, 1)], "/Box": many } });
  await page.choose("Box");
  await page.click("remove");
  await page.click("remove-confirm");
  expect(page.text("remove-number-problem")).toContain("Type the number 30");
  expect(page.at()).toBe("remove-number");
  expect(page.host.count("removeEntries")).toBe(0);
  await page.press("30");
  await page.click("remove-confirm");
  expect(page.host.count("removeEntries")).toBe(1);
});

test("a copy can be kept first", async () => {
  const page = await desk();
  await page.choose("Plans");
  await page.click("remove");
  await page.click("remove-copy");
  expect(page.asked("downloadFolder")[0]?.[1]).toBe("/Plans");
  expect(page.host.count("removeEntries")).toBe(0);
});

test("what did not work is told one by one, with why and what to do, and can be tried again", async () => {
  const page = await desk({ stubborn: { "b.txt": "forbidden" } });
  await page.choose("a.pdf", "b.txt", "c.zip");
  await page.click("remove");
  await page.click("remove-confirm");
  expect(page.get("tray").dataset["open"]).toBe("true");
  expect(page.operations()).toEqual([
    { deed: "remove", phase: "partly", words: "2 of 3 deleted. 1 needs you." },
  ]);
  expect(page.text("operation-aloud")).toBe("Delete 3 items: 2 of 3 deleted. 1 needs you.");
  await page.click("operation-show");
  expect(page.text("failures")).toContain("b.txt");
  expect(page.text("failures")).toContain("You may not do this here");
  delete page.host.world.stubborn["b.txt"];
  await page.click("operation-retry");
  expect(page.operations()[0]?.phase).toBe("done");
  expect(page.rows()).toEqual(["Plans", "Sent"]);
});

test("47 of 50: of many failures the list says how many more there are", async () => {
  const page = await desk({
    operations: [
      operation({
        deed: "remove",
        to: null,
        total: 500,
        done: 300,
        failed: 200,
        phase: "partly",
        failures: [{ path: "/<b>x</b>", name: "<b>x</b>\u202Egnp", problem: problem("not_done") }],
        problem: problem("not_done"),
      }),
    ],
  });
  await page.click("operation-show");
  expect(page.text("failures")).toContain("<b>x</b>‹RLO›gnp");
  expect(page.text("failures")).toContain("and 199 more");
  expect(document.querySelector("[data-testid=failures] b")).toBeNull();
});

test("what may not be deleted says why, and the key says it aloud", async () => {
  const page = await desk({ folders: { "/": [{ ...file("/", "fixed.txt", 1, 1), mayRemove: false }] } });
  page.row("fixed.txt").focus();
  await page.press("{Delete}");
  expect(page.find("remove-dialog")).toBeNull();
  expect(page.said()).toBe("Your account may not delete this");
});
