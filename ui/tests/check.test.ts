import axe from "axe-core";
import { afterEach, expect, test, vi } from "vitest";
import checkWords from "../locales/en/check.ftl?raw";
import { connected, finding, findings, problem, worlds, type World } from "../src/host/worlds";
import type { CheckFound } from "../src/host/wire/CheckFound";
import type { ConnectionView } from "../src/host/wire/ConnectionView";
import { findingWords } from "../src/words/check";
import { knows, say } from "../src/words/words";
import { settled, stage } from "./stage";

// The compiler refuses this list when a code is missing or too many.
const codes = {
  running: "",
  name_found: "fine",
  name_local: "fine",
  name_by_proxy: "fine",
  name_unknown: "broken",
  name_slow: "broken",
  portal_none: "fine",
  portal_page: "broken",
  portal_elsewhere: "broken",
  proxy_none: "fine",
  proxy_local: "fine",
  proxy_used: "fine",
  proxy_sign_in: "broken",
  proxy_unreachable: "broken",
  site_answers: "fine",
  site_slow: "warning",
  site_busy: "warning",
  site_moved: "broken",
  site_other: "broken",
  site_failed: "broken",
  site_silent: "broken",
  site_unreachable: "broken",
  certificate_trusted: "fine",
  certificate_local: "fine",
  certificate_expired: "broken",
  certificate_not_yet: "broken",
  certificate_other_name: "broken",
  certificate_unknown: "broken",
  certificate_untrusted: "broken",
  clock_right: "fine",
  clock_fast: "warning",
  clock_slow: "warning",
  vault_works: "fine",
  vault_unavailable: "broken",
  vault_locked: "broken",
  vault_refused: "broken",
  vault_full: "broken",
  vault_too_large: "broken",
  vault_damaged: "broken",
  link_ours: "fine",
  link_other: "warning",
  link_nobody: "warning",
  disk_room: "fine",
  disk_low: "warning",
  disk_full: "broken",
  disk_unwritable: "broken",
  skipped_no_site: "skipped",
  skipped_first: "skipped",
  skipped_unknown: "skipped",
  skipped_stopped: "skipped",
} satisfies Record<CheckFound, string>;

const ended = (Object.keys(codes) as CheckFound[]).filter((found) => found !== "running");

async function open(world: Partial<World> = {}) {
  document.documentElement.lang = "en";
  const page = await stage(world);
  await page.user.click(page.get("check"));
  await settled();
  const step = (name: string) => {
    const row = document.querySelector<HTMLElement>(`[data-testid=check-step][data-step=${name}]`);
    return { standing: row?.dataset["standing"], text: row?.textContent?.replace(/\s+/g, " ").trim() };
  };
  const notices = () =>
    [...document.querySelectorAll("[data-testid=check-notice] h2")].map((h) => h.textContent);
  return { ...page, step, notices };
}

afterEach(() => {
  vi.restoreAllMocks();
});

// B45, B46, B47: each result has words, and where something is to be done it says what happened and what to do.
test.each(ended)("%s has words for a person", (found) => {
  const words = findingWords(finding("name", found, { host: "acme.example", minutes: 7 }));
  expect(knows(`check-${found.replaceAll("_", "-")}`)).toBe(true);
  expect(words.row).not.toBe("");
  const needs = ["warning", "broken"].includes(codes[found]);
  expect(words.title !== "" && words.detail !== "").toBe(needs);
  const text = `${words.row} ${words.title} ${words.detail}`;
  expect(text).not.toMatch(/[{}$]/);
  expect(text).not.toMatch(
    /\btoken|oauth|keychain|redirect|certificate authority|TLS|DNS|http|!|please|successfully|oops/i,
  );
  for (const sentence of `${words.title}. ${words.detail}`.split(/[.:;]\s/))
    expect(sentence.split(/\s+/).length).toBeLessThan(20);
});

test("no word of the check is left without a use", () => {
  const names = [...checkWords.matchAll(/^check-([a-z0-9-]+) =/gm)].map(([, name]) => name ?? "");
  const steps = [
    "name",
    "portal",
    "proxy",
    "site",
    "certificate",
    "clock",
    "vault",
    "link",
    "disk",
    "skipped",
  ];
  const results = names.filter((name) => steps.some((step) => name.startsWith(`${step}-`)));
  expect(results.sort()).toEqual(ended.map((found) => found.replaceAll("_", "-")).sort());
  expect(new Set(names).size).toBe(names.length);
});

test("a clock is off by minutes, hours or days", () => {
  const row = (minutes: number) => findingWords(finding("clock", "clock_fast", { minutes })).row;
  expect(row(7)).toBe("7 minutes fast");
  expect(row(130)).toBe("2 hours fast");
  expect(row(3 * 24 * 60)).toBe("3 days fast");
});

test("it opens from the sidebar, looks at once, and says how it went", async () => {
  const page = await open();
  expect(page.screen()).toBe("check");
  expect(page.host.count("checkConnection")).toBe(1);
  expect(page.text("check-summary")).toBe("9 of 9 are fine.");
  expect(page.step("disk").text).toContain("212 GB free");
  expect(page.step("site").text).toContain("files.harrowfinch.example answers quickly");
  expect(page.notices()).toEqual([]);
  expect(page.get("check").getAttribute("aria-current")).toBe("page");
  await page.user.click(page.get("nav-files"));
  await settled();
  expect(page.screen()).toBe("files");
});

test("what needs somebody stands above, with what to do, and does not interrupt", async () => {
  const page = await open(worlds["check-trouble"]?.());
  expect(page.text("check-summary")).toBe("6 of 9 are fine. 2 need you. 1 could not be checked.");
  expect(page.notices()).toEqual(["Sign in to the Wi-Fi first", "This computer’s clock is 7 minutes fast"]);
  expect(document.body.textContent).toContain("wifi.hotel.example");
  expect(document.querySelector("[role=alert]")).toBeNull();
  expect(page.get("check-summary").getAttribute("role")).toBe("status");
});

test("results come one by one, and the end is announced once", async () => {
  const page = await stage();
  const gates: (() => void)[] = [];
  page.host.beforeFinding = () => new Promise((resolve) => gates.push(resolve));
  await page.user.click(page.get("check"));
  await settled();
  const standings = () =>
    [...document.querySelectorAll<HTMLElement>("[data-testid=check-step]")].map(
      (row) => row.dataset["standing"],
    );
  expect(standings().slice(0, 2)).toEqual(["running", "pending"]);
  expect(page.text("check-summary")).toBe("Checking…");
  gates.shift()?.();
  await settled();
  expect(standings().slice(0, 3)).toEqual(["fine", "running", "pending"]);
  expect(page.text("check-summary")).toBe("Checking…");
});

test("a check can be stopped, and made again", async () => {
  const page = await stage();
  let release = () => {};
  page.host.beforeFinding = () => new Promise((resolve) => (release = resolve));
  await page.user.click(page.get("check"));
  await settled();
  await page.user.click(page.get("check-stop"));
  page.host.beforeFinding = () => Promise.resolve();
  release();
  await settled();
  expect(page.host.count("stopCheck")).toBe(1);
  expect(page.text("check-summary")).toContain("You stopped the check.");
  await page.user.click(page.get("check-again"));
  await settled();
  expect(page.host.count("checkConnection")).toBe(2);
  expect(page.text("check-summary")).toBe("9 of 9 are fine.");
});

test("leaving stops the check", async () => {
  const page = await stage();
  page.host.beforeFinding = () => new Promise(() => {});
  await page.user.click(page.get("check"));
  await settled();
  await page.user.click(page.get("nav-account"));
  await settled();
  expect(page.host.count("stopCheck")).toBe(1);
});

test("the report can be seen first, and copied", async () => {
  const page = await open();
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
    copied.push(text);
  });
  expect(page.find("check-report")).toBeNull();
  await page.user.click(page.get("check-see"));
  expect(page.get("check-report").textContent).toContain("clock: fine (clock_right)");
  await page.user.click(page.get("check-copy"));
  await settled();
  expect(copied[0]).toContain("Check my connection");
  expect(page.text("check-copy")).toBe("Copied");
});

test("a check that could not be made says so and can be made again", async () => {
  const page = await stage();
  page.host.failures.set("checkConnection", problem("internal"));
  await page.user.click(page.get("check"));
  await settled();
  expect(page.text("problem-title")).toBe(say("error-internal"));
  await page.user.click(page.get("check-again"));
  await settled();
  expect(page.text("check-summary")).toBe("9 of 9 are fine.");
});

test("before anybody is connected it opens too, and Escape or Back leads back", async () => {
  const page = await open({ connection: { state: "disconnected", problem: null, erased: false } });
  expect(page.screen()).toBe("check");
  await page.user.keyboard("{Escape}");
  await settled();
  expect(page.screen()).toBe("welcome");
  await page.user.click(page.get("check"));
  await page.user.click(page.get("check-back"));
  await settled();
  expect(page.screen()).toBe("welcome");
});

test("a sign-in that comes back takes the place of the check", async () => {
  const page = await open(worlds["waiting"]?.());
  expect(page.screen()).toBe("check");
  page.host.become(connected({ confirmed: false }));
  await settled();
  expect(page.screen()).toBe("connected");
});

test("when the sign-in ends meanwhile, the check stays", async () => {
  const page = await open();
  page.host.become(worlds["ended"]?.().connection as ConnectionView);
  await settled();
  expect(page.screen()).toBe("check");
});

// WCAG 3.2.6 Consistent help. An app that could not start has nothing to check with.
const begun = Object.keys(worlds).filter((name) => worlds[name]?.().stopped === undefined);
test.each(begun)("the check is within reach in the world %s, at its end", async (name) => {
  const page = await stage(worlds[name]?.());
  const places = document.querySelectorAll("[data-testid=check]");
  expect(places).toHaveLength(1);
  expect(page.text("check")).toBe("Check my connection");
});

test.each([
  ["connected", {}],
  [
    "with trouble",
    { findings: findings(finding("name", "name_unknown", { standing: "broken", host: "x" })) },
  ],
  ["not connected", { connection: { state: "disconnected", problem: null, erased: false } }],
  ["while it runs", { checking: new Promise<void>(() => {}) }],
] as [string, Partial<World>][])("the check has no known barrier: %s", async (_name, world) => {
  document.title = "Connect SmartFile";
  const page = await open(world);
  page.find("check-see")?.click();
  await settled();
  const off = { enabled: false };
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": off, "target-size": off, region: off },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
