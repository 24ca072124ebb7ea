/** Names in one piece. Few pieces are quick to search; short ones are quick to cut a name out of. */
const pieceLength = 512;
/** Stands before each name; folded names hold no control characters, so that none holds this one. */
const edge = "\n";

type Piece = { text: string; starts: Uint32Array };

/**
 * Folded names as a few long texts. Looking for a word in a hundred thousand of them is one search by the engine for
 * each text, where one search for each name takes ten times as long.
 */
export class Haystack {
  readonly #pieces: Piece[] = [];
  #last: string[] = [];
  /** The last piece, not full yet; made when it is first looked into. */
  #open: Piece | null = null;

  push(folded: string): void {
    this.#last.push(folded);
    this.#open = null;
    if (this.#last.length < pieceLength) return;
    this.#pieces.push(pieceOf(this.#last));
    this.#last = [];
  }

  get length(): number {
    return this.#pieces.length * pieceLength + this.#last.length;
  }

  /** The name at an index. */
  at(index: number): string {
    const piece = this.#pieces[Math.floor(index / pieceLength)];
    const within = index % pieceLength;
    if (!piece) return this.#last[within] ?? "";
    return piece.text.slice((piece.starts[within] as number) + edge.length, piece.starts[within + 1]);
  }

  /** 1 at the index of each name that holds all these texts. */
  holding(texts: readonly string[]): Uint8Array {
    const pieces = this.#all();
    const [first, ...rest] = texts.map((text) => hits(pieces, text, this.length));
    const marks = first ?? new Uint8Array(this.length).fill(1);
    for (const more of rest)
      for (let index = 0; index < marks.length; index += 1) marks[index]! &= more[index] as number;
    return marks;
  }

  /** 1 at the index of each name that begins so. */
  beginning(text: string): Uint8Array {
    return this.holding([edge + text]);
  }

  #all(): Piece[] {
    if (this.#last.length === 0) return this.#pieces;
    this.#open ??= pieceOf(this.#last);
    return [...this.#pieces, this.#open];
  }
}

function pieceOf(names: readonly string[]): Piece {
  const starts = new Uint32Array(names.length + 1);
  let end = 0;
  for (let at = 0; at < names.length; at += 1) {
    starts[at] = end;
    end += edge.length + (names[at] as string).length;
  }
  starts[names.length] = end;
  return { text: ["", ...names].join(edge), starts };
}

function hits(pieces: readonly Piece[], text: string, length: number): Uint8Array {
  const marks = new Uint8Array(length);
  if (text === "") return marks.fill(1);
  let before = 0;
  for (const { text: hay, starts } of pieces) {
    const count = starts.length - 1;
    let name = 0;
    // One hit in a name is enough: the next is looked for from the next name on.
    for (let hit = hay.indexOf(text); hit >= 0; hit = hay.indexOf(text, starts[name])) {
      while ((starts[name + 1] as number) <= hit) name += 1;
      marks[before + name] = 1;
      name += 1;
    }
    before += count;
  }
  return marks;
}
