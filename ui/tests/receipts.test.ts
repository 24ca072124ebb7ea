import { expect, test } from "vitest";
import { fingerprint, problem, receipt, transfer, worlds, type World } from "../src/host/worlds";
import { settled, stage } from "./stage";

const minute = 60_000;
const hour = 60 * minute;

async function shelf(world: Partial<World> = {}) {
  const page = await stage(world);
  const click = async (testid: string) => {
    await page.user.click(page.get(testid));
    await settled();
  };
  await click("nav-receipts");
  const rows = () => [...document.querySelectorAll<HTMLElement>("[data-testid=receipt]")];
  return {
    ...page,
    click,
    rows,
    names: () => rows().map((row) => row.dataset["name"]),
    press: async (keys: string) => {
      await page.user.keyboard(keys);
      await settled();
    },
    open: async (name: string) => {
      const row = rows().find((one) => one.dataset["name"] === name);
      if (!row) throw new Error(`no receipt of ${name}`);
      await page.user.click(row);
      await settled();
      return row;
    },
    shown: () => page.get("receipt-detail").dataset["name"],
    selected: () => rows().find((row) => row.getAttribute("aria-selected") === "true")?.dataset["name"],
    asked: (name: string) => page.host.asked.filter((call) => call.name === name).map((call) => call.args),
  };
}

test("the newest receipt is shown with both halves, who, when and how we know, and nothing is asked of the site", async () => {
  const page = await shelf();
  expect(page.screen()).toBe("receipts");
  expect(page.text("receipts-count")).toBe("9 files");
  expect(page.shown()).toBe("2419-A-100 Site plan, revision D.pdf");
  expect(page.text("receipt-state")).toBe("Arrived complete");
  expect(page.text("digest-here")).toMatch(/^[0-9a-f]{64}$/);
  expect(page.text("digest-there")).toBe(page.text("digest-here"));
  expect(page.text("receipt-detail")).toContain("4,812,338 bytes");
  expect(page.text("receipt-by")).toBe("Maya Lindqvist");
  expect(page.text("receipt-when")).toMatch(/\d{4}, .*:42:07/);
  expect(page.text("receipt-how")).toContain("its own fingerprint (SHA-256). It is the same as ours.");
  expect(page.host.count("checkAgain")).toBe(0);
});

test("days are groups, and each line says when, which way and what to know", async () => {
  const page = await shelf();
  const groups = [...document.querySelectorAll("[role=listbox] [role=group]")];
  expect(groups.map((group) => group.getAttribute("aria-label"))).toEqual(["Today", "Yesterday"]);
  const lines = page.rows().map((row) => row.textContent.replace(/\s+/g, " ").trim());
  expect(lines[0]).toMatch(/10:42.*, sent, 4.8 MB Sealed: both copies are the same$/);
  expect(lines[3]).toMatch(/sent, size checked only Arrived, not sealed$/);
  expect(lines[6]).toMatch(/received, gone since Not there any more$/);
  expect(lines[7]).toMatch(/sent, changed since Changed since it arrived$/);
});

test("what rests on the size alone is grey, and says so; so does what was packed, or what nobody could compare", async () => {
  const page = await shelf({
    receipts: [
      receipt({ id: "1", name: "a.pdf", at: 3, proof: "size" }),
      receipt({ id: "2", name: "b.zip", at: 2, proof: "archive", direction: "download" }),
      receipt({ id: "3", name: "c.txt", at: 1, proof: null }),
    ],
  });
  expect(document.querySelectorAll("svg.seal")).toHaveLength(0);
  expect(page.text("receipt-state")).toBe("Arrived");
  expect(page.text("receipt-how")).toContain("Both copies have the same size");
  await page.open("b.zip");
  expect(page.text("receipt-how")).toContain("packed this archive");
  await page.open("c.txt");
  expect(page.text("receipt-how")).toContain("Nobody could compare");
});

test("by keys alone: one line at a time, to both ends, and Enter is not needed to read", async () => {
  const page = await shelf();
  page.get("receipt-list").focus();
  await page.press("{ArrowDown}");
  expect(page.selected()).toBe("2419-A-201 Ground floor, revision F.dwg");
  expect(page.shown()).toBe(page.selected());
  const list = page.get("receipt-list");
  expect(document.getElementById(list.getAttribute("aria-activedescendant") ?? "")?.dataset["name"]).toBe(
    page.selected(),
  );
  await page.press("{End}");
  expect(page.selected()).toBe("Letter to the planning office.pdf");
  await page.press("{ArrowDown}");
  expect(page.selected()).toBe("Letter to the planning office.pdf");
  await page.press("{Home}{ArrowUp}");
  expect(page.selected()).toBe("2419-A-100 Site plan, revision D.pdf");
});

test("twenty thousand are asked for a hundred at a time, and a few are drawn", async () => {
  const page = await shelf(worlds["many-receipts"]?.());
  expect(page.text("receipts-count")).toBe("20,000 files");
  expect(page.asked("receipts").length).toBeLessThan(3);
  expect(page.rows().length).toBeLessThan(40);
  page.get("receipt-list").focus();
  const before = page.app.receipts.list.length;
  await page.press("{End}");
  expect(page.app.receipts.list.length).toBe(before);
  expect(page.rows()[0]?.getAttribute("aria-setsize")).toBe("20000");
  await page.app.receipts.loadMore();
  expect(page.app.receipts.list.length).toBe(before + 100);
  const [, cursor] = page.asked("receipts").at(-1) as [string, string, number];
  expect(cursor).toBe(`m${before - 1}`);
  const ids = page.app.receipts.list.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("words find receipts by name and place, and leaving them brings all back", async () => {
  const page = await shelf();
  await page.user.type(page.get("receipts-search"), "fee signed");
  await settled();
  expect(page.names()).toEqual(["Fee proposal, signed.docx"]);
  expect(page.text("receipts-count")).toBe("1 found");
  expect(page.shown()).toBe("Fee proposal, signed.docx");
  await page.user.type(page.get("receipts-search"), "zzz");
  await settled();
  expect(page.text("receipts-none-found")).toBe("No receipt for “fee signedzzz”");
  await page.press("{Escape}");
  expect(page.names()).toHaveLength(9);
  await page.press("{ArrowDown}");
  expect(document.activeElement).toBe(page.get("receipt-list"));
});

test("an answer that comes late does not take the place of a newer one", async () => {
  const page = await shelf();
  const answers: (() => void)[] = [];
  const { receipts: asked } = page.host;
  page.host.receipts = async (...args) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return asked.call(page.host, ...args);
  };
  page.app.receipts.search("fee");
  page.app.receipts.search("letter");
  answers[1]?.();
  await settled();
  answers[0]?.();
  await settled();
  expect(page.names()).toEqual(["Letter to the planning office.pdf"]);
});

test("checking again adds what was found below the receipt, and the proof of the arrival stays", async () => {
  const page = await shelf();
  const proof = page.text("digest-there");
  page.host.files.put({ ...page.host.files.find(page.app.receipts.list[0]?.path ?? "")!, size: 4_812_338 });
  await page.click("receipt-check");
  expect(page.asked("checkAgain")).toEqual([["r1", false]]);
  expect(page.text("receipt-history")).toContain("The copy on SmartFile is still the same.");
  expect(page.find("receipt-notice")).toBeNull();
  page.host.files.take(page.app.receipts.list[0]?.path ?? "");
  await page.click("receipt-check");
  expect(page.text("receipt-notice")).toContain("It is not there any more");
  expect(page.text("receipt-notice")).toContain("This receipt still proves what arrived on");
  expect(page.get("receipt-history").children).toHaveLength(2);
  expect(page.text("receipt-state")).toBe("Arrived complete");
  expect(page.text("digest-there")).toBe(proof);
});

test("while it is checked one sees how far, and can stop it; then nothing was found", async () => {
  const page = await shelf({ receipts: [receipt({ direction: "download" })] });
  let end = () => {};
  page.host.proofs.looking = () => new Promise((resolve) => (end = resolve));
  await page.click("receipt-check");
  expect(page.text("receipt-progress")).toBe("Checking again: 2.4 of 4.8 MB read");
  expect(page.get("receipt-check").getAttribute("aria-busy")).toBe("true");
  await page.click("receipt-check");
  expect(page.host.count("checkAgain")).toBe(1);
  await page.click("receipt-check-stop");
  end();
  await settled();
  expect(page.find("receipt-progress")).toBeNull();
  expect(page.find("receipt-history")).toBeNull();
});

test("where the site can say no more than the size, every byte can be compared, if there is something to compare with", async () => {
  const at = { path: "/a.pdf", name: "a.pdf", size: 1_000_000 };
  const page = await shelf({
    receipts: [
      receipt({ ...at, id: "1", proof: { fingerprint: fingerprint() } }),
      receipt({ ...at, id: "2", at: 1, proof: "size" }),
    ],
  });
  const kept = page.app.receipts.list[0];
  if (!kept) throw new Error("no receipt");
  const sameSize = { found: "sameSize", means: "size", size: kept.size } as const;
  const check = { at: Date.now(), there: sameSize, here: null, fingerprint: null };
  page.app.receipts.keep({ ...kept, checks: [check] });
  await settled();
  await page.click("receipt-read-back");
  expect(page.asked("checkAgain")).toEqual([["1", true]]);
  const other = page.app.receipts.list[1];
  if (!other) throw new Error("no receipt");
  page.app.receipts.keep({ ...other, checks: [check] });
  page.app.receipts.choose({ ...other, checks: [check] });
  await settled();
  expect(page.find("receipt-read-back")).toBeNull();
});

test("a check that the site refuses says so in its place, and the receipt is as it was", async () => {
  const page = await shelf();
  page.host.failures.set("checkAgain", problem("offline"));
  await page.click("receipt-check");
  expect(page.text("problem-title")).not.toBe("");
  expect(page.find("receipt-history")).toBeNull();
});

test("a receipt is saved, and so is the list of what was looked for, in the form that was chosen", async () => {
  const page = await shelf();
  await page.click("receipt-save");
  expect(page.asked("saveReceipt")).toEqual([["r1"]]);
  expect(page.text("receipts-said")).toContain("The receipt of 2419-A-100");
  await page.user.type(page.get("receipts-search"), "2419");
  await settled();
  for (const form of ["text", "csv", "json"]) {
    await page.click("receipts-save");
    await page.click(`menu-save-${form}`);
  }
  expect(page.asked("saveReceipts")).toEqual(["text", "csv", "json"].map((form) => ["2419", form]));
  expect(page.text("receipts-said")).toBe("2 receipts were saved.");
  page.host.declines = true;
  await page.click("receipts-save");
  await page.click("menu-save-csv");
  expect(page.find("receipts-said")).toBeNull();
});

test("a file is shown where it lies: on this computer if it was received and is there, else at the site", async () => {
  const page = await shelf();
  await page.open("Fee proposal, signed.docx");
  expect(page.text("receipt-detail")).toContain("Fee proposal, signed (2).docx");
  await page.click("receipt-show");
  expect(page.screen()).toBe("receipts");
  page.host.lies = false;
  await page.click("receipt-show");
  expect(page.screen()).toBe("files");
  expect(page.app.folder.path).toBe("/Fee proposals");
  await page.click("nav-receipts");
  await page.open("Area schedule.xlsx");
  await page.click("receipt-show");
  expect(page.asked("showReceived")).toHaveLength(2);
  expect(page.focused()).toBe("Area schedule.xlsx");
});

test("the seal of a transfer opens its receipt, also one that is far down the list", async () => {
  const page = await shelf({
    transfers: [
      transfer({ id: "old", name: "old.pdf", phase: "done", proof: { fingerprint: fingerprint() } }),
    ],
    receipts: [
      ...(worlds["many-receipts"]?.().receipts ?? []),
      receipt({ id: "old", name: "old.pdf", at: Date.now() - 900 * 24 * hour }),
    ],
  });
  await page.click("nav-files");
  await page.click("tray-show");
  await page.click("transfer-receipt");
  expect(page.screen()).toBe("receipts");
  expect(page.shown()).toBe("old.pdf");
});

test("a file that arrives while one looks is at the top at once, and what is looked at stays", async () => {
  const page = await shelf();
  await page.open("Area schedule.xlsx");
  page.host.move(transfer({ id: "new", name: "new.pdf", phase: "done", proof: "size", size: 7 }));
  await settled();
  expect(page.names()[0]).toBe("new.pdf");
  expect(page.text("receipts-count")).toBe("10 files");
  expect(page.shown()).toBe("Area schedule.xlsx");
});

test("there are receipts without a network, and a check waits for one", async () => {
  const page = await shelf(worlds["offline"]?.());
  expect(page.names()).toHaveLength(9);
  expect(page.get("receipt-check").getAttribute("aria-disabled")).toBe("true");
  await page.click("receipt-check");
  expect(page.host.count("checkAgain")).toBe(0);
});

test("where nothing has arrived yet, it says what will be here", async () => {
  const page = await shelf(worlds["no-receipts"]?.());
  expect(page.text("receipts-none")).toContain("No receipts yet");
  expect(page.get("receipts-save").getAttribute("aria-disabled")).toBe("true");
  await page.click("receipts-to-files");
  expect(page.screen()).toBe("files");
});

test("another account sees none of the receipts of the one before", async () => {
  const page = await shelf();
  const { connection } = page.host;
  if (!("account" in connection)) throw new Error("nobody is connected");
  await page.click("nav-files");
  page.host.become({ ...connection, account: { ...connection.account, id: "99" } } as typeof connection);
  await settled();
  expect(page.app.receipts.list).toEqual([]);
  expect(page.app.receipts.chosen).toBeNull();
});

test("names from outside are inert here too", async () => {
  const page = await shelf({
    receipts: [receipt({ name: "<b>Plan</b>\u202E.pdf", path: "/<b>Plan</b>\u202E.pdf" })],
  });
  expect(page.text("receipt-detail")).toContain("<b>Plan</b>‹RLO›.pdf");
  expect(document.querySelector("[data-testid=receipt-detail] b")).toBeNull();
});

test("a folder is checked as a whole: counts, what needs a look first, and a way to stop", async () => {
  const page = await stage();
  const click = async (testid: string) => {
    await page.user.click(page.get(testid));
    await settled();
  };
  const check = async () => {
    await page.user.pointer({ keys: "[MouseRight]", target: page.row("Projects") ?? document.body });
    await settled();
    await click("menu-verify");
  };
  await check();
  expect(page.text("verify-dialog")).toContain("Check Projects again");
  expect(page.host.asked.at(-1)?.args).toEqual(["/Projects"]);
  expect(page.text("verify-words")).toContain("Some of it is not as it was");
  const lines = [...page.get("verify-counts").children].map((line) => line.textContent.trim());
  expect(lines[0]).toMatch(/changed since they arrived$/);
  expect(lines.at(-1)).toMatch(/have no receipt here/);
  await click("verify-close");
  expect(page.find("verify-dialog")).toBeNull();

  let end = () => {};
  page.host.proofs.looking = () => new Promise((resolve) => (end = resolve));
  await check();
  expect(page.text("verify-words")).toMatch(/^0 of \d+ checked…$/);
  await click("verify-stop");
  end();
  await settled();
  expect(page.text("verify-words")).toContain("not all");
  page.host.proofs.looking = () => Promise.resolve();
  await click("verify-close");
  page.host.failures.set("verifyEntry", problem("offline"));
  await check();
  expect(page.find("verify-counts")).toBeNull();
  await click("verify-again");
  await click("verify-receipts");
  expect(page.screen()).toBe("receipts");
});
