import { expect, test } from "vitest";
import { account, fingerprint, problem, transfer } from "../src/host/worlds";
import type { TransferView } from "../src/host/wire/TransferView";
import { settled, stage } from "./stage";

async function withTransfers(...transfers: TransferView[]) {
  const page = await stage({ transfers });
  const open = page.find("tray-show");
  if (open) await page.user.click(open);
  return page;
}

const row = () =>
  document.querySelector<HTMLElement>("[data-testid=transfer]")?.textContent.replace(/\s+/g, " ") ?? "";

test.each<[Partial<TransferView>, string]>([
  [{ phase: "waiting" }, "Waiting for its turn"],
  [{ phase: "preparing" }, "Preparing…"],
  [{ phase: "moving", rate: null }, "Sending 1.2 of 1.9 GB"],
  [{ phase: "moving", rate: 4e6 }, "Sending 1.2 of 1.9 GB, about 3 minutes left"],
  [{ phase: "moving", direction: "download", rate: null }, "Receiving 1.2 of 1.9 GB"],
  [{ phase: "moving", size: null, rate: null }, "Sending 1.2 GB"],
  [{ phase: "finishing" }, "Sent. SmartFile is putting it together…"],
  [{ phase: "finishing", direction: "download" }, "Received. Writing the last of it to your disk…"],
  [{ phase: "checking" }, "Checking that both copies are the same…"],
  [{ phase: "done", proof: "size" }, "Arrived. Only the size could be checked."],
  [{ phase: "done", proof: { fingerprint: fingerprint() } }, "Arrived. Both copies are the same."],
  [{ phase: "done", proof: null }, "Arrived. It could not be checked."],
  [{ phase: "cancelled" }, "Cancelled. Your original is safe."],
  [
    { phase: "cancelled", unchecked: true },
    "You skipped the check. The file was sent, but nobody compared the copies.",
  ],
  [
    { phase: "cancelled", unchecked: true, direction: "download" },
    "You skipped the check. The file is here, but nobody compared the copies.",
  ],
  [
    { phase: "needsYou", problem: problem("name_taken", { action: "chooseName" }) },
    "Needs you. A file with this name is already there. Nothing was changed.",
  ],
  [
    { phase: "failed", problem: problem("quota_exceeded") },
    "There is no room left. Your SmartFile storage is full.",
  ],
  [{ phase: "waiting", wait: "offline" }, "Waiting for the network. It goes on by itself."],
  [{ phase: "waiting", wait: "signIn" }, "Waiting for you to connect"],
  [{ phase: "paused" }, "Paused. 1.2 of 1.9 GB sent."],
  [{ phase: "paused", direction: "download" }, "Paused. 1.2 of 1.9 GB received."],
  [{ phase: "paused", moved: 0 }, "Paused"],
  [{ phase: "interrupted" }, "Interrupted when the app ended"],
  [
    { phase: "waiting", problem: problem("throttled", { args: { site: "SmartFile", seconds: 40 } }) },
    "SmartFile asked us to slow down. Going on in 40 seconds.",
  ],
])("%o is said in words", async (changes, words) => {
  await withTransfers(transfer(changes));
  expect(row()).toContain(words);
});

test("what the site wants to be waited for is counted down", async () => {
  await withTransfers(transfer({ phase: "moving", wait: { until: Date.now() + 90_000 } }));
  expect(row()).toMatch(/SmartFile asks us to wait \d\d s\. It goes on by itself\./);
});

test("one is held and goes on, and so are all of them", async () => {
  const page = await withTransfers(
    transfer({ id: "a" }),
    transfer({ id: "b", phase: "waiting" }),
    transfer({ id: "c", phase: "checking" }),
  );
  const phase = (id: string) => page.host.transfers.find((known) => known.id === id)?.phase;
  await page.user.click(document.querySelectorAll<HTMLElement>("[data-testid=transfer-pause]")[0]!);
  await settled();
  expect(phase("a")).toBe("paused");
  await page.user.click(page.get("transfer-resume"));
  await settled();
  expect(phase("a")).toBe("waiting");
  await page.user.click(page.get("tray-pause"));
  await settled();
  expect([phase("a"), phase("b"), phase("c")]).toEqual(["paused", "paused", "checking"]);
  expect(page.find("tray-pause")).toBeNull();
  await page.user.click(page.get("tray-resume"));
  await settled();
  expect([phase("a"), phase("b"), phase("c")]).toEqual(["waiting", "waiting", "checking"]);
});

/** D3: at the next start the person is told what was interrupted, and says whether it goes on. */
test("what was interrupted is said, and goes on or is given up", async () => {
  for (const button of ["interrupted-continue", "interrupted-forget"]) {
    const interrupted = ["a", "b", "c"].map((id) => transfer({ id, phase: "interrupted" }));
    const page = await stage({ transfers: [...interrupted, transfer({ id: "d", phase: "paused" })] });
    expect(page.text("interrupted")).toContain("3 transfers were interrupted. What has arrived is safe.");
    await page.user.click(page.get(button));
    await settled();
    expect(page.find("interrupted")).toBeNull();
    const phases = page.host.transfers.map((known) => known.phase);
    expect(phases).toEqual(
      button === "interrupted-forget" ? ["paused"] : ["waiting", "waiting", "waiting", "paused"],
    );
    page.unmount();
  }
});

test("nothing in the tray claims a proof", async () => {
  await withTransfers(transfer({ phase: "done", proof: "size" }), transfer({ id: "x2" }));
  expect(document.body.textContent).not.toMatch(/sealed|match|same/i);
  expect(document.querySelector(".seal")).toBeNull();
});

/** B42: green for what is proven, and for nothing else. */
test("only what both fingerprints prove has a seal", async () => {
  const all: TransferView["phase"][] = [
    "waiting",
    "preparing",
    "moving",
    "finishing",
    "checking",
    "needsYou",
    "failed",
    "cancelled",
  ];
  // A proof on a row that is not done would be a mistake of ours: it is not shown.
  const early = all.map((phase) => transfer({ id: phase, phase, proof: { fingerprint: fingerprint() } }));
  await withTransfers(...early, transfer({ id: "s", phase: "done", proof: "size" }));
  expect(document.querySelector(".seal")).toBeNull();
});

test("a sealed row shows both fingerprints, each from its own end, and gives one to copy", async () => {
  const page = await withTransfers(transfer({ phase: "done", proof: { fingerprint: fingerprint() } }));
  expect(document.querySelectorAll("[data-testid=transfer] .seal")).toHaveLength(1);
  expect(page.find("proof")).toBeNull();
  await page.user.click(page.get("proof-show"));
  expect(page.get("proof-show").getAttribute("aria-expanded")).toBe("true");
  expect(page.text("digest-here")).toBe(fingerprint().here);
  expect(page.text("digest-there")).toBe(fingerprint().there);
  expect(page.get("proof").querySelector("svg")?.getAttribute("aria-label")).toBe(
    "Sealed: both copies are the same",
  );
  const half = (side: string) => page.get("proof").querySelector(`.${side} path`)?.getAttribute("d") ?? "";
  expect(half("left").replaceAll("-", "")).toBe(half("right").replaceAll("-", ""));
  expect(page.get("proof").textContent).toContain("SHA-256");
});

test("a seal of two different fingerprints is crooked, amber, and says so", async () => {
  const other = fingerprint({ there: fingerprint().there.replaceAll("a", "5") });
  const page = await withTransfers(transfer({ phase: "done", proof: { fingerprint: other } }));
  await page.user.click(page.get("proof-show"));
  const picture = page.get("proof").querySelector("svg");
  expect(picture?.getAttribute("aria-label")).toBe("The two copies are not the same");
  expect(picture?.classList.contains("apart")).toBe(true);
  const half = (side: string) => page.get("proof").querySelector(`.${side} path`)?.getAttribute("d") ?? "";
  expect(half("left").replaceAll("-", "")).not.toBe(half("right").replaceAll("-", ""));
});

test("a check can be skipped, and the row says that nobody compared the copies", async () => {
  const page = await withTransfers(transfer({ phase: "checking" }));
  await page.user.click(page.get("transfer-skip-check"));
  await settled();
  expect(row()).toContain("You skipped the check.");
});

test("the closed tray is sealed only when everything in it is", async () => {
  const proven = (id: string) => transfer({ id, phase: "done", proof: { fingerprint: fingerprint() } });
  const page = await stage({ transfers: [proven("a"), proven("b")] });
  const seal = () => page.get("tray").querySelector(".seal");
  expect(seal()).not.toBeNull();
  page.host.move(transfer({ id: "c", phase: "done", proof: "size" }));
  await settled();
  await page.user.click(page.get("tray-hide"));
  expect(seal()).toBeNull();
});

test("a taken name has three answers", async () => {
  const page = await withTransfers(transfer({ phase: "needsYou", problem: problem("name_taken") }));
  await page.user.click(page.get("answer-keep-both"));
  await page.user.click(page.get("answer-replace"));
  await page.user.click(page.get("answer-skip"));
  await settled();
  expect(page.host.asked.filter((call) => call.name === "answerTransfer").map((call) => call.args)).toEqual([
    ["x1", "keepBoth"],
    ["x1", "replace"],
    ["x1", "skip"],
  ]);
});

test("a running transfer can be cancelled, a failed one tried again", async () => {
  const page = await withTransfers(
    transfer(),
    transfer({ id: "x2", phase: "failed", problem: problem("timed_out") }),
  );
  await page.user.click(page.get("transfer-cancel"));
  await page.user.click(page.get("transfer-retry"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "cancelTransfer")?.args).toEqual(["x1"]);
  expect(page.host.asked.find((call) => call.name === "retryTransfer")?.args).toEqual(["x2"]);
});

test("progress is told to a screen reader as number and as words", async () => {
  await withTransfers(transfer({ rate: null }));
  const bar = document.querySelector("[role=progressbar]");
  expect(bar?.getAttribute("aria-valuenow")).toBe("63");
  expect(bar?.getAttribute("aria-valuetext")).toBe("Sending 1.2 of 1.9 GB");
});

test("the closed line says the most important thing", async () => {
  const page = await stage({ transfers: [] });
  const line = () => page.text("tray");
  expect(line()).toBe("No transfers yet");
  page.host.move(transfer({ id: "a", phase: "waiting" }));
  await settled();
  await page.user.click(page.get("tray-hide"));
  expect(line()).toContain("1 to go");
  page.host.move(transfer({ id: "a", phase: "done", proof: "size" }));
  await settled();
  expect(line()).toContain("All transfers done. 1 arrived.");
  page.host.move(transfer({ id: "a", phase: "failed", problem: problem("timed_out") }));
  await settled();
  expect(line()).toContain("1 did not work");
  expect(line()).not.toContain("All transfers done");
});

test("a transfer that begins to need a person opens the tray", async () => {
  const page = await stage({ transfers: [transfer()] });
  expect(page.get("tray").dataset["open"]).toBe("false");
  page.host.move(transfer({ phase: "needsYou", problem: problem("name_taken") }));
  await settled();
  expect(page.get("tray").dataset["open"]).toBe("true");
});

test("start, quarters and end are announced, and nothing between them", async () => {
  const page = await stage({ transfers: [] });
  const aloud = () => page.get("tray").querySelector("[role=status]")?.textContent.trim();
  page.host.move(transfer({ name: "a.pdf", phase: "waiting", size: 100, moved: 0 }));
  await settled();
  expect(aloud()).toBe("a.pdf started");
  page.host.move(transfer({ name: "a.pdf", size: 100, moved: 10 }));
  await settled();
  expect(aloud()).toBe("a.pdf started");
  page.host.move(transfer({ name: "a.pdf", size: 100, moved: 60 }));
  await settled();
  expect(aloud()).toBe("a.pdf: 50 percent");
  page.host.move(transfer({ name: "a.pdf", phase: "done", size: 100, moved: 100, proof: "size" }));
  await settled();
  expect(aloud()).toBe("a.pdf arrived");
});

test("finished transfers can be cleared", async () => {
  const page = await withTransfers(transfer({ phase: "done", proof: "size" }), transfer({ id: "x2" }));
  await page.user.click(page.get("tray-clear"));
  await settled();
  expect(document.querySelectorAll("[data-testid=transfer]")).toHaveLength(1);
});

test("while not connected, waiting transfers say what they wait for", async () => {
  const page = await stage({
    transfers: [transfer({ phase: "waiting" })],
    connection: {
      state: "reauthorizationRequired",
      account: account(),
      problem: problem("reauthorization_required", { action: "connect" }),
    },
  });
  expect(page.text("tray")).toContain("1 transfer waits for you to connect. Nothing is lost.");
  await page.user.click(page.get("tray-show"));
  expect(row()).toContain("Waiting for you to connect");
});
