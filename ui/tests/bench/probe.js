/* Runs in the page before anything else: watches frames and long tasks, and the pages of the first listing. */
(() => {
  const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const rows = () => document.querySelectorAll("[data-testid=row]");
  let longestTask = 0;
  try {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
    }).observe({ entryTypes: ["longtask"] });
  } catch {
    longestTask = NaN;
  }
  let last = performance.now();
  let gaps = [];
  const frame = () => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const bench = {
    first: {},
    frames,
    wait,
    rows,
    /**
     * Frames while something is done and until the page has come to rest. A frame is the time from one animation frame
     * to the next; the first begins here, so that what the driver does between two steps is in none.
     */
    async watch(action, restMs = 250) {
      await frames();
      gaps = [];
      longestTask = Number.isNaN(longestTask) ? NaN : 0;
      last = performance.now();
      const begun = performance.now();
      await action();
      await frames();
      const took = performance.now() - begun;
      await wait(restMs);
      // The frame that has begun counts too.
      await frames();
      return {
        frame: Math.max(...gaps),
        task: longestTask,
        took,
        nodes: document.querySelectorAll("*").length,
      };
    },
    heap() {
      globalThis.gc?.();
      globalThis.gc?.();
      return performance.memory ? performance.memory.usedJSHeapSize / 1e6 : null;
    },
  };
  window.bench = bench;

  const one = (testid) => document.querySelector(`[data-testid=${testid}]`);
  const rowOf = (name) => document.querySelector(`[data-testid=row][data-name="${name}"]`);
  const frameOf = () => new Promise(requestAnimationFrame);
  const part = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
  const seen = async (look) => {
    while (!look()) await frameOf();
  };

  /** Resolves when this row is in the page. */
  bench.named = (name) => seen(() => rowOf(name));
  /** Resolves when the folder is listed, all of it. */
  bench.listed = (count) => seen(() => one("listing-count")?.textContent.includes(`${count} items`));
  bench.open = async (name) => {
    const row = rowOf(name);
    await frames();
    const begun = performance.now();
    row.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    // The root has other names than what is in its folders.
    await seen(() => !rowOf("Thousand") && rows().length > 0);
    await frames();
    return performance.now() - begun;
  };
  bench.up = async () => {
    one("up").click();
    await bench.named("Hundred");
    await frames();
  };

  /** Every row of a folder of 1,000 in the page at once, as a list without a window would do it. */
  bench.drawAll = async () => {
    const list = document.querySelector("[data-rows]");
    const all = list.cloneNode(true);
    const inner = list.querySelector("[data-testid=row]").parentElement;
    const place = [...list.querySelectorAll("*")].indexOf(inner);
    const copy = [...all.querySelectorAll("*")][place];
    const model = rows()[1].cloneNode(true);
    const lineHeight = inner.getBoundingClientRect().height / 1000;
    copy.style.height = `${1000 * lineHeight}px`;
    copy.replaceChildren(
      ...Array.from({ length: 1000 }, (_, index) => {
        const row = model.cloneNode(true);
        row.style.transform = `translateY(${index * lineHeight}px)`;
        row.removeAttribute("data-testid");
        return row;
      }),
    );
    const { left, top, width, height } = list.getBoundingClientRect();
    all.removeAttribute("data-rows");
    Object.assign(all.style, {
      position: "fixed",
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
      boxSizing: "border-box",
      background: "Canvas",
      zIndex: 1000,
    });
    bench.all = all;
  };
  bench.drawNone = () => bench.all.remove();
  bench.roll = async (which) => {
    const own = document.querySelector("[data-rows]");
    // Where the list stands, so that it looks as the list does.
    if (which === "all") own.parentElement.append(bench.all);
    else bench.all.remove();
    const list = which === "all" ? bench.all : own;
    list.scrollTop = 0;
    await wait(200);
    gaps = [];
    last = performance.now();
    for (let step = 0; step < 120; step += 1) {
      list.scrollTop += 180;
      await frameOf();
    }
    if (list.scrollTop < 20_000) throw new Error(`rolled to ${list.scrollTop} only`);
    return part(gaps, 0.99);
  };

  /** The 95th percentile from a click on a row to the frame after the one that shows it chosen. */
  bench.answers = async (count) => {
    const took = [];
    for (let at = 0; at < count; at += 1) {
      const shown = rows();
      const row = shown[2 + (at % 8)];
      await wait(20);
      const begun = performance.now();
      row.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      await seen(() => row.getAttribute("aria-selected") === "true");
      await frameOf();
      took.push(performance.now() - begun);
    }
    return part(took, 0.95);
  };

  /**
   * So many uploads, three of them moving and telling so four times a second each, as the app does it. Resolves with
   * the milliseconds it took to show those that are new, two frames later, and how long the page's script ran for
   * them; null when none was new.
   */
  bench.transfer = async (count, open) => {
    const made = (at, phase, moved = 0) => ({
      ...{ id: `t${at}`, account: host.connection.account.id, direction: "upload", name: `Scan ${at}.pdf` },
      ...{ folder: "/Thousand", size: 4e6, moved, phase, rate: phase === "moving" ? 1e5 : null },
      ...{ proof: null, problem: null, at: at + 1 },
    });
    const begun = performance.now();
    const fresh = (bench.told ?? 0) < count;
    // In one go: told one by one they would be put in order as often.
    for (let at = bench.told ?? 0; at < count; at += 1)
      host.tell({ type: "transferChanged", transfer: made(at, at < 3 ? "moving" : "waiting") });
    bench.told = count;
    // What the page does about it waits in the queue of small tasks, before this one.
    await Promise.resolve();
    await Promise.resolve();
    const script = performance.now() - begun;
    await frames();
    const took = fresh ? performance.now() - begun : null;
    let moved = 0;
    bench.moving ??= setInterval(() => {
      moved += 1e4;
      for (const at of [0, 1, 2]) host.tell({ type: "transferChanged", transfer: made(at, "moving", moved) });
    }, 250);
    const shown = one("tray").dataset.open === "true";
    if (shown !== open) one(shown ? "tray-hide" : "tray-show").click();
    await seen(() => one("tray").dataset.open === String(open));
    await wait(500);
    return { took, script };
  };

  let host;
  Object.defineProperty(window, "host", {
    configurable: true,
    get: () => host,
    set(value) {
      host = value;
      const before = value.beforePage;
      value.beforePage = async (path, page) => {
        await before(path, page);
        if (page === 1) bench.first.arrived = performance.now();
        if (page === 2 && bench.first.rows === undefined) {
          // The second page waits until what the first one brought is on the screen.
          await frames();
          bench.first.rows = rows().length;
          bench.first.tookMs = performance.now() - bench.first.arrived;
          gaps = [];
          last = performance.now();
          longestTask = Number.isNaN(longestTask) ? NaN : 0;
        }
      };
    },
  });
  bench.loading = async () => {
    while (!document.querySelector("[data-testid=listing-count]")?.textContent.includes("100,000 items"))
      await wait(50);
    const ended = performance.now();
    return { frame: Math.max(...gaps), task: longestTask, took: ended - bench.first.arrived };
  };
})();
