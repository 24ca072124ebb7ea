// @ts-expect-error: pdf.js has no types for it
import { WorkerMessageHandler } from "pdfjs-dist/legacy/build/pdf.worker.mjs";
import { beforeAll, expect, test, vi } from "vitest";
import { paperOf } from "../src/host/papers";
import type { PaperError } from "../src/lib/paper";
import { openPaper } from "../src/pdf/pdf";

// Web views have it; older versions of what runs the tests do not.
const lacking = Promise as unknown as { withResolvers?: () => object };
lacking.withResolvers ??= () => {
  const made = {};
  const promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return Object.assign(made, { promise });
};

/** In place of a worker: the same code, on the same thread. */
class Beside extends EventTarget {
  static ended = 0;
  onerror: unknown = null;
  readonly #inside = new EventTarget();
  #over = false;

  constructor() {
    super();
    const port = Object.assign(this.#inside, { postMessage: (data: unknown) => this.#tell(this, data) });
    WorkerMessageHandler.initializeFromPort(port);
  }

  postMessage(data: unknown): void {
    this.#tell(this.#inside, data);
  }

  #tell(whom: EventTarget, data: unknown): void {
    const copy = structuredClone(data);
    queueMicrotask(() => {
      if (!this.#over) whom.dispatchEvent(Object.assign(new Event("message"), { data: copy }));
    });
  }

  terminate(): void {
    this.#over = true;
    Beside.ended += 1;
  }
}

beforeAll(() => {
  vi.stubGlobal("Worker", Beside);
});

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

async function open(text: string, read = (from: number, to: number) => bytesOf(text.slice(from, to))) {
  const asked: [number, number][] = [];
  const paper = await openPaper(text.length, async (from, to) => {
    asked.push([from, to]);
    return read(from, to);
  });
  return { paper, asked };
}

const troubleOf = (opening: Promise<unknown>) =>
  opening.then(
    () => "none",
    (thrown: unknown) => (thrown as PaperError).trouble,
  );

test("a PDF is read: its pages and their sizes, lying ones too", async () => {
  const { paper } = await open(paperOf("Letter", 4));
  expect(paper.count).toBe(4);
  const sizes = await Promise.all([1, 4].map((number) => paper.leaf(number)));
  expect(sizes.map(({ width, height }) => [width, height])).toEqual([
    [595, 842],
    [842, 595],
  ]);
  const before = Beside.ended;
  paper.close();
  expect(Beside.ended).toBe(before + 1);
});

test("of a large PDF only the parts that are looked at are fetched", async () => {
  const { paper, asked } = await open(paperOf("Letter", 4, 3_000_000));
  await paper.leaf(1);
  const fetched = asked.reduce((sum, [from, to]) => sum + to - from, 0);
  expect(fetched).toBeLessThan(2_200_000);
  paper.close();
});

test("what is no PDF, or half of one, ends as damaged", async () => {
  expect(await troubleOf(open("%PDF-1.7 and then nothing of the kind"))).toBe("damaged");
  expect(await troubleOf(open("%PDF-1.7\n" + "\0".repeat(9000)))).toBe("damaged");
});

test("a PDF with a password ends as locked", async () => {
  const key = "<" + "5a".repeat(32) + ">";
  const locked = paperOf("Letter", 1).replace(
    "/Root 1 0 R",
    `/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O ${key}/U ${key}>>`,
  );
  expect(await troubleOf(open(locked))).toBe("locked");
});

test("a PDF whose bytes do not come ends as lost, and its worker with it", async () => {
  const before = Beside.ended;
  const refused = open(paperOf("Letter", 1), () => {
    throw new Error("404");
  });
  expect(await troubleOf(refused)).toBe("lost");
  expect(Beside.ended).toBe(before + 1);
});
