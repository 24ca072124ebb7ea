/** What pdf.js needs besides its own code, by name: letters that a PDF leaves out, and the readers of two kinds of picture. */
const found = import.meta.glob<string>(
  [
    "/node_modules/pdfjs-dist/cmaps/*.bcmap",
    "/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}",
    "/node_modules/pdfjs-dist/wasm/{jbig2,openjpeg}.wasm",
    // Their licences go where they go.
    "/node_modules/pdfjs-dist/{,standard_fonts/,wasm/,cmaps/}LICENSE*",
  ],
  { query: "?url", import: "default", eager: true },
);

const addresses = new Map(
  Object.entries(found).map(([path, address]) => [path.slice(path.lastIndexOf("/") + 1), address]),
);

/** Hands pdf.js what it asks for from the app's own bundle; what is not in it is from nowhere. */
export class Bundled {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const address = addresses.get(filename);
    if (address === undefined) throw new Error(`${filename} is not in the bundle`);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${filename}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}
