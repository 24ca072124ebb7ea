import {
  getDocument,
  PasswordException,
  PDFDataRangeTransport,
  PDFWorker,
  TextLayer,
  type PDFDocumentProxy,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { STRETCH } from "../host/stretches";
import { PaperError, type Leaf, type Paper } from "../lib/paper";
import { Bundled } from "./bundled";

/** The largest picture inside of a PDF that is unpacked, in pixels. */
const LARGEST_PICTURE = 50_000_000;

/** Brings the bytes from `from` on up to, but not with, `to`. */
export type Read = (from: number, to: number, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** The parts of a PDF, fetched as they are asked for. */
class Parts extends PDFDataRangeTransport {
  readonly #read: Read;
  readonly #ended = new AbortController();
  #lose: () => void = () => {};
  /** Resolves as soon as one of them could not be had. */
  readonly lost = new Promise<void>((resolve) => (this.#lose = resolve));

  constructor(size: number, read: Read) {
    super(size, null);
    this.#read = read;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#read(begin, end, this.#ended.signal).then(
      (bytes) => this.onDataRange(begin, bytes),
      () => {
        if (!this.#ended.signal.aborted) this.#lose();
      },
    );
  }

  override abort(): void {
    this.#ended.abort();
  }
}

/**
 * Reads a PDF of `size` bytes. It is read by a worker of its own, which ends with it. No
 * script in it is run, none of its forms is filled in and none of its links can be followed; its fonts are drawn as
 * outlines and never given to the system. Throws a [`PaperError`].
 */
export async function openPaper(size: number, read: Read): Promise<Paper> {
  const parts = new Parts(size, read);
  const port = new Worker(workerAddress, { type: "module" });
  const failed = new Promise<never>((_, reject) => {
    port.onerror = (event) => reject(new PaperError("damaged", event.message));
    void parts.lost.then(() => reject(new PaperError("lost")));
  });
  failed.catch(() => {});
  const task = getDocument({
    range: parts,
    // The types of pdf.js know only the default of this one.
    worker: new PDFWorker({ port: port as unknown as null }),
    rangeChunkSize: STRETCH,
    disableAutoFetch: true,
    disableStream: true,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    useWorkerFetch: false,
    disableWorkerRendering: true,
    maxImageSize: LARGEST_PICTURE,
    BinaryDataFactory: Bundled,
    // Names of kinds, no addresses: `Bundled` knows where things are.
    cMapUrl: "cmaps/",
    standardFontDataUrl: "fonts/",
    wasmUrl: "wasm/",
    verbosity: 0,
  });
  const close = () => {
    parts.abort();
    void task.destroy().catch(() => {});
    port.terminate();
  };
  try {
    const paper = await Promise.race([task.promise, failed]);
    return {
      count: paper.numPages,
      leaf: (number) => leafOf(paper, number),
      lost: parts.lost,
      close,
    };
  } catch (thrown) {
    close();
    if (thrown instanceof PaperError) throw thrown;
    throw new PaperError(thrown instanceof PasswordException ? "locked" : "damaged", thrown);
  }
}

async function leafOf(paper: PDFDocumentProxy, number: number): Promise<Leaf> {
  const page = await paper.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  return {
    width,
    height,
    draw(canvas, scale) {
      const viewport = page.getViewport({ scale });
      canvas.width = Math.max(1, Math.floor(viewport.width));
      canvas.height = Math.max(1, Math.floor(viewport.height));
      const task = page.render({ canvas, viewport });
      return { done: task.promise, stop: () => task.cancel() };
    },
    async letters(into) {
      const layer = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: into,
        viewport: page.getViewport({ scale: 1 }),
      });
      await layer.render();
      return layer.textContentItemsStr.some((text) => text.trim() !== "");
    },
    close: () => void page.cleanup(),
  };
}
