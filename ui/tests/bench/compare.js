/**
 * The page's share of what `cargo xtask bench listing` prints, in the engine of the app on Linux:
 *
 *   npm run bench:compare               WebKitGTK, by WebKitWebDriver; needs a display
 *   npm run bench:compare -- chromium   Chromium, by chromedriver
 *
 * Each line is one pair: ours and its peer, one right after the other in the same page, or with `same` one of the two
 * twice. The app behind the page is an invented one in the page itself, so nothing here is Rust's.
 */

import { serve } from "./served.js";
import { openBrowser } from "./webdriver.js";

const [engine = "webkit"] = process.argv.slice(2);
const openings = 21;
const rolls = 9;
const blocks = 5;
const clicks = 20;
const many = 10_000;

const served = await serve();
const browser = await openBrowser(engine);
const say = (figure, rest) =>
  process.stdout.write(`bench| ${JSON.stringify({ figure, unit: "ms wall", ...rest })}\n`);

/** Two things in turn: ours first, the peer first, and so on, so that what drifts is on both sides. */
async function pairs(figure, words, count, ours, peer) {
  for (let pair = 0; pair < Math.ceil(count / 3); pair += 1)
    say(figure, { case: words, same: true, ours: await ours(), peer: await ours() });
  for (let pair = 0; pair < count; pair += 1) {
    const first = pair % 2 === 0 ? await ours() : await peer();
    const second = pair % 2 === 0 ? await peer() : await ours();
    const [own, other] = pair % 2 === 0 ? [first, second] : [second, first];
    say(figure, { case: words, ours: own, peer: other });
  }
}

/** Folders of several sizes beside each other, all of the same kind of names. */
function lay() {
  const all = window.host.folders.get("/");
  const into = (name, count) => {
    const entries = all.slice(0, count).map((entry) => ({ ...entry, path: `/${name}/${entry.name}` }));
    window.host.folders.set(`/${name}`, entries);
    return { ...all[0], name, path: `/${name}`, kind: "folder", items: count, size: null };
  };
  const root = [into("Hundred", 100), into("Thousand", 1000), into("Hundred thousand", 100_000)];
  window.host.folders.set("/", root);
  document.querySelector("[data-testid=refresh]").click();
  return window.bench.named("Hundred");
}

/** Milliseconds from the second click on a folder to the frame after the one with its first row. */
const open = (name) => browser.run((folder) => window.bench.open(folder), name);
const back = () => browser.run(() => window.bench.up());
const opening = (name) => async () => {
  const took = await open(name);
  await back();
  return took;
};

/** The 99th percentile of the frames while a list rolls by five rows a frame, 120 frames. */
const rolling = (which) => () => browser.run((list) => window.bench.roll(list), which);

try {
  await browser.open(`${served.address}/?world=huge`);
  await browser.run(() => window.bench.loading());
  await browser.run(lay);

  const first = [await open("Hundred thousand")];
  await browser.run(() => window.bench.listed("100,000"));
  await back();
  first.push(await open("Hundred"));
  await browser.run(() => window.bench.listed("100"));
  await back();
  say("P13", { case: "the first time, nothing remembered", ours: first[0], peer: first[1] });
  await pairs("P13", "been there before", openings, opening("Hundred thousand"), opening("Hundred"));

  await open("Thousand");
  await browser.run(() => window.bench.listed("1,000"));
  await browser.run(() => window.bench.drawAll());
  await back();
  await open("Hundred thousand");
  await browser.run(() => window.bench.listed("100,000"));
  await pairs("P14", "five rows a frame, 120 frames", rolls, rolling("window"), rolling("all"));
  await browser.run(() => window.bench.drawNone());

  await back();
  await open("Thousand");
  await browser.run(() => window.bench.listed("1,000"));
  const answer = () => browser.run((count) => window.bench.answers(count), clicks);
  const idle = [];
  for (let block = 0; block < blocks; block += 1) {
    const [one, other] = [await answer(), await answer()];
    idle.push(other);
    say("P27", { case: `${clicks} clicks on rows, none and none`, same: true, ours: one, peer: other });
  }
  for (const [shown, words] of [
    [true, "10,000 transfers, their list open"],
    [false, "10,000 transfers, their list closed"],
  ]) {
    const { took, script } = await browser.run((all, open) => window.bench.transfer(all, open), many, shown);
    if (took !== null)
      process.stdout.write(
        `10,000 transfers at once: drawn after ${took.toFixed(0)} ms, ${script.toFixed(0)} ms of it script\n`,
      );
    for (let block = 0; block < blocks; block += 1)
      say("P27", { case: `${clicks} clicks on rows, ${words}`, ours: await answer(), peer: idle[block] });
  }
} finally {
  await browser.close();
  served.close();
}
