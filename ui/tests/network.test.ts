import axe from "axe-core";
import { expect, test } from "vitest";
import { problem, site } from "../src/host/worlds";
import { settled, stage } from "./stage";

async function form(address = "acme.smartfile.com") {
  const page = await stage({
    connection: { state: "disconnected", problem: null, erased: false },
    site: site({ address, provided: false }),
  });
  page.app.editSite();
  await settled();
  const save = async () => {
    await page.user.click(page.get("site-save"));
    await settled();
  };
  return { ...page, save };
}

test("a site is asked before its address is kept", async () => {
  const page = await form();
  await page.save();
  expect(page.host.asked.map((call) => call.name).slice(-2)).toEqual(["checkSite", "saveSite"]);
  expect(page.host.asked.find((call) => call.name === "checkSite")?.args).toEqual(["acme.smartfile.com"]);
  expect(page.screen()).toBe("welcome");
});

// D7: a company that has moved is told so in the form, and its address is not kept.
test("a company that has moved to Files.com is told so and can't save the address", async () => {
  const page = await form();
  page.host.checks = [{ problem: problem("site_moved_to_files", { action: "editSite" }), mayKeep: false }];
  await page.save();
  expect(page.text("problem-title")).toBe("Your company has moved to Files.com");
  expect(page.find("site-save-anyway")).toBeNull();
  expect(page.host.count("saveSite")).toBe(0);
  await page.user.click(page.get("notice-action"));
  expect(document.activeElement).toBe(page.get("site-address"));
});

// B47: a page of a hotel's Wi-Fi is explained, and the same button asks again.
test("a page of the network is explained and can be tried again", async () => {
  const page = await form();
  page.host.checks = [{ problem: problem("network_sign_in"), mayKeep: true }];
  await page.save();
  expect(page.text("notice")).toContain("sign in to the Wi-Fi");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.host.count("checkSite")).toBe(2);
  expect(page.host.count("saveSite")).toBe(1);
});

test("without a network the address may be saved anyway", async () => {
  const page = await form();
  page.host.checks = [{ problem: problem("offline"), mayKeep: true }];
  await page.save();
  expect(page.host.count("saveSite")).toBe(0);
  await page.user.click(page.get("site-save-anyway"));
  await settled();
  expect(page.host.count("checkSite")).toBe(1);
  expect(page.host.count("saveSite")).toBe(1);
});

// B46: a certificate problem names the site and the reason, and nothing invites to go on.
test.each([
  ["expired", "out of date"],
  ["otherName", "belongs to another address"],
  ["unknownIssuer", "does not know who made"],
  ["other", "not one this computer trusts"],
])("a certificate that is not good (%s) says why and leaves no way around", async (reason, words) => {
  const page = await form();
  const insecure = problem("insecure", { args: { site: "acme.smartfile.com", reason } });
  page.host.checks = [{ problem: insecure, mayKeep: false }];
  await page.save();
  expect(page.text("problem-title")).toBe("We can’t confirm this is acme.smartfile.com");
  expect(page.text("notice")).toContain(words);
  expect(page.find("site-save-anyway")).toBeNull();
  expect(document.body.textContent).not.toMatch(/anyway|trust (it|this)/i);
});

// T17: a name with letters of other alphabets is shown as it really is, and a person has to say that it is right.
test("an address that can look like another one is kept only after a person said so", async () => {
  const page = await form("аcme.smartfile.com");
  const letters = { address: "xn--cme-5cd.smartfile.com", international: true };
  page.host.checks = [letters, letters];
  await page.save();
  expect(page.text("letters")).toContain("xn--cme-5cd.smartfile.com");
  expect(page.host.count("saveSite")).toBe(0);
  await page.user.click(page.get("letters-accept"));
  await settled();
  expect(page.host.count("saveSite")).toBe(1);
});

test("what was seen of one address is not said of the next one", async () => {
  const page = await form();
  page.host.checks = [{ problem: problem("offline"), mayKeep: true }];
  await page.save();
  await page.user.type(page.get("site-address"), "x");
  expect(page.find("notice")).toBeNull();
  expect(page.find("site-save-anyway")).toBeNull();
});

// B45: a proxy that wants a sign-in leads to its form, and what was asked is asked again.
test("a proxy that wants a sign-in is signed in to in place", async () => {
  const page = await stage({ connection: { state: "disconnected", problem: null, erased: false } });
  page.host.companyProxy = { address: "", username: "", hasPassword: false, system: "proxy.acme.test:3128" };
  page.host.failures.set("connect", problem("proxy_sign_in", { action: "editProxy" }));
  await page.user.click(page.get("connect"));
  await settled();
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(document.querySelector("dialog")?.textContent).toContain("proxy.acme.test:3128");
  await page.user.type(page.get("proxy-username"), "maya");
  await page.user.type(page.get("proxy-password"), "opensesame");
  await page.user.click(page.get("proxy-save"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "saveProxy")?.args).toEqual([
    { address: "", username: "maya", password: "opensesame" },
  ]);
  expect(page.find("proxy-save")).toBeNull();
  expect(page.host.count("connect")).toBe(2);
  expect(document.body.innerHTML).not.toContain("opensesame");
});

test("a proxy that can't be is said under its field, and Cancel keeps everything", async () => {
  const page = await form();
  await page.user.click(page.get("proxy-open"));
  await settled();
  expect(
    await axe.run(document.querySelector("dialog") as HTMLElement).then((seen) => seen.violations),
  ).toEqual([]);
  page.host.failures.set("saveProxy", problem("proxy_address_invalid", { action: "editProxy" }));
  await page.user.type(page.get("proxy-address"), "proxy");
  await page.user.click(page.get("proxy-save"));
  await settled();
  expect(page.get("proxy-address").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(page.get("proxy-address"));
  expect(document.querySelector("dialog")?.textContent).toContain("That is not the address of a proxy");
  await page.user.click(page.get("proxy-cancel"));
  expect(page.find("proxy-save")).toBeNull();
  expect(page.screen()).toBe("company");
});
