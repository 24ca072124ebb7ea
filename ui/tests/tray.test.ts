import { fireEvent } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { problem, transfer } from "../src/host/worlds";
import type { TransferPhase } from "../src/host/wire/TransferPhase";
import type { TransferView } from "../src/host/wire/TransferView";
import { Transfers } from "../src/state/transfers.svelte";
import { dice, seed } from "./random";
import { settled, stage } from "./stage";

const many = (count: number, phase: TransferPhase = "waiting") =>
  Array.from({ length: count }, (_, at) => transfer({ id: `t${at}`, name: `Scan ${at}`, phase, at: at + 1 }));

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-testid=tray-list] li")];
const names = () => rows().map((row) => row.querySelector<HTMLElement>("[data-name]")?.dataset["name"]);

async function tray(transfers: TransferView[]) {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  const page = await stage({ transfers });
  const show = page.find("tray-show");
  if (show) await page.user.click(show);
  vi.restoreAllMocks();
  const list = page.get("tray-list");
  const scroll = async (top: number) => {
    list.scrollTop = top;
    await fireEvent.scroll(list);
    await settled();
  };
  return { ...page, list, scroll };
}

test("of ten thousand transfers only those in sight are in the page, in order, and each says which it is", async () => {
  const page = await tray(many(10_000));
  expect(rows().length).toBeLessThan(30);
  expect(page.list.querySelector("ul")?.style.height).toBe("540000px");
  expect(names().slice(0, 3)).toEqual(["Scan 0", "Scan 1", "Scan 2"]);
  await page.scroll(54 * 5000);
  expect(rows().length).toBeLessThan(30);
  expect(names()[6]).toBe("Scan 5000");
  for (const row of rows()) {
    const name = row.querySelector<HTMLElement>("[data-name]")?.dataset["name"];
    expect(`Scan ${Number(row.getAttribute("aria-posinset")) - 1}`).toBe(name);
    expect(row.getAttribute("aria-setsize")).toBe("10000");
    expect(row.style.top).toBe(`${(Number(row.getAttribute("aria-posinset")) - 1) * 54}px`);
  }
});

test("the row with the focus stays in the page, wherever one scrolls", async () => {
  const page = await tray(many(1000));
  const cancel = rows()[2]?.querySelector("button") as HTMLElement;
  cancel.focus();
  await page.scroll(54 * 500);
  expect(document.activeElement).toBe(cancel);
  expect(names()[0]).toBe("Scan 2");
  expect(rows()[0]?.getAttribute("aria-posinset")).toBe("3");
  cancel.blur();
  await settled();
  expect(names()).not.toContain("Scan 2");
});

test("what is in sight stays there when rows come above it, and a row that goes elsewhere is not followed", async () => {
  const page = await tray(many(900));
  await page.scroll(54 * 100 + 10);
  page.host.move(transfer({ id: "new", phase: "needsYou", problem: problem("name_taken"), at: 1 }));
  await settled();
  expect(page.list.scrollTop).toBe(54 * 101 + 10);
  page.host.move(transfer({ id: "t100", phase: "done", proof: "size", at: 101 }));
  await settled();
  expect(page.list.scrollTop).toBe(54 * 100 + 10);
});

test("a row that was unfolded is still so when one comes back to it", async () => {
  const failed = many(500, "failed").map((one) => ({ ...one, problem: problem("timed_out") }));
  const page = await tray(failed);
  const fold = () => rows()[0]?.querySelector<HTMLElement>("[aria-expanded]") as HTMLElement;
  await page.user.click(fold());
  const name = names()[0];
  expect(fold().getAttribute("aria-expanded")).toBe("true");
  (document.activeElement as HTMLElement).blur();
  await page.scroll(54 * 300);
  expect(names()).not.toContain(name);
  await page.scroll(0);
  expect(names()[0]).toBe(name);
  expect(fold().getAttribute("aria-expanded")).toBe("true");
});

test("whatever comes, changes and goes, the order and the counts are those of all of them", () => {
  const { below, pick } = dice();
  const phases: TransferPhase[] = [
    "waiting",
    "preparing",
    "moving",
    "needsYou",
    "failed",
    "done",
    "cancelled",
  ];
  const rank = [2, 1, 1, 0, 3, 4, 4];
  const transfers = new Transfers();
  const all = new Map<string, TransferView>();
  for (let turn = 0; turn < 3000; turn += 1) {
    const id = `t${below(60)}`;
    if (below(5) === 0) {
      all.delete(id);
      transfers.remove(id);
    } else {
      const phase = pick(phases);
      const one = transfer({ id, phase, at: below(9) });
      all.set(id, one);
      transfers.change(one);
    }
    // Not after each: several changes are put in order at once.
    if (below(5) < 3) continue;
    const ended = ({ phase }: TransferView) => ["failed", "done", "cancelled"].includes(phase);
    const rankOf = ({ phase }: TransferView) => rank[phases.indexOf(phase)] ?? 0;
    const sorted = [...all.values()].sort(
      (a, b) => rankOf(a) - rankOf(b) || (ended(a) ? b.at - a.at : a.at - b.at) || (a.id < b.id ? -1 : 1),
    );
    expect(transfers.list, `seed ${seed}, turn ${turn}`).toEqual(sorted);
    const count = (phase: TransferPhase) => sorted.filter((one) => one.phase === phase).length;
    expect([transfers.needing, transfers.failed, transfers.done, transfers.finished, transfers.toGo]).toEqual(
      [
        count("needsYou"),
        count("failed"),
        count("done"),
        sorted.filter(ended).length,
        count("waiting") + count("preparing") + count("moving"),
      ],
    );
  }
});

test("messages about thousands of transfers come one by one, and are put in order a few times a second", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const page = await stage({ transfers: [] });
    const { transfers } = page.app;
    const orders = new Set<unknown>();
    for (let number = 0; number < 3000; number += 1) {
      page.host.move(transfer({ id: `t${String(number)}`, name: `${String(number)}.txt`, phase: "waiting" }));
      orders.add(transfers.list);
    }
    // Each of the first, while there are few of them; then none before its time.
    expect(orders.size).toBeLessThan(1010);
    vi.advanceTimersByTime(100);
    expect(transfers.list).toHaveLength(3000);
    expect(transfers.toGo).toBe(3000);
    page.host.move(transfer({ id: "t5", phase: "needsYou", problem: problem("name_taken") }));
    vi.advanceTimersByTime(100);
    expect(transfers.needing).toBe(1);
    expect(transfers.list[0]?.id).toBe("t5");
  } finally {
    vi.useRealTimers();
  }
});
