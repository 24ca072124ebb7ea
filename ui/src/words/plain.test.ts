import { expect, test } from "vitest";
import check from "../../locales/en/check.ftl?raw";
import cli from "../../locales/en/cli.ftl?raw";
import errors from "../../locales/en/errors.ftl?raw";
import receipts from "../../locales/en/receipts.ftl?raw";
import screens from "../../locales/en/screens.ftl?raw";
import { gradeOf, paragraphs, sentencesOf, syllablesOf, wordsOf } from "./reading";

const catalogues = { check, cli, errors, receipts, screens };
const all = Object.entries(catalogues).flatMap(([name, text]) => paragraphs(text, name));
const explanations = all.filter(({ name }) => /\.(title|detail)|-(lead|detail|hint)\b/.test(name));

// What a program calls things; a person has other words for them.
const jargon =
  /\b(access |refresh )?tokens?\b|oauth|keychain|keyring|redirect|\b[1-5]\d\d\b|\bscopes?\b|pkce|\bgrants?\b|\bendpoint|\bTLS\b|\bSSL\b|\bDNS\b|\bhttps?\b|\bURLs?\b|\bAPI\b|\bJSON\b|\bvault\b|\bloopback\b|\bdaemon\b|\bD-Bus\b|\bport\b|\bsocket\b|authori[sz]|authenticat|credential|callback|client (id|secret)|\bnull\b|exception|invalid|timeout|\bsync\b/i;
// A company fills these three in, and its IT team knows them by no other name.
const companyForm = /^screens: company-/;
const companyMistake = /^errors: error-client-refused\.detail/;

test("the catalogues are read whole", () => {
  expect(all.length).toBeGreaterThan(400);
  expect(explanations.length).toBeGreaterThan(120);
  expect(all.some(({ name }) => name.startsWith("errors: error-insecure.detail [expired]"))).toBe(true);
});

test.each(all)("$name is said in words that people use", ({ name, text }) => {
  const found = jargon.exec(text)?.[0];
  const allowed = companyForm.test(name) || companyMistake.test(name);
  expect(allowed && /callback|client (id|secret)/i.test(found ?? "") ? undefined : found).toBeUndefined();
});

test("jargon is found where it is", () => {
  for (const text of [
    "Your token is gone",
    "OAuth failed",
    "Error 401",
    "The redirect URI",
    "PKCE",
    "Invalid scope",
  ])
    expect(text).toMatch(jargon);
});

test.each(explanations)("$name can be read by a child of twelve", ({ text }) => {
  const sentences = sentencesOf(text);
  const lengths = sentences.map((sentence) => wordsOf(sentence).length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(25);
  expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeLessThanOrEqual(20);
  // One or two words say nothing about how hard a text is.
  if (wordsOf(text).length > 4) expect(gradeOf(text)).toBeLessThanOrEqual(8);
});

test("the measure tells easy from hard", () => {
  expect(
    ["cat", "table", "remember", "computer", "people", "used", "the", "connected"].map(syllablesOf),
  ).toEqual([1, 2, 3, 3, 2, 1, 1, 3]);
  expect(gradeOf("The cat sat on the mat. It was warm.")).toBeLessThan(2);
  expect(
    gradeOf(
      "Authorization was unsuccessful because the organization's administrator has not configured the application.",
    ),
  ).toBeGreaterThan(14);
});
