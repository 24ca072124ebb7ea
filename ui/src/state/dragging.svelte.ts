import { lastPart } from "../lib/names";
import { say } from "../words/words";
import type { App } from "./app.svelte";
import { whyNotInto, type Named } from "./deeds.svelte";

/** So far a hand may shake before it drags. */
const slackPx = 5;

export type Target = { path: string; words: string; why: string | null };

/**
 * Entries on their way under the pointer. By pointer events, since they are the same in every web view; what comes
 * from the desktop is the shell's. Places that take them carry `data-drop` with their path.
 */
export class Dragging {
  readonly #app: App;
  entries = $state.raw<Named[]>([]);
  target = $state.raw<Target | null>(null);
  x = $state(0);
  y = $state(0);
  copies = $state(false);
  #over: string | null = null;
  #end: (() => void) | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  get active(): boolean {
    return this.entries.length > 0;
  }

  /** The button went down on a row; what is dragged is asked for once the pointer has moved. */
  press(event: PointerEvent, entries: () => Named[]): void {
    if (event.button !== 0 || event.pointerType === "touch" || !this.#app.connection.live) return;
    this.#end?.();
    const from = { x: event.clientX, y: event.clientY };
    const listeners = new AbortController();
    const { signal } = listeners;
    this.#end = () => {
      listeners.abort();
      this.#end = null;
      this.entries = [];
      this.target = null;
      this.#over = null;
    };
    const move = (moved: PointerEvent) => {
      if (!this.active && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < slackPx) return;
      if (!this.active) this.entries = entries();
      this.x = moved.clientX;
      this.y = moved.clientY;
      this.#over = dropPlace(moved.target)?.dataset["drop"] ?? null;
      this.#aim(moved.ctrlKey || moved.altKey);
    };
    const drop = () => {
      const { target, entries: dragged, copies } = this;
      const was = this.active;
      this.#end?.();
      if (!was) return;
      // The click that follows is the end of the drag, and means nothing else.
      const swallow = (click: Event) => click.stopPropagation();
      window.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
      const paths = dragged.map(({ path }) => path);
      if (target && target.why === null)
        void this.#app.deeds.put(copies ? "copy" : "move", paths, target.path);
    };
    const key = (pressed: KeyboardEvent) => {
      if (!this.active) return;
      if (pressed.type === "keydown" && pressed.key === "Escape") {
        pressed.stopPropagation();
        pressed.preventDefault();
        this.#end?.();
      } else if (pressed.key === "Control" || pressed.key === "Alt") this.#aim(pressed.type === "keydown");
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", drop, { signal });
    window.addEventListener("pointercancel", () => this.#end?.(), { signal });
    window.addEventListener("blur", () => this.#end?.(), { signal });
    window.addEventListener("keydown", key, { signal, capture: true });
    window.addEventListener("keyup", key, { signal, capture: true });
  }

  #aim(copies: boolean): void {
    this.copies = copies;
    const path = this.#over;
    if (path === null) {
      this.target = null;
      return;
    }
    const name = path === "/" ? say("files-root") : lastPart(path);
    const why = whyNotInto(this.entries, path, copies ? "copy" : "move");
    this.target = { path, why, words: why ?? say(copies ? "drag-copy-to" : "drag-move-to", { name }) };
  }
}

/** The part of the page that stands for a folder and takes what is let go there. */
export function dropPlace(under: EventTarget | null): HTMLElement | null {
  return under instanceof Element ? under.closest<HTMLElement>("[data-drop]") : null;
}
