import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { LinkView } from "../host/wire/LinkView";
import type { PlacesView } from "../host/wire/PlacesView";
import type { UiError } from "../host/wire/UiError";

const none: PlacesView = { starred: [], recent: [] };

/** The places at hand, and everything that was shared. */
export class Places {
  readonly #host: Host;
  places = $state.raw<PlacesView>(none);
  /** The shared links; null until they were asked for. */
  links = $state.raw<LinkView[] | null>(null);
  /** There are more links than the site told. */
  more = $state(false);
  problem = $state.raw<UiError | null>(null);
  loading = $state(false);
  /** What can be reached by a link. */
  readonly shared: ReadonlySet<string> = $derived(
    new Set((this.links ?? []).flatMap(({ path, ended }) => (path === null || ended ? [] : [path]))),
  );
  #asked = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  isStarred(path: string): boolean {
    return this.places.starred.some((place) => place.path === path);
  }

  /** Asks for both. Nobody misses the places so much that a refusal must be told. */
  async begin(): Promise<void> {
    void this.load();
    try {
      this.places = await this.#host.places();
    } catch {
      // The list of files says what is wrong with the connection.
    }
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    this.loading = true;
    try {
      const { links, more } = await this.#host.links(null);
      if (mine !== this.#asked) return;
      this.links = links;
      this.more = more;
      this.problem = null;
    } catch (thrown) {
      if (mine === this.#asked) this.problem = problemFrom(thrown);
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }

  /** A link was made or changed here. */
  keep(link: LinkView): void {
    const links = this.links ?? [];
    const known = links.some(({ id }) => id === link.id);
    this.links = known ? links.map((one) => (one.id === link.id ? link : one)) : [link, ...links];
  }

  /** A link was taken back. */
  drop(id: string): void {
    this.links = this.links?.filter((link) => link.id !== id) ?? null;
  }

  reset(): void {
    this.#asked += 1;
    this.places = none;
    this.links = null;
    this.more = false;
    this.problem = null;
    this.loading = false;
  }
}
