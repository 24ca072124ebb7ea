import axe from "axe-core";
import { expect, test } from "vitest";
import type { ConnectionView } from "../src/host/wire/ConnectionView";
import { account, connected, problem, worlds } from "../src/host/worlds";
import { settled, stage } from "./stage";

const phrase = "blue kettle on the roof";

const locked = (): ConnectionView => ({
  state: "vaultUnavailable",
  account: account({ keptIn: "encryptedFile" }),
  problem: problem("passphrase_needed"),
});

const untilQuit = (changes = {}) =>
  connected({ account: account({ keptIn: "untilQuit" }), problem: problem("vault_unavailable"), ...changes });

async function choosing() {
  const page = await stage({ connection: untilQuit() });
  await page.user.click(page.get("notice-offer"));
  await settled();
  return page;
}

async function barriers() {
  const options = { rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } } };
  const found = await axe.run(document.body, { rules: { ...options.rules, region: { enabled: false } } });
  return found.violations.map(({ id }) => id);
}

// B16: one calm banner, and one quiet second way in it.
test("without a password store the banner offers a passphrase, once, and nothing is kept yet", async () => {
  const page = await stage({ connection: untilQuit() });
  expect(document.querySelectorAll("[data-testid=notice]")).toHaveLength(1);
  expect(page.text("notice-offer")).toBe("Keep me signed in with a passphrase");
  await page.user.click(page.get("notice-offer"));
  await settled();
  await page.user.click(page.get("keep-cancel"));
  await settled();
  expect(document.querySelector("dialog")).toBeNull();
  expect(page.host.count("keepInFile")).toBe(0);
});

test("the offer stands wherever the banner does, and nowhere else", async () => {
  const page = await stage({ connection: untilQuit({ confirmed: false }) });
  expect(page.screen()).toBe("connected");
  expect(page.get("notice-offer")).toBeTruthy();
  page.host.become(untilQuit());
  page.app.place = "account";
  await settled();
  expect(page.get("notice-offer")).toBeTruthy();
  page.host.become(connected({ problem: problem("timed_out") }));
  await settled();
  expect(page.find("notice-offer")).toBeNull();
});

// B16: consent: what is kept, where, what it costs, and what happens when it is forgotten.
test("the dialog says what is kept, that it asks at each start, and what a forgotten one means", async () => {
  const page = await choosing();
  const told = page.text("keep-told");
  expect(told).toContain("your sign-in in an encrypted file that only you can read");
  expect(told).toContain("Your files and your SmartFile password are not in it.");
  expect(told).toContain("Each time this app starts, it asks for your passphrase.");
  expect(told).toContain("Nobody can get a forgotten passphrase back.");
  expect(told).toContain("Your files stay safe.");
  expect(await barriers()).toEqual([]);
});

test("chosen with the keyboard alone, the sign-in is kept and the banner is gone", async () => {
  const page = await choosing();
  expect(document.activeElement).toBe(page.get("keep-passphrase"));
  await page.user.keyboard(phrase);
  await page.user.tab();
  expect(document.activeElement).toBe(page.get("keep-again"));
  await page.user.keyboard(phrase);
  for (const next of ["show-typed", "keep-cancel", "keep-confirm"]) {
    await page.user.tab();
    expect(document.activeElement).toBe(page.get(next));
  }
  await page.user.keyboard("{Enter}");
  await settled();
  expect(page.host.asked.find(({ name }) => name === "keepInFile")?.args).toEqual([phrase]);
  expect(document.querySelector("dialog")).toBeNull();
  expect(page.find("notice")).toBeNull();
  await page.user.click(page.get("nav-account"));
  await settled();
  expect(page.text("account-kept")).toBe("Your sign-in is kept in an encrypted file on this computer");
});

test("a passphrase may be pasted, and be looked at while it is typed", async () => {
  const page = await choosing();
  const field = page.get("keep-passphrase") as HTMLInputElement;
  expect(field.type).toBe("password");
  field.focus();
  await page.user.paste(phrase);
  expect(field.value).toBe(phrase);
  await page.user.click(page.getByRole("checkbox", { name: "Show what I type" }));
  expect(field.type).toBe("text");
  expect((page.get("keep-again") as HTMLInputElement).type).toBe("text");
});

test("nothing typed, two that differ, one too easy: each is said at its field, and nothing is lost", async () => {
  const page = await choosing();
  await page.user.click(page.get("keep-confirm"));
  await settled();
  expect(page.text("keep-passphrase-problem")).toBe("Type a passphrase first.");
  expect(document.activeElement).toBe(page.get("keep-passphrase"));
  await page.user.keyboard(phrase);
  expect(page.find("keep-passphrase-problem")).toBeNull();
  await page.user.click(page.get("keep-again"));
  await page.user.keyboard("blue kettle on the floor");
  await page.user.click(page.get("keep-confirm"));
  await settled();
  expect(page.text("keep-again-problem")).toBe("The two are not the same.");
  expect(document.activeElement).toBe(page.get("keep-again"));
  expect(page.host.count("keepInFile")).toBe(0);
  await page.user.clear(page.get("keep-passphrase"));
  await page.user.clear(page.get("keep-again"));
  await page.user.type(page.get("keep-passphrase"), "kettle");
  await page.user.type(page.get("keep-again"), "kettle");
  await page.user.click(page.get("keep-confirm"));
  await settled();
  expect(page.text("keep-passphrase-problem")).toContain("That is too easy to guess.");
  const field = page.getByLabelText("Passphrase");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const hint = field.getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(hint)?.textContent).toContain("at least 12 characters");
});

test("a file that can't be written is said in the dialog, and the sign-in works on", async () => {
  const page = await choosing();
  page.host.failures.set("keepInFile", problem("sealed_failed"));
  await page.user.type(page.get("keep-passphrase"), phrase);
  await page.user.type(page.get("keep-again"), phrase);
  await page.user.click(page.get("keep-confirm"));
  await settled();
  expect(page.text("keep-problem")).toContain("We could not use the encrypted file");
  await page.user.click(page.get("keep-confirm"));
  await settled();
  expect(document.querySelector("dialog")).toBeNull();
});

test("at the next start there is one thing to do, and the keyboard is in its field", async () => {
  const page = await stage({ connection: locked() });
  expect(page.screen()).toBe("unlock");
  expect(document.title).toBe("Enter your passphrase · Connect SmartFile");
  expect(document.activeElement).toBe(page.get("unlock-passphrase"));
  expect(document.body.textContent).toContain("You are not signed out.");
  await page.user.keyboard(`${phrase}{Enter}`);
  await settled();
  expect(page.host.asked.find(({ name }) => name === "unlock")?.args).toEqual([phrase]);
  expect(page.screen()).toBe("files");
});

test("a wrong passphrase is said each time, and what was typed stays to be put right", async () => {
  const page = await stage({ connection: locked() });
  await page.user.keyboard("{Enter}");
  await settled();
  expect(page.text("unlock-passphrase-problem")).toBe("Type your passphrase first.");
  expect(page.host.count("unlock")).toBe(0);
  for (const wrong of ["blue kettle", " on a roof"]) {
    await page.user.type(page.get("unlock-passphrase"), `${wrong}{Enter}`, {
      initialSelectionStart: 100,
      initialSelectionEnd: 100,
    });
    await settled();
    expect(page.text("unlock-passphrase-problem")).toBe(
      "That is not the passphrase. Nothing is lost. You can try as often as you like.",
    );
    expect(page.get("unlock-passphrase-problem").getAttribute("role")).toBe("alert");
    expect(document.activeElement).toBe(page.get("unlock-passphrase"));
    await page.user.type(page.get("unlock-passphrase"), "x");
    expect(page.find("unlock-passphrase-problem")).toBeNull();
  }
  expect(page.screen()).toBe("unlock");
});

// B19: forgotten is not a dead end: the file goes, and the browser opens.
test("forgotten, it is explained first, and one more press erases the file and connects again", async () => {
  const page = await stage({ connection: locked() });
  await page.user.click(page.get("unlock-forgot"));
  await settled();
  expect(document.querySelector("dialog")?.textContent).toContain("Your files on SmartFile are safe");
  expect(document.activeElement).toBe(page.get("forgot-stay"));
  expect(await barriers()).toEqual([]);
  await page.user.click(page.get("forgot-stay"));
  await settled();
  expect(page.host.count("forgetPassphrase")).toBe(0);
  await page.user.click(page.get("unlock-forgot"));
  await page.user.click(page.get("forgot-confirm"));
  await settled();
  expect(page.host.asked.map(({ name }) => name).slice(-2)).toEqual(["forgetPassphrase", "connect"]);
  expect(page.screen()).toBe("waiting");
});

test("a damaged file is said, and one press connects again", async () => {
  const page = await stage({
    connection: {
      state: "reauthorizationRequired",
      account: account({ keptIn: "encryptedFile" }),
      problem: problem("sealed_damaged", { action: "connect" }),
    },
  });
  expect(page.text("problem-title")).toBe("The encrypted file can’t be read");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.screen()).toBe("waiting");
});

test("on the account page the file can be left: for the password store, or for nothing", async () => {
  const page = await stage(worlds["in-file"]?.());
  await page.user.click(page.get("nav-account"));
  page.host.failures.set("keepInStore", problem("vault_unavailable"));
  await page.user.click(page.get("account-to-store"));
  await settled();
  expect(page.text("problem-title")).toBe("This computer can’t remember your sign-in");
  expect(page.text("account-kept")).toContain("encrypted file");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.text("account-kept")).toBe("Your sign-in is kept in this computer’s password store");
  expect(page.find("account-stop-file")).toBeNull();
});

test("after the file is given up the same page offers it again", async () => {
  const page = await stage(worlds["in-file"]?.());
  await page.user.click(page.get("nav-account"));
  await page.user.click(page.get("account-stop-file"));
  await settled();
  expect(page.text("account-kept")).toBe("Your sign-in is kept only until you quit");
  await page.user.click(page.get("account-keep"));
  await settled();
  expect(document.querySelector("dialog")).not.toBeNull();
});

test("the passphrase is nowhere on the page once it was taken", async () => {
  const page = await choosing();
  await page.user.type(page.get("keep-passphrase"), phrase);
  await page.user.type(page.get("keep-again"), phrase);
  await page.user.click(page.get("keep-confirm"));
  await settled();
  const fields = [...document.querySelectorAll("input")].map(({ value }) => value);
  expect(fields).not.toContain(phrase);
  expect(document.documentElement.outerHTML).not.toContain(phrase);
});
