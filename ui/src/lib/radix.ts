const digitBits = 11;
const digits = 1 << digitBits;
/** Two digits fill the lower part of a number; what is left of 53 bits fits a whole number of 32. */
const lowerBits = 2 * digitBits;

/**
 * Sorts the indexes by the whole numbers that belong to them, and keeps the order of those with equal numbers. The
 * numbers may lie 2^53 apart. The time grows with the number of indexes alone: a hundred thousand take a few
 * milliseconds, so that no frame waits for it, where sorting by comparing takes ten times that.
 */
export function sortStably(indexes: Uint32Array, numbers: Float64Array, descending = false): Uint32Array {
  const count = indexes.length;
  let lowest = Infinity;
  let highest = -Infinity;
  for (const index of indexes) {
    const value = numbers[index] as number;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const range = highest - lowest;
  if (!(range > 0)) return indexes.slice();

  const lower = new Uint32Array(count);
  const upper = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    const value = numbers[indexes[at] as number] as number;
    const key = descending ? highest - value : value - lowest;
    lower[at] = key % 2 ** lowerBits;
    upper[at] = key / 2 ** lowerBits;
  }

  // `from` holds places in `indexes`; each pass puts them in order by one more digit, the lowest first.
  let from = new Uint32Array(count);
  let to = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) from[at] = at;
  const starts = new Uint32Array(digits + 1);
  for (let bit = 0; 2 ** bit <= range; bit += digitBits) {
    if (bit < lowerBits) pass(lower, bit, from, to, starts);
    else pass(upper, bit - lowerBits, from, to, starts);
    [from, to] = [to, from];
  }
  for (let at = 0; at < count; at += 1) to[at] = indexes[from[at] as number] as number;
  return to;
}

function pass(
  part: Uint32Array,
  shift: number,
  from: Uint32Array,
  to: Uint32Array,
  starts: Uint32Array,
): void {
  const mask = digits - 1;
  starts.fill(0);
  for (const key of part) {
    const next = ((key >>> shift) & mask) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let digit = 1; digit <= digits; digit += 1) {
    starts[digit] = (starts[digit] as number) + (starts[digit - 1] as number);
  }
  for (const place of from) {
    const digit = ((part[place] as number) >>> shift) & mask;
    const start = starts[digit] as number;
    to[start] = place;
    starts[digit] = start + 1;
  }
}
