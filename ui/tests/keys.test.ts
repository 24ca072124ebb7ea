import { expect, test } from "vitest";
import { file, operation } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

const hurt = operation({ deed: "remove", to: null, total: 2, done: 1, failed: 1, phase: "partly" });

/** What the keys are on, whether it is called something or not. */
const held = () => document.activeElement?.localName;

test("who closes the list of transfers by keys is at the button that opens it, and the other way round", async () => {
  const page = await desk({ operations: [operation()] });
  page.get("tray-show").focus();
  await page.press("{Enter}");
  expect(page.at()).toBe("tray-hide");
  await page.press("{Enter}");
  expect(page.at()).toBe("tray-show");
});

test("who tries again by keys stays in the row, while it is done and when it is", async () => {
  const page = await desk({ stubborn: { "b.txt": "forbidden" } });
  await page.choose("a.pdf", "b.txt");
  await page.click("remove");
  await page.click("remove-confirm");
  delete page.host.world.stubborn["b.txt"];
  page.get("operation-retry").focus();
  await page.press("{Enter}");
  expect(page.operations()[0]?.phase).toBe("done");
  expect(page.at()).toBe("operation");
  await page.user.tab();
  expect(page.at()).toBe("operation-dismiss");
});

test("who takes rows away by keys goes on at the next, then at the one before, then above them", async () => {
  const rows = ["x1", "x2", "x3"].map((id, at) => ({ ...hurt, id, at: 10 - at, name: id }));
  const page = await desk({ operations: rows });
  const dismiss = async (name: string) => {
    const row = [...document.querySelectorAll<HTMLElement>("[data-testid=operation]")].find(
      (one) => one.dataset["name"] === name,
    );
    row?.querySelector<HTMLElement>("[data-testid=operation-dismiss]")?.focus();
    await page.press("{Enter}");
    return page.focused() ?? page.at();
  };
  expect(await dismiss("x2")).toBe("x3");
  expect(await dismiss("x3")).toBe("x1");
  expect(await dismiss("x1")).toBe("tray-hide");
});

test("taking the last step back by keys leaves them at the list of transfers", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{F2}z{Enter}");
  page.get("tray-undo").focus();
  await page.press("{Enter}");
  expect(page.find("tray-undo")).toBeNull();
  expect(page.at()).toBe("tray-show");
});

test("keys that lead into an empty folder are at its words, and lead out again", async () => {
  const page = await desk();
  page.row("Sent").focus();
  await page.press("{Enter}");
  expect(page.find("empty")).not.toBeNull();
  expect(held()).toBe("h2");
  await page.press("{Backspace}");
  expect(page.focused()).toBe("Sent");
});

test("who deletes the last entry by keys is at the words of the empty folder", async () => {
  const page = await desk({ folders: { "/": [file("/", "a.pdf", 1, 1)] } });
  page.row("a.pdf").focus();
  await page.press("{Delete}{Tab}{Enter}");
  expect(page.find("empty")).not.toBeNull();
  expect(held()).toBe("h2");
});

test("a name typed right after Enter is looked for in the folder one came into", async () => {
  const page = await desk();
  page.row("Plans").focus();
  await page.press("{Enter}");
  await page.press("{Backspace}");
  page.row("Plans").focus();
  await page.press("pl{Enter}ro");
  expect(page.focused()).toBe("roof.dwg");
});

test("a dialog over a list that lost the entry with the keys gives them to the one beside it", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press("{ArrowDown}{Delete}");
  expect(page.at()).toBe("remove-keep");
  page.host.world.folders["/"]?.splice(3, 1);
  page.host.tell({ type: "folderChanged", account: "17", path: "/" });
  await settled();
  await page.press("{Enter}");
  expect(page.focused()).toBe("c.zip");
});
