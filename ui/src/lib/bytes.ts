const units = ["bytes", "KB", "MB", "GB", "TB", "PB"];

function scale(size: number): number {
  let step = 0;
  // 999,950 bytes would round to "1,000 KB", so it is already a megabyte.
  while (step < units.length - 1 && size / 1000 ** step >= (step === 1 ? 999.5 : 999.95)) step += 1;
  return step;
}

/** Made once: making one takes a hundred times as long as using it, and a list uses one in each row. */
const formats = new Map<string, Intl.NumberFormat>();

function format(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: decimals });
  formats.set(key, known);
  return known;
}

function digits(size: number, step: number, locale: string): string {
  const amount = size / 1000 ** step;
  const decimals = step < 2 || amount >= 99.95 ? 0 : 1;
  const shown = step === 1 && amount > 0 ? Math.max(1, amount) : amount;
  return format(locale, decimals).format(shown);
}

function unit(size: number, step: number): string {
  return step === 0 && size === 1 ? "byte" : (units[step] ?? "");
}

/** A size for people: 340 KB, 4.8 MB, 1.9 GB. One thousand to the step, as disks and SmartFile count. */
export function bytes(size: number, locale = "en-GB"): string {
  const whole = Math.max(0, size);
  const step = scale(whole);
  return `${digits(whole, step, locale)} ${unit(whole, step)}`;
}

/**
 * A part of a whole with the unit said once: "1.2 of 1.9 GB". A part too small for the whole's unit keeps its
 * own, "38 MB of 250 GB", for "0 of 250 GB" would not be true.
 */
export function bytesOf(part: number, whole: number, locale = "en-GB"): string {
  const step = scale(Math.max(0, whole));
  const moved = Math.min(Math.max(0, part), whole);
  if (moved > 0 && moved / 1000 ** step < 0.1) {
    return `${bytes(moved, locale)} of ${bytes(whole, locale)}`;
  }
  return `${digits(moved, step, locale)} of ${digits(whole, step, locale)} ${unit(whole, step)}`;
}
