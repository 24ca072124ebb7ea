/** Another course each run; SEED repeats one. Put the seed into what a test says when it fails. */
export const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

export type Dice = {
  /** A whole number from 0, below this. */
  below(end: number): number;
  pick<One>(of: readonly One[]): One;
  shuffled<One>(all: readonly One[]): One[];
};

/** The same numbers for the same seed, on every computer. */
export function dice(from = seed): Dice {
  let state = from >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    pick: (of) => of[below(of.length)] as (typeof of)[number],
    shuffled: (all) => {
      const mixed = [...all];
      for (let at = mixed.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        [mixed[at], mixed[other]] = [mixed[other] as (typeof all)[number], mixed[at] as (typeof all)[number]];
      }
      return mixed;
    },
  };
}
