import { expect, test } from "vitest";
import { account, connected, transfer } from "../src/host/worlds";
import { settled, stage } from "./stage";

async function onAccount(changes = {}) {
  const page = await stage({ connection: connected({ account: account(changes) }), transfers: [transfer()] });
  await page.user.click(page.get("nav-account"));
  await settled();
  return page;
}

test("the account page says who, where, since when, how kept, and how full", async () => {
  const page = await onAccount();
  expect(page.screen()).toBe("account");
  expect(page.text("account-name")).toBe("Maya Lindqvist");
  expect(page.text("account-email")).toBe("maya@harrowfinch.example");
  expect(page.text("account-site")).toBe("Connected to files.harrowfinch.example");
  expect(page.text("account-since")).toMatch(/Connected since .*March.* 2026|Connected since March 3, 2026/);
  expect(page.text("account-renewed")).toBe("Sign-in last renewed 9 minutes ago. It renews by itself.");
  expect(page.text("account-kept")).toBe("Your sign-in is kept in this computer’s password store");
  expect(page.text("account-storage")).toBe("182 of 250 GB used");
});

test("what is not known is not invented", async () => {
  const page = await onAccount({
    email: null,
    lastRenewed: null,
    lastAnswered: null,
    storage: null,
    keptIn: "untilQuit",
  });
  expect(page.text("account-email")).toBe("Signed in as maya");
  expect(page.text("account-renewed")).toBe("Not renewed yet. It renews by itself.");
  expect(page.find("account-storage")).toBeNull();
  expect(page.text("account-kept")).toBe("Your sign-in is kept only until you quit");
});

test("an account without a limit shows only what is used", async () => {
  const page = await onAccount({ storage: { used: 5e9, limit: null } });
  expect(page.text("account-storage")).toBe("5 GB used");
  expect(document.body.textContent).not.toContain("free");
});

test("disconnecting asks first, with the safe answer in hand", async () => {
  const page = await onAccount();
  await page.user.click(page.get("disconnect"));
  await settled();
  const dialog = document.querySelector("dialog");
  expect(dialog?.textContent).toContain("The sign-in is erased from this computer.");
  expect(dialog?.textContent).toContain("1 transfer that is still going on stops.");
  expect(document.activeElement).toBe(page.get("disconnect-stay"));
  await page.user.click(page.get("disconnect-stay"));
  await settled();
  expect(page.host.count("disconnect")).toBe(0);
  expect(document.querySelector("dialog")).toBeNull();
});

test("confirmed, it disconnects and the welcome screen says so", async () => {
  const page = await onAccount();
  await page.user.click(page.get("disconnect"));
  await page.user.click(page.get("disconnect-confirm"));
  await settled();
  expect(page.host.count("disconnect")).toBe(1);
  expect(page.screen()).toBe("welcome");
  expect(document.body.textContent).toContain("Disconnected. The sign-in was erased from this computer.");
});

test("coming back from the account page the folder is as it was", async () => {
  const page = await onAccount();
  await page.user.click(page.get("nav-files"));
  await settled();
  expect(page.screen()).toBe("files");
  expect(page.rows().length).toBeGreaterThan(0);
  expect(page.host.count("listFolder")).toBe(1);
});
