import { expect, test } from "vitest";
import { link, problem } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

const day = 24 * 60 * 60_000;
const copied = () => navigator.clipboard.readText();

async function shareOf(name: string, world = {}) {
  const page = await desk(world);
  await page.choose(name);
  await page.click("share");
  return page;
}

test("opening the question shares nothing; one button makes the link, and the next copies it", async () => {
  const page = await shareOf("a.pdf");
  expect(page.text("link-promise")).toMatch(/^Anyone with this link can download this file until /);
  expect(page.host.count("createLink")).toBe(0);
  expect(page.at()).toBe("link-create");
  await page.press("{Enter}");
  const [request, path, form] = page.asked("createLink")[0] as [string, string, Record<string, unknown>];
  expect(request).toMatch(/^[0-9a-f-]{36}$/);
  expect(path).toBe("/a.pdf");
  expect(form["rights"]).toEqual({ list: true, read: true, write: false, remove: false });
  expect(Math.abs(Number(form["expires"]) - Date.now() - 14 * day)).toBeLessThan(day);
  expect(page.at()).toBe("link-copy");
  await page.press("{Enter}");
  expect(await copied()).toBe((page.get("link-address") as HTMLInputElement).value);
  expect(page.text("link-copy")).toBe("Copied");
  expect(page.text("nav-shared")).toContain("1");
});

test("rights, end, number and name of a new link are what was chosen", async () => {
  const page = await shareOf("Plans");
  await page.user.selectOptions(page.get("link-can"), "drop");
  await page.user.selectOptions(page.get("link-ends"), "7");
  await page.user.selectOptions(page.get("link-limit"), "5");
  await page.user.type(page.get("link-name"), "For Ana");
  expect(page.text("link-promise")).toMatch(/can add files, but see nothing until .*It works 5 times\.$/);
  await page.click("link-create");
  expect(page.asked("createLink")[0]?.[2]).toMatchObject({
    name: "For Ana",
    limit: 5,
    rights: { list: false, read: false, write: true, remove: false },
  });
});

test("a link that is there is shown and changed at once, and what is not touched stays", async () => {
  const page = await shareOf("a.pdf", { links: [link({ path: "/a.pdf", name: "Old name" })] });
  expect((page.get("link-name") as HTMLInputElement).value).toBe("Old name");
  await page.user.selectOptions(page.get("link-ends"), "30");
  await settled();
  expect(page.asked("changeLink")[0]?.[1]).toMatchObject({ limit: null, name: "Old name" });
  expect(page.text("share-dialog")).toContain("Saved");
  page.host.failures.set("changeLink", problem("forbidden"));
  await page.user.selectOptions(page.get("link-ends"), "7");
  await settled();
  expect(page.text("share-problem")).toContain("You may not do this here");
});

test("a refused link says so, the choices stay, and trying again makes one link", async () => {
  const page = await shareOf("a.pdf");
  await page.user.type(page.get("link-name"), "For Ana");
  page.host.failures.set("createLink", problem("timed_out"));
  await page.click("link-create");
  expect(page.find("share-problem")).not.toBeNull();
  expect((page.get("link-name") as HTMLInputElement).value).toBe("For Ana");
  await page.click("link-create");
  const requests = page.asked("createLink").map(([request]) => request);
  expect(requests[0]).toBe(requests[1]);
  expect(page.host.shared).toHaveLength(1);
});

test("by keys alone: stop sharing asks, keeps by default, and then takes the link back", async () => {
  const page = await shareOf("a.pdf", { links: [link({ path: "/a.pdf" })] });
  page.get("link-revoke").focus();
  await page.press("{Enter}");
  expect(page.at()).toBe("revoke-keep");
  await page.press("{Enter}");
  expect(page.find("share-dialog")).not.toBeNull();
  expect(page.host.count("revokeLink")).toBe(0);
  page.get("link-revoke").focus();
  await page.press("{Enter}");
  await page.user.tab();
  await page.press("{Enter}");
  expect(page.asked("revokeLink")).toEqual([["vS7kQ2mDp0"]]);
  expect(page.find("revoke-dialog")).toBeNull();
  expect(page.said()).toContain("is no longer shared");
});

test("all that is shared stands on one page, with what ends soon and what nobody opened", async () => {
  const page = await desk({
    links: [
      link({ name: "<b>Plan</b>\u202E" }),
      link({ id: "2", name: null, path: "/x/Tender", expiresSoon: true, expires: Date.now() + day }),
      link({ id: "3", name: "Film", neverOpened: true, used: 0, address: null }),
      link({ id: "4", name: "Old", ended: true }),
    ],
  });
  await page.click("nav-shared");
  expect(page.screen()).toBe("shared");
  expect(page.text("shared-summary")).toBe("4 links, 1 ends soon, 1 was never opened");
  expect(page.text("links")).toContain("<b>Plan</b>‹RLO›");
  expect(page.text("links")).toContain("Tender");
  expect(page.text("links")).toContain("Ends soon");
  expect(page.text("links")).toContain("Never opened");
  expect(page.text("links")).toContain("Ended");
  expect(document.querySelectorAll("[data-testid=link-row-copy]")).toHaveLength(2);
  await page.click("link-row-copy");
  expect(await copied()).toMatch(/vS7kQ2mDp0/);
  await page.click("link-row-revoke");
  page.host.failures.set("revokeLink", problem("server_failed"));
  await page.click("revoke-confirm");
  expect(page.text("revoke-problem")).toContain("had a problem");
  await page.click("revoke-confirm");
  expect(document.querySelectorAll("[data-testid=link]")).toHaveLength(3);
});

test("the page of what is shared says when there is nothing, and when it can't be known", async () => {
  const page = await desk();
  await page.click("nav-shared");
  expect(page.text("shared-none")).toContain("You share nothing");
  await page.click("nav-files");
  page.host.failures.set("links", problem("server_failed"));
  await page.click("nav-shared");
  expect(page.text("problem-title")).toContain("had a problem");
});

test("a star is given from the menu and from the details, and stands in the sidebar at once", async () => {
  const page = await desk();
  await page.choose("Plans");
  await page.user.pointer({ keys: "[MouseRight]", target: page.row("Plans") });
  await page.click("menu-star");
  expect(page.asked("star")[0]).toEqual(["/Plans", true, true]);
  expect(page.said()).toBe("Plans has a star");
  await page.click("starred");
  expect(page.app.folder.path).toBe("/Plans");
  await page.click("details");
  await page.choose("roof.dwg");
  await page.click("details-star");
  expect(document.querySelectorAll("[data-testid=starred]")).toHaveLength(2);
  await page.click("details-star");
  expect(document.querySelectorAll("[data-testid=starred]")).toHaveLength(1);
});

test("a recent file leads to its folder and to itself, and the list can be forgotten", async () => {
  const places = {
    starred: [],
    recent: [{ path: "/Plans/roof.dwg", name: "roof.dwg", isFolder: false, at: Date.now() }],
  };
  const page = await desk({ places });
  await page.click("nav-recent");
  await page.click("recent");
  await settled();
  expect(page.screen()).toBe("files");
  expect(page.app.folder.path).toBe("/Plans");
  expect(page.focused()).toBe("roof.dwg");
  await page.click("nav-recent");
  await page.click("recent-forget");
  expect(page.find("recent-none")).not.toBeNull();
});

test("another account sees neither the links nor the places of the one before", async () => {
  const page = await desk({
    links: [link()],
    places: { starred: [{ path: "/p", name: "p", isFolder: true, at: 1 }], recent: [] },
  });
  expect(page.find("starred")).not.toBeNull();
  page.host.shared = [];
  page.host.kept = { starred: [], recent: [] };
  const { connection } = page.host;
  if (!("account" in connection)) throw new Error("nobody is connected");
  page.host.become({ ...connection, account: { ...connection.account, id: "99" } } as typeof connection);
  await settled();
  expect(page.find("starred")).toBeNull();
  expect(page.app.places.links ?? []).toEqual([]);
});
