/** A browser, driven by the W3C WebDriver protocol: the same words for Chromium and for WebKitGTK. */

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { pageThreads } from "./threads.js";

const engines = {
  chromium: {
    driver: "chromedriver",
    capabilities: {
      "goog:chromeOptions": {
        args: [
          "--headless=new",
          "--window-size=1280,800",
          "--hide-scrollbars=false",
          "--enable-precise-memory-info",
          "--js-flags=--expose-gc",
          // A container has one user, and it may be root.
          ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        ],
      },
    },
  },
  // Needs a display; without one: xvfb-run -a npm run bench:list -- webkit
  webkit: { driver: "WebKitWebDriver", capabilities: {} },
};

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A window of the browser. `run` evaluates a function in the page and waits for its promise. */
export async function openBrowser(engine) {
  const { driver, capabilities } = engines[engine];
  const port = await freePort();
  const process = spawn(driver, [`--port=${port}`], { stdio: "ignore" });
  const failed = new Promise((_, reject) =>
    process.on("error", (error) => reject(new Error(`${driver} does not start: ${error.message}`))),
  );
  const ask = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value?.message ?? answer.status}`);
    return value;
  };
  const ready = async () => {
    for (;;) {
      try {
        return await ask("GET", "/status");
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  await Promise.race([ready(), failed]);
  const session = await ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const at = `/session/${session.sessionId}`;
  await ask("POST", `${at}/timeouts`, { script: 600_000, pageLoad: 60_000 });
  const resize = (width, height) => ask("POST", `${at}/window/rect`, { width, height });
  await resize(1280, 800);
  return {
    name: `${session.capabilities.browserName} ${session.capabilities.browserVersion}`,
    resize,
    open: (url) => ask("POST", `${at}/url`, { url }),
    run: (script, ...args) =>
      ask("POST", `${at}/execute/async`, {
        script: `const done = arguments[arguments.length - 1];
          Promise.resolve((${script})(...[...arguments].slice(0, -1)))
            .then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`,
        args,
      }).then(({ value, error }) => {
        if (error) throw new Error(error);
        return value;
      }),
    /** How long the pages' main threads have run, and waited for a processor, in ms; null where that is not known. */
    threads: () => pageThreads(process.pid),
    picture: async () => Buffer.from(await ask("GET", `${at}/screenshot`), "base64"),
    async close() {
      await ask("DELETE", at).catch(() => {});
      process.kill();
    },
  };
}
