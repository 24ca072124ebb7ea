// The letters' own decoration, and what takes no room: neither is typed by someone who looks for a name.
const unseen = /[\p{M}\p{Cc}\p{Cf}]/gu;
const plain = /^[\x20-\x7e]*$/;

/** A text as it is looked for: small letters, without accents and without what cannot be seen. */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(unseen, "").toLowerCase();
}

/** The words of a search, each of which a name must hold. */
export function wordsOfSearch(search: string): string[] {
  return fold(search).split(/\s+/).filter(Boolean);
}
