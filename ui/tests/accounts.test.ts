import { expect, test } from "vitest";
import { listed, worlds } from "../src/host/worlds";
import { settled, stage } from "./stage";

const menuOpen = (page: Awaited<ReturnType<typeof stage>>) => page.find("menu") !== null;
const items = () =>
  [...document.querySelectorAll<HTMLElement>("[data-testid^=menu-account-]")].map((item) =>
    item.textContent.replace(/\s+/g, " ").trim(),
  );
const focused = () => (document.activeElement as HTMLElement | null)?.dataset["testid"];
const maya = "menu-account-maya@files.harrowfinch.example";
const jonas = "menu-account-jonas@acme.smartfile.com";

test("the chip opens the list of accounts, with who is on the screen in hand", async () => {
  const page = await stage(worlds["accounts"]?.());
  const chip = page.get("account-chip");
  expect(chip.getAttribute("aria-haspopup")).toBe("menu");
  expect(chip.getAttribute("aria-label")).toContain("Another account needs you");
  await page.user.click(chip);
  await settled();
  expect(chip.getAttribute("aria-expanded")).toBe("true");
  expect(items()).toEqual([
    "ML Maya Lindqvist Harrow & Finch",
    "JW Jonas Weir Acme Surveys",
    "PN Priya Natarajan Connect again",
  ]);
  expect(focused()).toBe(maya);
  expect(document.activeElement?.getAttribute("aria-checked")).toBe("true");
});

test("the list is walked with arrows and left with Escape", async () => {
  const page = await stage(worlds["accounts"]?.());
  page.get("account-chip").focus();
  await page.user.keyboard("{Enter}");
  await settled();
  await page.user.keyboard("{ArrowDown}");
  expect(focused()).toBe(jonas);
  await page.user.keyboard("{End}");
  expect(focused()).toBe("menu-add-account");
  await page.user.keyboard("{ArrowDown}");
  expect(focused()).toBe(maya);
  await page.user.keyboard("{Escape}");
  await settled();
  expect(menuOpen(page)).toBe(false);
  expect(document.activeElement).toBe(page.get("account-chip"));
});

test("another account brings its own files, from the top", async () => {
  const page = await stage(worlds["accounts"]?.());
  page.app.folder.open("/Projects");
  await settled();
  await page.user.click(page.get("account-chip"));
  await settled();
  await page.user.keyboard("{ArrowDown}{Enter}");
  await settled();
  expect(page.host.asked.filter(({ name }) => name === "switchAccount")[0]?.args).toEqual(["23"]);
  expect(page.text("account-chip")).toContain("Jonas Weir");
  expect(page.app.folder.path).toBe("/");
  expect(page.host.asked.at(-1)).toEqual({ name: "listFolder", args: ["/"] });
  expect(menuOpen(page)).toBe(false);
});

test("a click beside the list closes it and does nothing else", async () => {
  const page = await stage(worlds["accounts"]?.());
  await page.user.click(page.get("account-chip"));
  await settled();
  await page.user.pointer({ keys: "[MouseLeft]", target: document.querySelector(".beside") as Element });
  await settled();
  expect(menuOpen(page)).toBe(false);
  expect(page.host.count("switchAccount")).toBe(0);
});

test("adding an account says what to do about the browser, and leads back", async () => {
  const page = await stage(worlds["accounts"]?.());
  await page.user.click(page.get("account-chip"));
  await settled();
  await page.user.click(page.get("menu-add-account"));
  await settled();
  expect(page.screen()).toBe("welcome");
  expect(document.querySelector("h1")?.textContent.trim()).toBe("Add another account");
  expect(document.body.textContent).toContain("sign out of SmartFile there first");
  expect(page.host.count("connect")).toBe(0);
  const back = document.querySelector<HTMLElement>("[data-testid=other-account][data-username=maya]");
  await page.user.click(back as HTMLElement);
  await settled();
  expect(page.screen()).toBe("files");
  expect(page.text("account-chip")).toContain("Maya Lindqvist");
});

test("who is connected already is told so by name, and nothing is lost", async () => {
  const page = await stage(worlds["already-connected"]?.());
  expect(page.text("notice")).toContain("Maya Lindqvist is connected already");
  expect(page.find("connect")).not.toBeNull();
  expect(page.find("other-accounts")).not.toBeNull();
});

test("a screen without the sidebar leads to the accounts that are there", async () => {
  const page = await stage({ ...worlds["vault"]?.(), others: [listed()] });
  await page.user.click(page.get("other-account"));
  await settled();
  expect(page.screen()).toBe("files");
});

test("the first account ever is offered no other", async () => {
  const page = await stage(worlds["welcome-ready"]?.());
  expect(page.find("other-accounts")).toBeNull();
  expect(document.querySelector("h1")?.textContent).toContain("See your SmartFile files.");
});

test("a change in another account's folder of the same name asks for nothing", async () => {
  const page = await stage(worlds["accounts"]?.());
  const before = page.host.count("listFolder");
  page.host.tell({ type: "folderChanged", account: "23", path: "/" });
  await settled();
  expect(page.host.count("listFolder")).toBe(before);
  page.host.tell({ type: "folderChanged", account: "17", path: "/" });
  await settled();
  expect(page.host.count("listFolder")).toBe(before + 1);
});
