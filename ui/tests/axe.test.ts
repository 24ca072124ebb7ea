import axe from "axe-core";
import { expect, test } from "vitest";
import { worlds } from "../src/host/worlds";
import { settled, stage } from "./stage";

// Colour and layout need a real browser: contrast is measured from the tokens instead.
const options: axe.RunOptions = {
  rules: {
    "color-contrast": { enabled: false },
    "target-size": { enabled: false },
    region: { enabled: false },
  },
};

async function violations() {
  const { violations } = await axe.run(document.body, options);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}

test.each(Object.keys(worlds))("the screen of the world %s has no known barrier", async (name) => {
  document.documentElement.lang = "en";
  document.title = "Connect SmartFile";
  const page = await stage(worlds[name]?.());
  const show = page.find("tray-show");
  if (show) show.click();
  await settled();
  expect(await violations()).toEqual([]);
});

test.each(["company-link", "nav-account", "account-chip"])(
  "behind %s there is no known barrier",
  async (testid) => {
    document.documentElement.lang = "en";
    const page = await stage(testid === "company-link" ? worlds["welcome"]?.() : worlds["accounts"]?.());
    page.get(testid).click();
    await settled();
    expect(await violations()).toEqual([]);
  },
);

test.each([
  ["tiles", ["layout"]],
  ["the menu of the order", ["sort"]],
  ["all that is chosen", ["select-all"]],
])("with %s there is no known barrier", async (_name, testids) => {
  document.documentElement.lang = "en";
  const page = await stage();
  for (const testid of testids) page.get(testid).click();
  await settled();
  expect(await violations()).toEqual([]);
});

test.each(["files", "many-receipts", "no-receipts"])(
  "the receipts of the world %s have no known barrier",
  async (name) => {
    document.documentElement.lang = "en";
    const page = await stage(worlds[name]?.());
    page.get("nav-receipts").click();
    await settled();
    expect(page.screen()).toBe("receipts");
    expect(await violations()).toEqual([]);
  },
);

test.each([
  ["what is in folders on their way", "transfer-folders", "folder-show"],
  ["the choice of how fast", "transfers", "tray-limits"],
  ["the ways to upload", "files", "upload-more"],
])("with %s there is no known barrier", async (_name, world, testid) => {
  document.documentElement.lang = "en";
  const page = await stage(worlds[world]?.());
  page.find("tray-show")?.click();
  await settled();
  page.get(testid).click();
  await settled();
  expect(await violations()).toEqual([]);
});

test("with a search that finds nothing there is no known barrier", async () => {
  document.documentElement.lang = "en";
  const page = await stage();
  page.app.folder.search = "fassade";
  await settled();
  expect(page.find("nothing-found")).not.toBeNull();
  expect(await violations()).toEqual([]);
});

test("with the menu of a file there is no known barrier", async () => {
  document.documentElement.lang = "en";
  const page = await stage();
  page.row("Projects")?.focus();
  await page.user.keyboard("{Shift>}{F10}{/Shift}");
  expect(page.find("menu-open")).not.toBeNull();
  expect(await violations()).toEqual([]);
});
