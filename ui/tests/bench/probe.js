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
    /** Frames while something is done and until the page has come to rest. */
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
