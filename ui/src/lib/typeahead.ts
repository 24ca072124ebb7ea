import { fold } from "./fold";
import type { Rows } from "./rows";

/** After this long without a letter, the next one begins a new word. */
export const pauseMs = 1000;

/** Letters typed over a list lead to the next name that begins with them. */
export class TypeAhead {
  #typed = "";
  #at = -Infinity;

  /** A word is being typed: a space belongs to it. */
  writing(now: number): boolean {
    return this.#typed !== "" && now - this.#at <= pauseMs;
  }

  /** The position to go to after this letter, from the row the keys are on; -1 for none. */
  press(letter: string, now: number, rows: Rows, on: number): number {
    this.#typed = this.writing(now) ? this.#typed + letter : letter;
    this.#at = now;
    const wanted = fold(this.#typed);
    if (wanted === "") return -1;
    // One letter again and again walks through the names that begin with it.
    const [first = ""] = wanted;
    const again = [...wanted].every((one) => one === first);
    if (!again) return rows.beginningWith(wanted, Math.max(0, on));
    const next = rows.beginningWith(first, on + 1);
    const whole = wanted.length > 1 ? rows.beginningWith(wanted, Math.max(0, on)) : -1;
    return whole >= 0 ? whole : next;
  }

  /** The next letter begins a new word. */
  forget(): void {
    this.#typed = "";
  }
}
