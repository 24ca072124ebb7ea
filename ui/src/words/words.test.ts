import { expect, test } from "vitest";
import type { ErrorCode } from "../host/wire/ErrorCode";
import { problem } from "../host/worlds";
import errors from "../../locales/en/errors.ftl?raw";
import screens from "../../locales/en/screens.ftl?raw";
import { errorKey, knows, problemWords, say, sayAround } from "./words";

// The compiler refuses this list when a code is missing or too many.
const codes = {
  authorization_denied: 1,
  authorization_invalid_request: 1,
  authorization_unauthorized_client: 1,
  authorization_unsupported_response_type: 1,
  authorization_invalid_scope: 1,
  authorization_server_error: 1,
  authorization_temporarily_unavailable: 1,
  authorization_unknown_error: 1,
  authorization_expired: 1,
  authorization_mismatch: 1,
  authorization_incomplete: 1,
  code_malformed: 1,
  grant_refused: 1,
  client_refused: 1,
  token_page: 1,
  token_failed: 1,
  token_timeout: 1,
  token_moved: 1,
  token_unreadable: 1,
  browser_unavailable: 1,
  clipboard_unavailable: 1,
  reauthorization_required: 1,
  different_account: 1,
  already_connected: 1,
  vault_starting: 1,
  vault_unavailable: 1,
  vault_locked: 1,
  vault_refused: 1,
  vault_full: 1,
  vault_too_large: 1,
  vault_damaged: 1,
  passphrase_needed: 1,
  passphrase_wrong: 1,
  passphrase_weak: 1,
  passphrase_forgotten: 1,
  sealed_damaged: 1,
  sealed_failed: 1,
  site_address_invalid: 1,
  site_not_configured: 1,
  site_moved: 1,
  site_moved_to_files: 1,
  site_page: 1,
  not_smartfile: 1,
  offline: 1,
  network_sign_in: 1,
  proxy_sign_in: 1,
  proxy_failed: 1,
  proxy_address_invalid: 1,
  timed_out: 1,
  insecure: 1,
  throttled: 1,
  not_found: 1,
  name_taken: 1,
  forbidden: 1,
  quota_exceeded: 1,
  changed_on_server: 1,
  file_unreadable: 1,
  file_unwritable: 1,
  files_used_up: 1,
  disk_full: 1,
  incomplete: 1,
  damaged_there: 1,
  damaged_here: 1,
  name_unusable: 1,
  server_failed: 1,
  unexpected_reply: 1,
  own_folder: 1,
  newer_version: 1,
  into_itself: 1,
  not_done: 1,
  unclear: 1,
  still_running: 1,
  undo_too_late: 1,
  program_unavailable: 1,
  internal: 1,
} satisfies Record<ErrorCode, 1>;
const all = Object.keys(codes) as ErrorCode[];

test.each(all)("%s says what happened, whether files are safe, and what to do", (code) => {
  expect(knows(errorKey(code))).toBe(true);
  const words = problemWords(problem(code, { args: {} }));
  for (const text of [words.title, words.detail, words.action]) {
    expect(text).not.toBe("");
    expect(text).not.toMatch(/[{}$]/);
  }
});

test.each(all)("%s is said without jargon, shouting or codes", (code) => {
  const { title, detail, action } = problemWords(problem(code));
  const text = `${title} ${detail} ${action}`;
  expect(text).not.toMatch(
    /token|oauth|keychain|redirect|sync\b|http|grant|scope|vault|endpoint|\b[1-5]\d\d\b|!|successfully|oops/i,
  );
  expect(text.replace("Please connect again", "")).not.toMatch(/please/i);
});

test.each(all)("%s keeps every sentence under twenty words, in sentence case", (code) => {
  const { title, detail } = problemWords(problem(code));
  for (const sentence of `${title}. ${detail}`.split(/[.:]\s/))
    expect(sentence.split(/\s+/).length).toBeLessThan(20);
  const capitals = title
    .split(" ")
    .slice(1)
    .filter((word) => /^[A-Z]/.test(word) && !["SmartFile", "Files.com"].includes(word));
  expect(capitals).toEqual([]);
});

test("no word on any screen is jargon", () => {
  const said = screens
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace(/^[a-z0-9-]+ =/, ""))
    .join("\n");
  expect(said).not.toMatch(/\btokens?\b|oauth|keychain|redirect|successfully|oops|please|!/i);
});

test("what a server said is shown as it is and cannot become words or markup", () => {
  const words = problemWords(problem("not_found", { args: { name: "<b>{ $site }\u202Efdp</b>" } }));
  expect(words.title).toBe("<b>{ $site }‹RLO›fdp</b> is no longer there");
});

test("a right-to-left name does not turn the sentence around it", () => {
  const words = problemWords(problem("not_found", { args: { name: "تقرير.pdf" } }));
  expect(words.title).toBe("\u2068تقرير.pdf\u2069 is no longer there");
});

test("a code nobody knows is said as our own fault", () => {
  const words = problemWords(problem("from_the_future" as ErrorCode));
  expect(words.title).toBe(say("error-internal"));
  expect(words.title).not.toBe("error-internal");
});

test("numbers are counted in words", () => {
  expect(say("files-count", { count: 1 })).toBe("1 item");
  expect(say("files-count", { count: 1000 })).toBe("1,000 items");
  expect(problemWords(problem("throttled", { args: { seconds: 40 } })).detail).toContain("40 seconds");
});

test("a sentence can be cut around one value", () => {
  expect(sayAround("waiting-lead", "site")).toEqual([
    "We opened ",
    ". Sign in there, click Allow, and come back.",
  ]);
});

test("no name is given twice", () => {
  const names = `${screens}\n${errors}`.match(/^[a-z][a-z0-9-]* =/gm) ?? [];
  expect(names.length).toBeGreaterThan(150);
  expect(new Set(names).size).toBe(names.length);
});
