import { fireEvent } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { problem } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

test("by keys alone: the chooser goes in with Enter, out with Backspace, and moves to the folder that is open", async () => {
  const page = await desk();
  await page.choose("a.pdf", "b.txt");
  await page.click("move");
  expect(page.at()).toBe("chooser-folder");
  expect(page.focused()).toBe("Plans");
  expect(page.text("place-why")).toBe("It is here already");
  expect(page.get("place-confirm").getAttribute("aria-disabled")).toBe("true");
  await page.press("{Enter}");
  expect(page.focused()).toBe("Old");
  expect(page.text("place-confirm")).toBe("Move to Plans");
  await page.press("{Backspace}");
  expect(page.focused()).toBe("Plans");
  await page.press("{ArrowDown}{Enter}");
  expect(page.get("chooser").dataset["path"]).toBe("/Sent");
  await page.user.tab();
  await page.user.tab();
  expect(page.at()).toBe("place-confirm");
  await page.press("{Enter}");
  expect(page.asked("moveEntries")[0]?.slice(1)).toEqual([["/a.pdf", "/b.txt"], "/Sent"]);
  expect(page.rows()).toEqual(["Plans", "Sent", "c.zip"]);
  expect(page.text("tray-words")).toBe("Move 2 items to Sent: All 2 moved.");
});

test("a folder can't be moved into itself, and a folder one may only look at takes nothing", async () => {
  const page = await desk({ readOnly: ["/Sent"] });
  await page.choose("Plans");
  await page.click("move");
  const own = [...document.querySelectorAll<HTMLElement>("[data-testid=chooser-folder]")].find(
    (one) => one.dataset["name"] === "Plans",
  );
  expect(own?.getAttribute("aria-disabled")).toBe("true");
  await page.press("{Enter}");
  expect(page.get("chooser").dataset["path"]).toBe("/");
  await page.press("{ArrowDown}{Enter}");
  expect(page.get("chooser").dataset["path"]).toBe("/Sent");
  expect(page.text("place-why")).toBe("You can look, not change");
  await page.click("place-confirm");
  expect(page.host.count("moveEntries")).toBe(0);
});

test("the chooser says what went wrong with a folder and leads out again", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.click("move");
  page.host.failures.set("listFolder", problem("forbidden"));
  await page.press("{Enter}");
  expect(page.text("chooser")).toContain("You may not do this here");
  await page.press("{Backspace}");
  expect(page.focused()).toBe("Plans");
});

test("by keys alone: Ctrl+X, another folder, Ctrl+V moves; what is cut looks and sounds so until then", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{Control>}x{/Control}");
  expect(page.said()).toBe("a.pdf is cut. Go to a folder and paste.");
  expect(page.row("a.pdf").hasAttribute("data-cut")).toBe(true);
  expect(page.row("a.pdf").textContent).toContain("cut");
  await page.press("{Home}{ArrowDown}{Enter}");
  expect(page.app.folder.path).toBe("/Sent");
  page.get("refresh").focus();
  await page.user.click(document.querySelector("main") as HTMLElement);
  page.app.deeds.paste();
  await settled();
  expect(page.asked("moveEntries")[0]?.slice(1)).toEqual([["/a.pdf"], "/Sent"]);
  expect(page.rows()).toEqual(["a.pdf"]);
  expect(page.app.deeds.clip).toBeNull();
});

test("Ctrl+C and Ctrl+V in the same folder make a copy beside the original, with a name of its own", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{Control>}c{/Control}");
  await page.press("{Control>}v{/Control}");
  await settled();
  expect(page.rows()).toContain("a (2).pdf");
  expect(page.rows()).toContain("a.pdf");
  expect(page.asked("answerOperation")).toHaveLength(1);
});

test("Ctrl+V pastes into an empty folder too, where there is no row for the keys", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{Control>}c{/Control}{Home}{ArrowDown}{Enter}");
  expect(page.find("empty")).not.toBeNull();
  await page.press("{Control>}v{/Control}");
  expect(page.rows()).toEqual(["a.pdf"]);
});

test("Escape lets go of what was cut", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{Control>}x{/Control}");
  await page.press("{Escape}{Escape}");
  expect(page.row("a.pdf").hasAttribute("data-cut")).toBe(false);
});

const at = (x: number, y: number) => ({ button: 0, buttons: 1, clientX: x, clientY: y, bubbles: true });

test("a row dragged onto a folder names where it goes, and goes there; Escape lets go", async () => {
  const page = await desk();
  await fireEvent.pointerDown(page.row("a.pdf"), at(10, 10));
  await fireEvent.pointerMove(page.row("a.pdf"), at(12, 11));
  expect(page.find("drag-tip")).toBeNull();
  await fireEvent.pointerMove(page.row("Sent"), at(40, 60));
  expect(page.text("drag-tip")).toBe("a.pdf Move to Sent");
  await fireEvent.keyDown(window, { key: "Escape" });
  expect(page.find("drag-tip")).toBeNull();
  await fireEvent.pointerUp(page.row("Sent"), at(40, 60));
  await settled();
  expect(page.host.count("moveEntries")).toBe(0);

  await fireEvent.pointerDown(page.row("a.pdf"), at(10, 10));
  await fireEvent.pointerMove(page.row("Sent"), at(40, 60));
  await fireEvent.pointerUp(page.row("Sent"), at(40, 60));
  await settled();
  expect(page.asked("moveEntries")[0]?.slice(1)).toEqual([["/a.pdf"], "/Sent"]);
  expect(page.rows()).not.toContain("a.pdf");
});

test("with Ctrl held it is copied, and all that is chosen goes along", async () => {
  const page = await desk();
  await page.choose("a.pdf", "b.txt");
  await fireEvent.pointerDown(page.row("b.txt"), at(10, 10));
  await fireEvent.pointerMove(page.row("Sent"), { ...at(40, 60), ctrlKey: true });
  expect(page.text("drag-tip")).toBe("2 items Copy to Sent");
  await fireEvent.pointerUp(page.row("Sent"), at(40, 60));
  await settled();
  expect(page.asked("copyEntries")[0]?.slice(1)).toEqual([["/a.pdf", "/b.txt"], "/Sent"]);
});

test("a folder dragged onto itself is told that it can't go there, and a step of the path takes things", async () => {
  const page = await desk();
  await fireEvent.pointerDown(page.row("Plans"), at(10, 10));
  await fireEvent.pointerMove(page.row("Plans"), at(40, 60));
  expect(page.text("drag-tip")).toContain("can’t go into itself");
  await fireEvent.pointerUp(page.row("Plans"), at(40, 60));
  await settled();
  expect(page.host.count("moveEntries")).toBe(0);
  page.app.folder.open("/Plans");
  await settled();
  await fireEvent.pointerDown(page.row("roof.dwg"), at(10, 10));
  await fireEvent.pointerMove(document.querySelector("[data-testid=crumb]") as HTMLElement, at(40, 60));
  expect(page.text("drag-tip")).toBe("roof.dwg Move to All files");
  await fireEvent.pointerUp(document.querySelector("[data-testid=crumb]") as HTMLElement, at(40, 60));
  await settled();
  expect(page.asked("moveEntries")[0]?.slice(1)).toEqual([["/Plans/roof.dwg"], "/"]);
});

test("a name that is taken there needs a person, and the tray opens for it", async () => {
  const page = await desk();
  page.host.files.put({ ...page.host.files.find("/a.pdf")!, path: "/Sent/a.pdf" });
  await page.choose("a.pdf");
  await page.app.deeds.put("move", ["/a.pdf"], "/Sent");
  await settled();
  expect(page.get("tray").dataset["open"]).toBe("true");
  expect(page.operations()).toEqual([
    {
      deed: "move",
      phase: "needsYou",
      words: "Needs you. A file with this name is already there. Nothing was changed.",
    },
  ]);
  await page.click("answer-keep-both");
  expect(page.operations()[0]?.phase).toBe("done");
  expect(page.host.files.find("/Sent/a (2).pdf")).toBeDefined();
});

test("a long job runs on while one works, is cancelled, and says that SmartFile may finish it", async () => {
  let step = () => {};
  const page = await desk({ working: () => new Promise<void>((resolve) => (step = resolve)) });
  void page.app.deeds.put("move", ["/a.pdf", "/b.txt", "/c.zip"], "/Sent");
  await settled();
  step();
  await settled();
  expect(page.text("tray-words")).toBe("Move 3 items to Sent: 1 of 3 done");
  await page.click("tray-show");
  page.app.folder.open("/Plans");
  await settled();
  expect(page.rows()).toContain("roof.dwg");
  await page.click("operation-cancel");
  expect(page.operations()[0]?.phase).toBe("cancelled");
  expect(page.operations()[0]?.words).toBe("Stopped here. SmartFile may still finish what it began.");
  await page.click("operation-dismiss");
  expect(page.operations()).toEqual([]);
});

test("Ctrl+Z takes the last one back, once; the button in its row does the same", async () => {
  const page = await desk();
  await page.app.deeds.put("move", ["/a.pdf"], "/Sent");
  await settled();
  expect(page.rows()).not.toContain("a.pdf");
  page.row("b.txt").focus();
  await page.press("{Control>}z{/Control}");
  expect(page.rows()).toContain("a.pdf");
  expect(page.text("operation-aloud")).toContain("Undone. All is as it was.");
  await page.press("{Control>}z{/Control}");
  expect(page.said()).toBe("There is nothing to undo");
  await page.app.deeds.put("move", ["/a.pdf"], "/Sent");
  await settled();
  await page.click("tray-undo");
  expect(page.rows()).toContain("a.pdf");
});

test("an undo that comes too late is said above the list", async () => {
  const page = await desk();
  await page.app.deeds.put("move", ["/a.pdf"], "/Sent");
  await settled();
  page.host.failures.set("undoOperation", problem("undo_too_late", { action: "none" }));
  await page.click("tray-undo");
  expect(page.text("problem-title")).toBe("This can’t be undone any more");
});

test("several entries come as one archive; a single file, or a single folder, as itself", async () => {
  const page = await desk();
  await page.choose("Plans");
  await page.click("download");
  await page.choose("a.pdf", "b.txt");
  await page.click("download");
  await page.choose("a.pdf");
  await page.click("download");
  expect(page.asked("downloadZip").map((args) => args[1])).toEqual([["/a.pdf", "/b.txt"]]);
  expect(page.asked("downloadFolder").map((args) => args[1])).toEqual(["/Plans"]);
  expect(page.asked("download").map((args) => args[1])).toEqual(["/a.pdf"]);
});
