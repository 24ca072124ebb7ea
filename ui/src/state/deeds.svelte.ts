import { problemFrom } from "../host/problem";
import type { EntryView } from "../host/wire/EntryView";
import type { LinkView } from "../host/wire/LinkView";
import type { OpenRisk } from "../host/wire/OpenRisk";
import type { OperationView } from "../host/wire/OperationView";
import type { UiError } from "../host/wire/UiError";
import { joined, lastPart, parentOf } from "../lib/names";
import { say } from "../words/words";
import type { App } from "./app.svelte";

/** What is needed to name an entry and to say what it is. */
export type Named = Pick<EntryView, "name" | "path" | "kind">;

/** A question that lies over the screen. */
export type Question =
  | { kind: "newFolder"; into: string }
  | { kind: "place"; deed: "move" | "copy"; entries: Named[] }
  | { kind: "remove"; entries: EntryView[] }
  | { kind: "share"; entry: Named; link: LinkView | null }
  | { kind: "revoke"; link: LinkView; back: Question | null }
  | { kind: "verify"; entry: Named }
  | { kind: "risk"; entry: Named; risk: OpenRisk };

/** What was cut or copied, and from where. */
export type Clip = { deed: "move" | "copy"; paths: ReadonlySet<string>; from: string };

/** Where an attempt at a name got: done, or why not. */
export type Naming = { path: string } | { problem: UiError } | "left";

/** Whether this can go there, in a sentence; null when it can. */
export function whyNotInto(entries: readonly Pick<Named, "path">[], into: string, deed: "move" | "copy") {
  for (const { path } of entries) {
    if (into === path || into.startsWith(`${path}/`)) return say("place-into-itself");
    if (deed === "move" && parentOf(path) === into) return say("place-here-already");
  }
  return null;
}

/** Everything that is done to files from the list: what is asked, what was cut, and what is being named. */
export class Deeds {
  readonly #app: App;
  question = $state.raw<Question | null>(null);
  /** The entry whose name stands in a field. */
  renaming = $state.raw<Named | null>(null);
  clip = $state.raw<Clip | null>(null);
  /** A sentence that is said aloud. */
  said = $state("");

  constructor(app: App) {
    this.#app = app;
  }

  ask(question: Question): void {
    this.renaming = null;
    this.question = question;
  }

  close(): void {
    this.question = null;
    // The chooser of a folder may have taken the place of a listing that was under way.
    const { folder, connection } = this.#app;
    if (folder.stopped && connection.live) void folder.refresh();
  }

  /** Leaves the name as it is. */
  leaveName(): void {
    this.renaming = null;
    this.#app.folder.wantsFocus = true;
  }

  /** Gives an entry another name. The field stays until it is known whether that worked. */
  async rename(entry: Named, name: string, signal: AbortSignal): Promise<Naming> {
    const to = joined(parentOf(entry.path) ?? "/", name);
    const done = await this.#name(signal, (id) => this.#app.host.renameEntry(id, entry.path, name), to);
    if (done !== "left" && "path" in done) {
      if (this.renaming?.path === entry.path) this.renaming = null;
      this.#app.folder.expect(to);
    }
    return done;
  }

  async createFolder(into: string, name: string, signal: AbortSignal): Promise<Naming> {
    const to = joined(into, name);
    const done = await this.#name(signal, (id) => this.#app.host.createFolder(id, into, name), to);
    if (done !== "left" && "path" in done && this.#app.folder.path === into) this.#app.folder.expect(to);
    return done;
  }

  /** A field shows how this goes, and says what went wrong: until then it has no row. */
  async #name(signal: AbortSignal, begin: (id: string) => Promise<string>, path: string): Promise<Naming> {
    const { operations, host } = this.#app;
    const request = crypto.randomUUID();
    operations.hush(request);
    const leave = () => operations.unhush(request);
    signal.addEventListener("abort", leave);
    try {
      const id = await begin(request);
      const ended = await operations.outcome(id);
      if (signal.aborted) return "left";
      if (ended.phase === "done") return { path };
      const problem = ended.problem;
      if (ended.phase === "needsYou") await host.cancelOperation(id);
      await host.dismissOperation(id);
      return problem ? { problem } : "left";
    } catch (thrown) {
      return { problem: problemFrom(thrown) };
    } finally {
      signal.removeEventListener("abort", leave);
      leave();
    }
  }

  /** Moves or copies to a folder. */
  async put(deed: "move" | "copy", paths: string[], into: string): Promise<void> {
    const { host } = this.#app;
    await this.#app.ask("put", () => {
      const id = crypto.randomUUID();
      return deed === "move" ? host.moveEntries(id, paths, into) : host.copyEntries(id, paths, into);
    });
  }

  take(deed: "move" | "copy", entries: readonly Named[]): void {
    const first = entries[0];
    if (!first) return;
    this.clip = {
      deed,
      paths: new Set(entries.map(({ path }) => path)),
      from: parentOf(first.path) ?? "/",
    };
    const words = deed === "move" ? "clip-cut" : "clip-copied";
    this.said = say(words, { count: entries.length, name: first.name });
  }

  /** What was cut goes here once; what was copied, as often as asked. */
  async paste(): Promise<void> {
    const { clip } = this;
    const { host, operations, folder } = this.#app;
    if (!clip) return;
    if (clip.deed === "move") this.clip = null;
    const into = folder.path;
    if (clip.deed === "move" || into !== clip.from) return this.put(clip.deed, [...clip.paths], into);
    // A copy beside its original can only have another name.
    await this.#app.ask("put", async () => {
      const id = await host.copyEntries(crypto.randomUUID(), [...clip.paths], into);
      operations.hush(id);
      const first = await operations.outcome(id);
      operations.unhush(id);
      if (first.phase === "needsYou") await host.answerOperation(id, "keepBoth");
    });
  }

  async remove(entries: readonly Named[]): Promise<void> {
    const paths = entries.map(({ path }) => path);
    await this.#app.ask("remove", () => this.#app.host.removeEntries(crypto.randomUUID(), paths));
  }

  /** Takes the latest operation back that can be. */
  async undo(operation: OperationView | null = this.#app.operations.undoable): Promise<void> {
    if (!operation) {
      this.said = say("undo-nothing");
      return;
    }
    await this.#app.ask(`undo ${operation.id}`, () =>
      this.#app.host.undoOperation(crypto.randomUUID(), operation.id),
    );
  }

  /** One file, or one folder, as it is; several entries in one archive. */
  async fetch(entries: readonly Named[]): Promise<void> {
    const [first] = entries;
    if (!first) return;
    if (entries.length > 1) return this.fetchArchive(entries);
    return first.kind === "folder" ? this.#app.downloadFolder(first.path) : this.#app.download(first.path);
  }

  async fetchArchive(entries: readonly Named[]): Promise<void> {
    const paths = entries.map(({ path }) => path);
    await this.#app.ask("download", () => this.#app.host.downloadZip(crypto.randomUUID(), paths));
  }

  /** With the person's own program; a risk is asked about first. A file may take its time, and others open meanwhile. */
  async openWith(entry: Named, sure = false): Promise<void> {
    this.said = say("open-with-begun", { name: entry.name });
    await this.#app.ask(`open-with ${entry.path}`, async () => {
      const { risk } = await this.#app.host.openEntry(crypto.randomUUID(), entry.path, sure);
      if (!risk) return;
      this.said = "";
      this.ask({ kind: "risk", entry, risk });
    });
  }

  async star(entry: Named, starred: boolean): Promise<void> {
    await this.#app.ask("star", async () => {
      const isFolder = entry.kind === "folder";
      this.#app.places.places = await this.#app.host.star(entry.path, isFolder, starred);
      this.said = say(starred ? "star-added" : "star-gone", { name: lastPart(entry.path) });
    });
  }

  /** Another account, or none. */
  reset(): void {
    this.question = this.renaming = this.clip = null;
    this.said = "";
  }
}
