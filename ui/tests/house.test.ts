import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const sources = files("src").map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
const code = sources.filter(({ path }) => /\.(ts|svelte)$/.test(path) && !path.endsWith(".test.ts"));

test("only src/host talks to the shell", () => {
  const outside = code.filter(
    ({ path, text }) => !path.startsWith("src/host/") && text.includes("@tauri-apps/"),
  );
  expect(outside.map(({ path }) => path)).toEqual([]);
  expect(code.some(({ text }) => text.includes("@tauri-apps/api/core"))).toBe(true);
});

test("nothing needs what the content security policy forbids", () => {
  for (const { path, text } of code) {
    expect(text, path).not.toMatch(/\sstyle=["{]/);
    expect(text, path).not.toMatch(/\{@html|innerHTML|\beval\(|new Function\(|javascript:/);
    expect(text, path).not.toMatch(/https?:\/\/(?!github\.com\/Aleph-Alpha|127\.0\.0\.1:)/);
  }
  const page = readFileSync(join(root, "index.html"), "utf8");
  expect(page).not.toMatch(/<style|\son\w+=|<script(?![^>]*\ssrc=)/);
});

test("colours, pixel font sizes and layers have names, and the names live in one file", () => {
  for (const { path, text } of sources.filter(({ path }) => /\.(css|svelte)$/.test(path))) {
    if (path.endsWith("tokens.css")) continue;
    const style = path.endsWith(".css") ? text : (/<style>[\s\S]*<\/style>/.exec(text)?.[0] ?? "");
    expect(style, path).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i);
    expect(style, path).not.toMatch(/font-size:\s*[\d.]+px|z-index:\s*\d/);
  }
});

test("green stands for proof: only the seal is green, and it takes both fingerprints", () => {
  const seal = "src/parts/Seal.svelte";
  const green = sources.filter(({ path, text }) => !path.endsWith("tokens.css") && /--seal\b/.test(text));
  expect(green.map(({ path }) => path)).toEqual([seal]);
  const { text } = green[0] ?? { text: "" };
  expect(text).toMatch(/type Props = \{ fingerprint: FingerprintView;/);
  expect(text).toContain("fingerprint.here === fingerprint.there");
  // Nobody makes up what it is drawn from: fingerprints come from the shell, or from the invented worlds of tests.
  const made = code.filter(
    ({ path, text }) =>
      /\bfingerprint:\s*\{|\bhere:[^;]*\bthere:/.test(text) && !path.startsWith("src/host/"),
  );
  expect(made.map(({ path }) => path)).toEqual([]);
});

test("every word a screen asks for exists, and every word is asked for", () => {
  const words = ["screens", "check", "receipts"]
    .map((name) => readFileSync(join(root, `locales/en/${name}.ftl`), "utf8"))
    .join("\n");
  const known = [...words.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(([, name]) => name ?? "");
  const all = code.map(({ text }) => text).join("\n");
  // Names made from a value at run time.
  const made = [
    /^nav-/,
    /^standing-/,
    /^company-return-/,
    /^column-/,
    /^kind-name-/,
    /^files-sort-/,
    /^transfer-finishing-/,
    /^transfer-unchecked-/,
    /^announce-/,
    /-left$/,
    /^operation-(done-|partly-)?(createFolder|rename|move|copy|remove)$/,
    /^risk-/,
    /^look-paper-(locked|damaged|lost)/,
    /^link-can-/,
    /^grant-can-/,
    /^transfer-(sending|receiving)/,
    /^folder-(sending|receiving)/,
    /^items-(needsYou|failed|leftOut|renamed)$/,
    /^left-out-/,
    /^files-upload-more$/,
    /^receipt-line-(changed|gone)$/,
    /^receipt-(here|there)-/,
    /^receipts-save-/,
    /^check-(step|standing|name|portal|proxy|site|certificate|clock|vault|link|disk|skipped)-/,
  ];
  for (const [, name] of all.matchAll(/say(?:Around)?\(\s*"([^"]+)"/g)) expect(known).toContain(name);
  for (const name of known) {
    if (made.some((pattern) => pattern.test(name))) continue;
    expect(all.includes(`"${name}"`) || all.includes(`'${name}'`), `${name} is never said`).toBe(true);
  }
});

test("the lock file names no registry and brings the bundler's tool for every system", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  expect(lock).not.toMatch(/"resolved"/);
  expect(lock.match(/"node_modules\/@tauri-apps\/cli-/g)).toHaveLength(11);
});
