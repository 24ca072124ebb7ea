import { PaperError, type Leaf, type LeafSize, type Paper, type PaperTrouble } from "../src/lib/paper";

/** What the page asked of the papers that it opened. */
export const asked = {
  /** Number and scale of each leaf that was drawn. */
  drawn: [] as [number, number][],
  stopped: 0,
  opened: 0,
  closed: 0,
  leavesClosed: 0,
};

type Plan = { count: number; trouble?: PaperTrouble; wordless?: boolean; torn?: boolean };
let plan: Plan = { count: 3 };
let lose: () => void = () => {};

/** What the next papers are like. */
export function planned(next: Plan): void {
  plan = next;
  Object.assign(asked, { drawn: [], stopped: 0, opened: 0, closed: 0, leavesClosed: 0 });
}

/** A part of the open paper can't be had. */
export const loseIt = () => lose();

const a4: LeafSize = { width: 600, height: 800 };

/** Stands in for `src/pdf/pdf.ts`: a browser's canvas and worker are not there in a test. */
export async function openPaper(): Promise<Paper> {
  asked.opened += 1;
  if (plan.trouble) throw new PaperError(plan.trouble);
  const { count, wordless, torn } = plan;
  return {
    count,
    lost: new Promise<void>((resolve) => (lose = resolve)),
    close: () => (asked.closed += 1),
    leaf: async (number): Promise<Leaf> => ({
      ...a4,
      draw(canvas, scale) {
        asked.drawn.push([number, scale]);
        [canvas.width, canvas.height] = [a4.width * scale, a4.height * scale];
        return {
          done: torn ? Promise.reject(new Error("torn")) : Promise.resolve(),
          stop: () => (asked.stopped += 1),
        };
      },
      async letters(into) {
        if (!wordless) into.append(`The letters of page ${number}`);
        return !wordless;
      },
      close: () => (asked.leavesClosed += 1),
    }),
  };
}
