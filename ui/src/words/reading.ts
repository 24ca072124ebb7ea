/** How hard a text is to read, and the texts of a catalogue. Only tests ask. */

import { FluentResource } from "@fluent/bundle";

export type Paragraph = { name: string; text: string };

type Part = string | { type: string; name?: string; variants?: Variant[] };
type Variant = { key: { value?: string | number; name?: string }; value: string | Part[] };

/** Every text that a catalogue can say: each variant on its own, with a short word for each value. */
export function paragraphs(catalogue: string, file: string): Paragraph[] {
  return new FluentResource(catalogue).body.flatMap(({ id, value, attributes }) => {
    const own = value ? said(value as string | Part[], `${file}: ${id}`) : [];
    const more = Object.entries(attributes).flatMap(([key, pattern]) =>
      said(pattern as string | Part[], `${file}: ${id}.${key}`),
    );
    return [...own, ...more];
  });
}

function said(pattern: string | Part[], name: string): Paragraph[] {
  if (typeof pattern === "string") return [{ name, text: pattern }];
  let made: Paragraph[] = [{ name, text: "" }];
  for (const part of pattern) {
    const ways: Paragraph[] =
      typeof part === "string"
        ? [{ name: "", text: part }]
        : part.variants
          ? part.variants.flatMap(({ key, value }) =>
              said(value as string | Part[], ` [${key.value ?? key.name}]`),
            )
          : [{ name: "", text: "Acme" }];
    made = made.flatMap((before) =>
      ways.map((way) => ({ name: before.name + way.name, text: before.text + way.text })),
    );
  }
  return made;
}

export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!…])\s+/).filter((sentence) => /\w/.test(sentence));
}

export function wordsOf(text: string): string[] {
  return text.match(/[A-Za-z0-9][\w’'.:-]*/g) ?? [];
}

/** Groups of vowels, without an e that is not spoken; good enough for a mean. */
export function syllablesOf(word: string): number {
  const plain = word
    .toLowerCase()
    .replace(/[^a-z]/g, "")
    .replace(/(?<![aeiouyldt])es$|(?<![td])ed$|(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$/, "");
  return Math.max(1, plain.match(/[aeiouy]+/g)?.length ?? 1);
}

/** The Flesch–Kincaid grade: about the year of school in which a text is understood. */
export function gradeOf(text: string): number {
  const words = wordsOf(text);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentencesOf(text).length) + 11.8 * (syllables / words.length) - 15.59;
}
