/**
 * What the processor did for the pages of a browser, from Linux's own books: how long their main threads ran, and how
 * long they were ready to run and waited because other programs had the processor. Elsewhere nothing is known.
 */

import { readdir, readFile } from "node:fs/promises";

/** Milliseconds, summed over the page processes below this process; null where the system does not tell. */
export async function pageThreads(root) {
  try {
    const parents = new Map();
    for (const name of await readdir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => null);
      if (stat !== null)
        parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]));
    }
    const within = (pid) => pid === root || (parents.has(pid) && within(parents.get(pid)));
    const sum = { ran: 0, waited: 0 };
    let pages = 0;
    for (const pid of parents.keys()) {
      if (!within(pid)) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (!/WebKitWebProcess|--type=renderer/.test(command)) continue;
      // Of the first thread of the process, which is the one that draws the page.
      const [ran, waited] = (await readFile(`/proc/${pid}/schedstat`, "utf8")).split(" ");
      sum.ran += Number(ran) / 1e6;
      sum.waited += Number(waited) / 1e6;
      pages += 1;
    }
    return pages > 0 ? sum : null;
  } catch {
    return null;
  }
}
