/**
 * How smooth the list of a folder with 100,000 entries is, in a real browser:
 *
 *   npm run bench:list               Chromium, by chromedriver
 *   npm run bench:list -- webkit     WebKitGTK, the engine of the app on Linux, by WebKitWebDriver
 *   npm run bench:list -- chromium 9 nine rounds instead of three
 *
 * It prints, for everything one does to a list, the longest frame (the largest gap between two animation frames) and
 * the longest task, as median and worst of the rounds; and the heap before and after scrolling. The first and the last
 * line are the page at rest: what this computer and its other work add to every figure. On Linux it also says how long
 * the page's own thread ran in the whole step, and how long it could have run but waited while other programs had the
 * processor: a frame of a step that waited long is longer than the page made it.
 *
 * Exits with 1 when a median frame is over 50 ms, when no row stands before the second page, or when scrolling leaves
 * something in memory.
 */

import { cpus, loadavg } from "node:os";
import { serve } from "./served.js";
import { openBrowser } from "./webdriver.js";

const frameLimitMs = 50;
const heapLimitMb = 5;
const [engine = "chromium", rounds = "3"] = process.argv.slice(2);

const served = await serve();
const page = `${served.address}/?world=huge`;

/** Each runs in the page and answers with its frames. */
const steps = {
  "at rest": () => window.bench.watch(() => window.bench.wait(500)),
  "wheel through 40,000 rows": () =>
    window.bench.watch(async () => {
      const list = document.querySelector("[data-rows]");
      for (let step = 0; step < 120; step += 1) {
        list.scrollTop += 12_000;
        await new Promise(requestAnimationFrame);
      }
    }),
  "roll, 5 rows a frame": () =>
    window.bench.watch(async () => {
      const list = document.querySelector("[data-rows]");
      for (let step = 0; step < 120; step += 1) {
        list.scrollTop += 180;
        await new Promise(requestAnimationFrame);
      }
    }),
  "to the end": () =>
    window.bench.watch(() => {
      const list = document.querySelector("[data-rows]");
      list.scrollTop = list.scrollHeight;
    }),
  "Home and End, 10 times": () =>
    window.bench.watch(async () => {
      document.querySelector("[data-testid=row][tabindex='0']").focus();
      for (const key of Array.from({ length: 20 }, (_, at) => (at % 2 ? "Home" : "End"))) {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(event);
        await window.bench.frames();
      }
    }),
  'type "scan 99"': () =>
    window.bench.watch(async () => {
      document.querySelector("[data-testid=row][tabindex='0']").focus();
      for (const key of "scan 99") {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(event);
        await window.bench.frames();
      }
      if (!document.activeElement.dataset.name?.startsWith("Scan 99")) throw new Error("not found");
    }),
  ...Object.fromEntries(
    ["size", "size", "changed", "changed", "kind", "kind", "name", "name"].map((column, at) => [
      `sort by ${column}, ${at % 2 ? "descending" : "ascending"}`,
      `() => window.bench.watch(() => document.querySelector("[data-testid=sort-${column}]").click())`,
    ]),
  ),
  'search "plan 77", letter by letter': () =>
    window.bench.watch(async () => {
      const field = document.querySelector("[data-testid=search]");
      const none = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
      document.querySelector("[data-testid=row][tabindex='0']").dispatchEvent(none);
      for (let length = 1; length <= 7; length += 1) {
        field.value = "plan 77".slice(0, length);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        await window.bench.frames();
      }
      const found = document.querySelector("[data-testid=listing-count]").textContent;
      if (!/^[\d,]+ of 100,000 found$/.test(found)) throw new Error(found);
    }),
  "show everything again": () =>
    window.bench.watch(() => document.querySelector("[data-testid=search-clear]").click()),
  "select all": () =>
    window.bench.watch(async () => {
      document.querySelector("[data-testid=row][tabindex='0']").focus();
      const event = new KeyboardEvent("keydown", {
        key: "a",
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      });
      document.activeElement.dispatchEvent(event);
      await window.bench.frames();
      const words = document.querySelector("[data-testid=listing-count]").textContent;
      if (!words.startsWith("100,000 of 100,000 selected")) throw new Error(words);
    }),
  "select none": () =>
    window.bench.watch(() => {
      const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
    }),
  "as tiles": () => window.bench.watch(() => document.querySelector("[data-testid=layout]").click()),
  "wheel through the tiles": () =>
    window.bench.watch(async () => {
      const list = document.querySelector("[data-rows]");
      for (let step = 0; step < 120; step += 1) {
        list.scrollTop += 12_000;
        await new Promise(requestAnimationFrame);
      }
    }),
  "as a list": () => window.bench.watch(() => document.querySelector("[data-testid=layout]").click()),
  "look again, all of it": () =>
    window.bench.watch(async () => {
      const asked = window.host.count("listFolder");
      document.querySelector("[data-testid=refresh]").click();
      await window.bench.wait(50);
      if (window.host.count("listFolder") !== asked + 1) throw new Error("not asked");
      while (document.querySelector("[aria-busy=true]")) await window.bench.wait(50);
    }),
  "at rest, in the end": () => window.bench.watch(() => window.bench.wait(500)),
};

const measured = new Map();
const note = (name, values) => measured.set(name, [...(measured.get(name) ?? []), values]);
const heaps = [];
const firsts = [];
const browser = await openBrowser(engine);
const loadBefore = loadavg()[0];
try {
  for (let round = 0; round < Number(rounds); round += 1) {
    await browser.open(page);
    note("the pages arrive", await browser.run(() => window.bench.loading()));
    firsts.push(await browser.run(() => window.bench.first));
    await browser.run(() => window.bench.wait(500));
    const heap = await browser.run(() => window.bench.heap());
    for (const [name, step] of Object.entries(steps)) {
      const before = await browser.threads();
      const values = await browser.run(step);
      const after = await browser.threads();
      note(name, {
        ...values,
        ran: after && after.ran - before.ran,
        waited: after && after.waited - before.waited,
      });
      if (name === "to the end") heaps.push([heap, await browser.run(() => window.bench.heap())]);
    }
  }
} finally {
  await browser.close();
  served.close();
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ms = (value) => (value === null || Number.isNaN(value) ? "–" : value.toFixed(0)).padStart(7);
const out = (line) => process.stdout.write(`${line}\n`);
out(
  `${browser.name}, ${rounds} rounds, ${cpus().length} cores, load ${loadBefore.toFixed(1)} at the start, ${loadavg()[0].toFixed(1)} in the end`,
);
out("Longest frame and longest task (– under 50, or not told by this engine) in ms: median, worst\n");
out(`${"".padEnd(38)}  frame  worst   task  worst   took    ran waited`);
const slow = [];
for (const [name, values] of measured) {
  const frame = values.map((value) => value.frame);
  const task = values.map((value) => value.task || NaN).map((value) => (value === null ? NaN : value));
  const [took, ran, waited] = ["took", "ran", "waited"].map((one) =>
    median(values.map((value) => value[one] ?? NaN)),
  );
  if (median(frame) > frameLimitMs) slow.push(name);
  const tasks = task.filter((value) => !Number.isNaN(value));
  const middle = tasks.length > task.length / 2 ? median(tasks) : NaN;
  out(
    `${name.padEnd(38)}${ms(median(frame))}${ms(Math.max(...frame))}${ms(middle)}${ms(tasks.length ? Math.max(...tasks) : NaN)}${ms(took)}${ms(ran)}${ms(waited)}`,
  );
}
const grown = heaps.map(([before, after]) => (before === null ? null : after - before));
out("");
out(`rows before the second page: ${firsts.map(({ rows }) => rows).join(", ")}`);
out(
  `first page to rows on the screen, two frames: ${firsts.map(({ tookMs }) => tookMs.toFixed(0)).join(", ")} ms`,
);
if (grown[0] !== null)
  out(
    `heap in MB before and after scrolling: ${heaps.map(([a, b]) => `${a.toFixed(1)} → ${b.toFixed(1)}`).join(", ")}`,
  );
const leaks = grown.filter((more) => more !== null && more > heapLimitMb);
const late = firsts.filter(({ rows }) => !rows);
if (slow.length > 0) out(`Over ${frameLimitMs} ms: ${slow.join("; ")}`);
process.exitCode = slow.length + leaks.length + late.length > 0 ? 1 : 0;
