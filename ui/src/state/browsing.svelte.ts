import type { EntryView } from "../host/wire/EntryView";
import { cleared, everything, extended, leadTo, only, toggled } from "../lib/selection";
import { TypeAhead } from "../lib/typeahead";
import type { Folder } from "./folder.svelte";

/** What the list on the screen can do for the keys: it knows what is in sight. */
export type Pane = {
  perLine(): number;
  /** Lines in sight, less one, so that the eye finds its place again. */
  page(): number;
  /** Scrolls there, and gives the row the focus. */
  go(position: number): void;
};

const withCommand: Record<string, string> = { x: "cut", c: "copy", v: "paste" };

/** What a key does with what is chosen; null for a key that does nothing of that kind. */
function actionOf(event: KeyboardEvent, command: boolean): string | null {
  if (event.key === "Delete" && !command && !event.shiftKey) return "remove";
  if (event.key === "F2") return "rename";
  if (event.key === "Backspace" && event.metaKey) return "remove";
  return command && !event.shiftKey ? (withCommand[event.key.toLowerCase()] ?? null) : null;
}

/** Hands on a list of files: what keys and clicks choose, open, and ask for. */
export class Browsing {
  /** True while the keys lead: the ring shows where they are, whatever the web view thinks of scripted focus. */
  byKeys = $state(false);
  readonly #folder: Folder;
  readonly #pane: Pane;
  readonly #open: (entry: EntryView) => void;
  readonly #menu: () => void;
  readonly #act: (name: string) => void;
  readonly #typing = new TypeAhead();
  /** The position of the row the keys are on; where nobody has been yet, the first. */
  readonly at: number = $derived.by(() =>
    Math.max(0, this.#folder.rows.positionOf(this.#folder.selection.lead)),
  );

  /** `act` does something with what is chosen, by the name of the action. */
  constructor(
    folder: Folder,
    pane: Pane,
    open: (entry: EntryView) => void,
    menu: () => void,
    act: (name: string) => void,
  ) {
    this.#folder = folder;
    this.#pane = pane;
    this.#open = open;
    this.#menu = menu;
    this.#act = act;
  }

  /** A click on a row: alone it chooses this one, with Ctrl or ⌘ this one too, with Shift all from the last. */
  click(event: MouseEvent, entry: EntryView): void {
    const folder = this.#folder;
    const more = event.ctrlKey || event.metaKey;
    if (event.shiftKey) folder.selection = extended(folder.selection, folder.rows, entry.path, more);
    else if (more) this.toggle(entry);
    else folder.selection = only(folder.table, entry.path);
  }

  toggle(entry: EntryView): void {
    this.#folder.selection = toggled(this.#folder.selection, this.#folder.table, entry.path);
  }

  /** The focus went to this row; what is chosen stays. At the first row nobody has gone anywhere yet. */
  hold(entry: EntryView): void {
    const { selection, rows } = this.#folder;
    if (selection.lead === null && rows.positionOf(entry.path) === 0) return;
    if (selection.lead !== entry.path) this.#folder.selection = { ...selection, lead: entry.path };
  }

  /** Makes sure that what a menu is about is chosen. */
  mean(entry: EntryView): void {
    const folder = this.#folder;
    if (!folder.isChosen(entry.path)) folder.selection = only(folder.table, entry.path);
  }

  key(event: KeyboardEvent, now: number): void {
    if (!this.#take(event, now)) return;
    this.byKeys = true;
    event.preventDefault();
  }

  #take(event: KeyboardEvent, now: number): boolean {
    const folder = this.#folder;
    const { rows, selection } = folder;
    const here = rows.at(this.at);
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      if (here) this.mean(here);
      this.#menu();
      return true;
    }
    if (event.altKey) return false;
    const target = this.#target(event.key);
    if (target !== null) {
      this.#typing.forget();
      this.#step(target, event.shiftKey, command);
      return true;
    }
    const action = actionOf(event, command);
    if (action !== null) {
      if (here && selection.count === 0 && action !== "paste") this.mean(here);
      this.#act(action);
      return true;
    }
    if (event.key === " " && here && !(this.#typing.writing(now) && !command)) {
      if (!command && !event.shiftKey && this.#alone(here)) {
        this.mean(here);
        this.#act("preview");
        return true;
      }
      folder.selection = event.shiftKey
        ? extended(selection, rows, here.path, command)
        : toggled(selection, folder.table, here.path);
      return true;
    }
    if (command && event.key.toLowerCase() === "a") {
      folder.selection = everything(selection, rows);
      return true;
    }
    if (command) return false;
    if (event.key === "Escape" && selection.count > 0) {
      folder.selection = cleared(selection);
      return true;
    }
    if (event.key === "Enter" && here) {
      this.#typing.forget();
      this.#open(here);
      return true;
    }
    if ([...event.key].length !== 1) return false;
    const found = this.#typing.press(event.key, now, rows, this.at);
    if (found >= 0) this.#step(found, false, false);
    return true;
  }

  /** Nothing else is chosen: a space looks into it. Otherwise it adds. */
  #alone({ path }: EntryView): boolean {
    const { selection } = this.#folder;
    return selection.count === 0 || (selection.count === 1 && this.#folder.isChosen(path));
  }

  /** Where a key leads; null for a key that does not move. */
  #target(key: string): number | null {
    const last = this.#folder.rows.length - 1;
    const line = this.#pane.perLine();
    const page = Math.max(1, this.#pane.page()) * line;
    const forward = document.dir === "rtl" ? -1 : 1;
    const down = (by: number) => {
      // In the last line there is nowhere to go; above it, the last entry is below.
      if (this.at + by <= last) return this.at + by;
      return Math.floor(this.at / line) === Math.floor(last / line) ? this.at : last;
    };
    const up = (by: number) => (this.at >= by ? this.at - by : by > line ? this.at % line : this.at);
    switch (key) {
      case "ArrowDown":
        return down(line);
      case "ArrowUp":
        return up(line);
      case "PageDown":
        return down(page);
      case "PageUp":
        return up(page);
      case "Home":
        return 0;
      case "End":
        return last;
      case "ArrowRight":
        return line === 1 ? null : Math.min(last, Math.max(0, this.at + forward));
      case "ArrowLeft":
        return line === 1 ? null : Math.min(last, Math.max(0, this.at - forward));
      default:
        return null;
    }
  }

  #step(position: number, range: boolean, more: boolean): void {
    const folder = this.#folder;
    const entry = folder.rows.at(position);
    if (!entry) return;
    const { selection } = folder;
    if (range) folder.selection = extended(selection, folder.rows, entry.path, more);
    else folder.selection = more ? leadTo(selection, entry.path) : only(folder.table, entry.path);
    this.#pane.go(position);
  }
}
