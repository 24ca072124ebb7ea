import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { EntryView } from "../host/wire/EntryView";
import type { PreviewView } from "../host/wire/PreviewView";
import type { UiError } from "../host/wire/UiError";

/** A look into a file, without a program of its own. */
export class Look {
  readonly #host: Host;
  /** What is looked at; null when the view is closed. */
  entry = $state.raw<EntryView | null>(null);
  preview = $state.raw<PreviewView | null>(null);
  problem = $state.raw<UiError | null>(null);
  #asked = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  async at(entry: EntryView): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    this.#giveBack();
    this.entry = entry;
    this.problem = null;
    if (entry.kind === "folder") return;
    try {
      const preview = await this.#host.preview(entry.path);
      if (mine === this.#asked) this.preview = preview;
      else if (preview.ticket) void this.#host.closePreview(preview.ticket).catch(() => {});
    } catch (thrown) {
      if (mine === this.#asked) this.problem = problemFrom(thrown);
    }
  }

  close(): void {
    this.#asked += 1;
    this.#giveBack();
    this.entry = null;
    this.problem = null;
  }

  #giveBack(): void {
    const ticket = this.preview?.ticket;
    this.preview = null;
    if (ticket) void this.#host.closePreview(ticket).catch(() => {});
  }
}
