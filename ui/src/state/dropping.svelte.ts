import type { DragView } from "../host/wire/DragView";
import { lastPart, visible } from "../lib/names";
import { say } from "../words/words";
import { whyNotLive } from "./actions";
import type { App } from "./app.svelte";
import { dropPlace, type Target } from "./dragging.svelte";

/** Things dragged in from the desktop. The shell says where they are; what lies there is known here. */
export class Dropping {
  readonly #app: App;
  /** How many are over the window. */
  items = $state(0);
  /** Where they would go, or why they can't. */
  target = $state.raw<Target | null>(null);
  /** How many of the last ones were left where they are. */
  leftOut = $state(0);
  #watching: AbortController | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** Watches from now on. A window that can't be watched still has its button for uploads. */
  async start(): Promise<void> {
    try {
      await this.#app.host.watchDrags((drag) => this.#take(drag));
    } catch {
      this.#clear();
    }
  }

  #take(drag: DragView): void {
    if (drag.type === "left") return this.#clear();
    const target = this.#aim(drag.x, drag.y);
    if (drag.type === "over") {
      if (this.target === null) this.#begin();
      this.items = drag.items;
      const same = this.target?.path === target.path && this.target.words === target.words;
      if (!same) this.target = target;
      return;
    }
    this.#clear();
    if (target.why === null) void this.#send(drag.ticket, target.path);
    else this.#app.deeds.said = target.why;
  }

  /** No pointer moves over the page while something is dragged: when one does, who dragged it has ended without a word. */
  #begin(): void {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    window.addEventListener("pointermove", () => this.#clear(), { signal });
  }

  #clear(): void {
    this.#watching?.abort();
    this.items = 0;
    this.target = null;
  }

  async #send(ticket: string, into: string): Promise<void> {
    this.leftOut = 0;
    const { host } = this.#app;
    await this.#app.ask(`drop ${ticket}`, async () => {
      this.leftOut = (await host.uploadDropped(crypto.randomUUID(), ticket, into)).leftOut;
    });
  }

  #aim(x: number, y: number): Target {
    const { folder, screen } = this.#app;
    const refused = (why: string): Target => ({ path: folder.path, why, words: why });
    if (!this.#app.framed) return refused(say("files-not-connected"));
    if (screen !== "files") return refused(say("drop-files-first"));
    if (this.#isCovered()) return refused(say("drop-close-first"));
    const place = dropPlace(document.elementFromPoint(x, y));
    const path = place?.dataset["drop"] ?? folder.path;
    const why = whyNotLive(this.#app) ?? this.#whyNotInto(path, place);
    if (why !== null) return { path, why, words: why };
    const name = path === "/" ? say("files-root") : visible(lastPart(path));
    return { path, why: null, words: say("drop-into", { name }) };
  }

  #whyNotInto(path: string, place: HTMLElement | null): string | null {
    const { folder } = this.#app;
    if (path === folder.path) {
      if (folder.isLent) return say("files-leave-search-first");
      return folder.mayWrite === false ? say("files-upload-readonly") : null;
    }
    // What may be done in a folder on the way here only the site knows: it says so in the row.
    const at = place?.dataset["index"];
    return at !== undefined && folder.rows.at(Number(at))?.mayWrite === false
      ? say("files-upload-readonly")
      : null;
  }

  /** A question or a look lies over the list, and is answered first. */
  #isCovered(): boolean {
    const { deeds, look, limitsOpen, proxyOpen, keepOpen } = this.#app;
    return deeds.question !== null || look.entry !== null || limitsOpen || proxyOpen || keepOpen;
  }
}
