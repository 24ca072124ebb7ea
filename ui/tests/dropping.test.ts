import { expect, test, vi } from "vitest";
import { desk } from "./desk";
import { settled } from "./stage";

/** What lies under a place of the page: there is no layout in tests. */
function under(part: Element | null): void {
  document.elementFromPoint = () => part;
}

const over = { type: "over", items: 3, x: 1, y: 1 } as const;
const dropped = { type: "dropped", ticket: "d1", items: 3, x: 1, y: 1 } as const;

test("over the list it says where the files would go, and a drop sends them there", async () => {
  const page = await desk();
  under(page.get("file-list"));
  page.host.drag(over);
  await settled();
  expect(page.text("drop-tip")).toBe("Drop to upload to All files 3 items");
  expect(page.get("list-area").className).toContain("takes");
  page.host.drag(dropped);
  await settled();
  expect(page.asked("uploadDropped").map((args) => args.slice(1))).toEqual([["d1", "/"]]);
  expect(page.find("drop-tip")).toBeNull();
});

test("over a folder's row, or the path, that folder takes them", async () => {
  const page = await desk();
  await page.app.folder.open("/Plans");
  await settled();
  under(page.row("Old").querySelector("[role=gridcell]"));
  page.host.drag(over);
  await settled();
  expect(page.text("drop-tip")).toContain("Drop to upload to Old");
  expect(page.row("Old").className).toContain("takes");
  expect(page.get("list-area").className).not.toContain("takes");
  const crumb = document.querySelector("[data-testid=crumb]");
  under(crumb);
  page.host.drag(over);
  await settled();
  expect(page.text("drop-tip")).toContain("Drop to upload to All files");
  expect(crumb?.className).toContain("takes");
  page.host.drag(dropped);
  await settled();
  expect(page.asked("uploadDropped")[0]?.slice(1)).toEqual(["d1", "/"]);
});

test("taken elsewhere, nothing is left of it", async () => {
  const page = await desk();
  under(page.get("file-list"));
  page.host.drag(over);
  await settled();
  page.host.drag({ type: "left" });
  await settled();
  expect(page.find("drop-tip")).toBeNull();
  expect(page.get("list-area").className).not.toContain("takes");
  expect(page.asked("uploadDropped")).toEqual([]);
});

test("a program that drags and ends without a word leaves nothing behind", async () => {
  const page = await desk();
  under(page.get("file-list"));
  page.host.drag(over);
  await settled();
  window.dispatchEvent(new Event("pointermove"));
  await settled();
  expect(page.find("drop-tip")).toBeNull();
});

test("where it can't go there are words and the pointer refuses, and a drop sends nothing", async () => {
  const page = await desk({ readOnly: ["/"] });
  under(page.get("file-list"));
  const pointer = () => {
    const event = new Event("dragover", { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { dropEffect: "move" } });
    window.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    return (event as unknown as DragEvent).dataTransfer?.dropEffect;
  };
  const refused = async (words: string) => {
    page.host.drag(over);
    await settled();
    expect(page.text("drop-tip")).toContain(words);
    expect(page.get("drop-tip").className).toContain("no");
    expect(pointer()).toBe("none");
    page.host.drag(dropped);
    await settled();
    expect(page.asked("uploadDropped")).toEqual([]);
    expect(page.said()).toBe(words);
  };
  await refused("You can look, not change");
  page.app.deeds.ask({ kind: "newFolder", into: "/" });
  await refused("Finish what is open first");
  page.app.deeds.reset();
  page.app.place = "receipts";
  await settled();
  await refused("Open Files first, then drop here");
  page.app.place = "files";
  await settled();
  under(page.row("Plans"));
  page.host.drag(over);
  await settled();
  expect(pointer()).toBe("copy");
});

test("before anybody is connected it says so", async () => {
  const page = await desk({ connection: { state: "disconnected", problem: null, erased: false } });
  page.host.drag(over);
  await settled();
  expect(page.text("drop-tip")).toBe("Connect first 3 items");
});

test("what is no file is counted, and said until it is read", async () => {
  const page = await desk();
  page.host.leavesOut = 2;
  under(page.get("file-list"));
  page.host.drag(dropped);
  await settled();
  expect(page.text("left-out")).toContain("2 items were left out");
  await page.user.click(page.get("left-out").querySelector("button") as HTMLElement);
  await settled();
  expect(page.find("left-out")).toBeNull();
});

test("moving over the same place changes nothing on the page", async () => {
  const page = await desk();
  under(page.get("file-list"));
  page.host.drag(over);
  await settled();
  const target = page.app.dropping.target;
  const drawn = vi.fn();
  const watcher = new MutationObserver(drawn);
  watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
  for (let step = 0; step < 50; step += 1) page.host.drag({ ...over, x: step });
  await settled();
  watcher.disconnect();
  expect(page.app.dropping.target).toBe(target);
  expect(drawn).not.toHaveBeenCalled();
});
