/** What of a long list is in the page: lines of equal height, each with one entry or several. */
export type Sight = {
  /** How far the list is scrolled, and how much of it can be seen, in pixels. */
  scrolled: number;
  seen: number;
  lineHeight: number;
  perLine: number;
  count: number;
  /** Lines drawn above and below the ones in sight. */
  spare: number;
};

export type Span = { first: number; end: number };

/** The entries to draw, whole lines of them; never outside of the list, wherever it is scrolled. */
export function spanOf({ scrolled, seen, lineHeight, perLine, count, spare }: Sight): Span {
  const lines = Math.ceil(count / perLine);
  const top = Math.min(Math.floor(Math.max(0, scrolled) / lineHeight), Math.max(0, lines - 1));
  const shown = Math.ceil(seen / lineHeight) + 1;
  const first = Math.max(0, top - spare) * perLine;
  const end = Math.min(count, (top + shown + spare) * perLine);
  return { first: Math.min(first, count), end };
}

/** Where to scroll so that a line is in sight, moving no more than is needed. */
export function scrolledTo(line: number, { scrolled, seen, lineHeight }: Sight, edge = 0): number {
  const top = line * lineHeight;
  if (top < scrolled) return top;
  return Math.max(scrolled, top + lineHeight - seen + edge);
}
