/** Seconds as they may be said: steps of 5 below a minute, then whole minutes. */
function rounded(seconds: number): number {
  if (seconds < 60) return Math.max(5, Math.ceil(seconds / 5) * 5);
  return Math.round(seconds / 60) * 60;
}

/** Time left that does not jump: looked at every 5 seconds, and longer again only when it is much longer. */
export class Remaining {
  #shown: number | null = null;
  #at = 0;

  look(seconds: number | null, now: number): number | null {
    if (seconds === null || !Number.isFinite(seconds)) return this.#shown;
    if (this.#shown !== null && now - this.#at < 5000) return this.#shown;
    const next = rounded(seconds);
    if (this.#shown === null || next <= this.#shown || next > this.#shown * 1.5) this.#shown = next;
    this.#at = now;
    return this.#shown;
  }
}

type Say = (id: string, args?: Record<string, string | number>) => string;

export function leftWords(seconds: number, say: Say): string {
  if (seconds < 60) return say("left-seconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return say("left-minutes", { count: minutes });
  return say("left-hours", { count: Math.round(minutes / 60) });
}
