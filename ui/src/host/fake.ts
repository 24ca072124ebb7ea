import type { Host } from "./host";
import { FakeOperations } from "./operations";
import { FakeReceipts } from "./receipts";
import { supersededProblem } from "./problem";
import { FakeSite, folderOf, joined, nameOf } from "./site";
import type { AccountListed } from "./wire/AccountListed";
import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
import type { ConnectionView } from "./wire/ConnectionView";
import type { ContentsItemView } from "./wire/ContentsItemView";
import type { ContentsPageView } from "./wire/ContentsPageView";
import type { ContentsShown } from "./wire/ContentsShown";
import type { DetailsView } from "./wire/DetailsView";
import type { DragView } from "./wire/DragView";
import type { DroppedView } from "./wire/DroppedView";
import type { EntryView } from "./wire/EntryView";
import type { FolderAnswerView } from "./wire/FolderAnswerView";
import type { KeptIn } from "./wire/KeptIn";
import type { LimitsView } from "./wire/LimitsView";
import type { LinkForm } from "./wire/LinkForm";
import type { LinksView } from "./wire/LinksView";
import type { LinkView } from "./wire/LinkView";
import type { ListingView } from "./wire/ListingView";
import type { OpeningView } from "./wire/OpeningView";
import type { OpenRisk } from "./wire/OpenRisk";
import type { PageView } from "./wire/PageView";
import type { PlacesView } from "./wire/PlacesView";
import type { PlaceView } from "./wire/PlaceView";
import type { PreviewView } from "./wire/PreviewView";
import type { ProxyForm } from "./wire/ProxyForm";
import type { ProxyView } from "./wire/ProxyView";
import type { ReceiptProgress } from "./wire/ReceiptProgress";
import type { ReceiptsForm } from "./wire/ReceiptsForm";
import type { ReceiptsView } from "./wire/ReceiptsView";
import type { ReceiptView } from "./wire/ReceiptView";
import type { RehearsalView } from "./wire/RehearsalView";
import type { SearchView } from "./wire/SearchView";
import type { SiteCheckView } from "./wire/SiteCheckView";
import type { SiteForm } from "./wire/SiteForm";
import type { SiteView } from "./wire/SiteView";
import type { Snapshot } from "./wire/Snapshot";
import type { TicketView } from "./wire/TicketView";
import type { TransferAnswer } from "./wire/TransferAnswer";
import type { TransferPhase } from "./wire/TransferPhase";
import type { TransferView } from "./wire/TransferView";
import type { UiError } from "./wire/UiError";
import type { VerifiedView } from "./wire/VerifiedView";
import { paperOf, toneOf } from "./papers";
import { defaultWorld, elsewhere, link, problem, shareAddress, type World } from "./worlds";

type Body<Event> = Event extends AppEvent ? Omit<Event, "seq"> : never;

function standingOf(connection: ConnectionView): AccountListed["standing"] {
  switch (connection.state) {
    case "connected":
      if (connection.offline) return "offline";
      return connection.confirmed ? "connected" : "unconfirmed";
    case "reauthorizationRequired":
      return "ended";
    case "vaultUnavailable":
      return "waiting";
    default:
      return "busy";
  }
}

const risks: Record<string, OpenRisk> = {
  exe: "program",
  msi: "program",
  bat: "script",
  sh: "script",
  docm: "macro",
  xlsm: "macro",
  lnk: "shortcut",
  desktop: "shortcut",
  html: "page",
};

/** A picture for every picture of a fake site. */
const picture =
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="${elsewhere.svg}" viewBox="0 0 640 420"><rect width="640" height="420" fill="#7d93a8"/><path d="M0 420 190 170 300 300 420 120 640 420z" fill="#46596b"/><circle cx="510" cy="90" r="42" fill="#f0dcae"/></svg>`,
  );

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}

/** A host in memory, for tests and for designing in a browser. Every call is noted in `asked`. */
export class FakeHost implements Host {
  connection: ConnectionView;
  others: AccountListed[];
  site: SiteView;
  transfers: TransferView[];
  folders: Map<string, EntryView[]>;
  readOnly: ReadonlySet<string>;
  /** The files of `folders`, as a tree. */
  files: FakeSite;
  operations: FakeOperations;
  proofs: FakeReceipts;
  /** What the person answers when asked where to save: not at all. */
  declines = false;
  shared: LinkView[];
  kept: PlacesView;
  asked: { name: string; args: unknown[] }[] = [];
  seq = 0;
  pageSize: number;
  /** Holds a listing before each page; a test sets it to decide when pages arrive. */
  beforePage: (path: string, page: number) => Promise<void> = async () => {};
  /** What the next sites that are asked show; those after them are fine. */
  checks: Partial<SiteCheckView>[] = [];
  companyProxy: ProxyView = { address: "", username: "", hasPassword: false, system: null };
  /** The next call of this name is rejected with this problem. */
  failures = new Map<string, UiError>();
  tickets: TicketView[] = [{ ticket: "t1", name: "Area schedule.xlsx", size: 212_000 }];
  #onEvent: (event: AppEvent) => void = () => {};
  #listing = 0;
  /** Why the app did not start. */
  stopped: UiError | null;
  readonly world: World;

  constructor(world: Partial<World> = {}) {
    this.world = { ...defaultWorld(), ...world };
    this.connection = this.world.connection;
    this.others = [...this.world.others];
    this.stopped = this.world.stopped ?? null;
    this.site = this.world.site;
    this.transfers = [...this.world.transfers];
    this.folders = new Map(Object.entries(this.world.folders));
    this.readOnly = new Set(this.world.readOnly);
    this.pageSize = this.world.pageSize;
    this.files = new FakeSite(this.folders);
    this.shared = [...this.world.links];
    this.kept = this.world.places;
    this.proofs = new FakeReceipts(this.world.receipts, this.files);
    this.operations = new FakeOperations({
      site: this.files,
      account: () => this.#account().id,
      readOnly: this.readOnly,
      stubborn: this.world.stubborn,
      working: () => this.working(),
      changed: (operation) => this.tell({ type: "operationChanged", operation }),
      removed: (id) => this.tell({ type: "operationRemoved", id }),
      folderChanged: (path) => this.tell({ type: "folderChanged", account: this.#account().id, path }),
      problem: (code, name) => problem(code, { args: { site: this.#account().site, name, said: "none" } }),
    });
    for (const operation of this.world.operations) this.operations.adopt(operation);
    for (const [id, items] of Object.entries(this.world.items ?? {})) this.items.set(id, items);
    if (this.world.listing) this.beforePage = this.world.listing;
  }

  count(name: string): number {
    return this.asked.filter((call) => call.name === name).length;
  }

  /** Sends a fact, as the shell would. */
  tell(event: Body<AppEvent>): void {
    this.seq += 1;
    this.#onEvent({ ...event, seq: this.seq } as AppEvent);
  }

  become(connection: ConnectionView): void {
    this.connection = connection;
    this.tell({ type: "connectionChanged", connection });
    this.tell({ type: "accountsChanged", accounts: this.accounts() });
  }

  /** Everybody, the one whose files are shown first. */
  accounts(): AccountListed[] {
    if (!("account" in this.connection)) return this.others;
    const { id, name, username, site, siteName } = this.connection.account;
    const standing = standingOf(this.connection);
    return [{ id, name, username, site, siteName, standing, current: true }, ...this.others];
  }

  move(transfer: TransferView): void {
    const at = this.transfers.findIndex((known) => known.id === transfer.id);
    if (at < 0) this.transfers.push(transfer);
    else this.transfers[at] = transfer;
    this.tell({ type: "transferChanged", transfer });
    if (transfer.phase !== "done" || this.proofs.find(transfer.id)) return;
    const { id, name, site } = this.#account();
    this.tell({ type: "receiptKept", account: id, receipt: this.proofs.keep(transfer, name, site) });
  }

  async #note(name: string, ...args: unknown[]): Promise<void> {
    this.asked.push({ name, args });
    const failure = this.failures.get(name);
    if (failure) {
      this.failures.delete(name);
      throw failure;
    }
  }

  #account() {
    return "account" in this.connection ? this.connection.account : this.world.account;
  }

  async subscribe(onEvent: (event: AppEvent) => void): Promise<Snapshot> {
    await this.#note("subscribe");
    if (this.stopped) throw this.stopped;
    this.#onEvent = onEvent;
    return {
      seq: this.seq,
      connection: this.connection,
      accounts: this.accounts(),
      transfers: [...this.transfers],
      operations: this.operations.all(),
      site: this.site,
      version: "0.1.0",
    };
  }

  async startAgain(): Promise<void> {
    await this.#note("startAgain");
    this.stopped = null;
  }

  copyStartReport(): Promise<void> {
    return this.#note("copyStartReport");
  }

  quit(): Promise<void> {
    return this.#note("quit");
  }

  async connect(): Promise<void> {
    await this.#note("connect");
    this.become({
      state: "awaitingResponse",
      attempt: {
        rung: this.site.returnBy,
        site: this.site.address,
        deadline: Date.now() + 10 * 60_000,
        codePageOpened: false,
        otherWay: null,
      },
      problem: null,
    });
  }

  async cancelConnect(): Promise<void> {
    await this.#note("cancelConnect");
    this.become({ state: "disconnected", problem: null, erased: false });
  }

  reopenPage(): Promise<void> {
    return this.#note("reopenPage");
  }

  copyPageAddress(): Promise<void> {
    return this.#note("copyPageAddress");
  }

  async offerCode(): Promise<void> {
    await this.#note("offerCode");
    if (this.connection.state !== "awaitingResponse") return;
    this.become({
      ...this.connection,
      attempt: { ...this.connection.attempt, rung: "paste" },
      problem: null,
    });
  }

  async openCodePage(): Promise<void> {
    await this.#note("openCodePage");
    if (this.connection.state !== "awaitingResponse") return;
    this.become({ ...this.connection, attempt: { ...this.connection.attempt, codePageOpened: true } });
  }

  async tryOtherWay(): Promise<void> {
    await this.#note("tryOtherWay");
    if (this.connection.state !== "awaitingResponse") return;
    const rung = this.connection.attempt.otherWay ?? "paste";
    this.become({
      ...this.connection,
      attempt: { ...this.connection.attempt, rung, codePageOpened: rung === "paste", otherWay: null },
      problem: null,
    });
  }

  async submitCode(text: string): Promise<void> {
    await this.#note("submitCode", text);
    this.become({ state: "exchangingCode", site: this.site.address });
    this.become({
      state: "connected",
      account: this.#account(),
      confirmed: false,
      offline: false,
      problem: null,
    });
  }

  async confirmAccount(): Promise<void> {
    await this.#note("confirmAccount");
    if (this.connection.state === "connected") this.become({ ...this.connection, confirmed: true });
  }

  retryVault(): Promise<void> {
    return this.#note("retryVault");
  }

  async disconnect(): Promise<void> {
    await this.#note("disconnect");
    this.become({ state: "disconnecting", account: this.#account() });
    this.become({ state: "disconnected", problem: null, erased: true });
  }

  async switchAccount(id: string): Promise<void> {
    await this.#note("switchAccount", id);
    const next = this.others.find((other) => other.id === id);
    if (!next) return;
    this.#leave();
    this.others = this.others.filter((other) => other !== next);
    const { name, username, site, siteName } = next;
    const account = { ...this.world.account, id, name, username, site, siteName };
    this.become({ state: "connected", account, confirmed: true, offline: false, problem: null });
  }

  async addAccount(): Promise<void> {
    await this.#note("addAccount");
    this.#leave();
    this.become({ state: "disconnected", problem: null, erased: false });
  }

  #leave(): void {
    const left = this.accounts().find((account) => account.current);
    if (left) this.others = [...this.others, { ...left, current: false }];
  }

  /** What opens the invented file. */
  passphrase = "blue kettle on the roof";

  async keepInFile(passphrase: string): Promise<void> {
    await this.#note("keepInFile", passphrase);
    if (passphrase.length < 12) throw problem("passphrase_weak", { action: "none" });
    this.passphrase = passphrase;
    this.#keptIn("encryptedFile");
  }

  async unlock(passphrase: string): Promise<void> {
    await this.#note("unlock", passphrase);
    if (this.connection.state !== "vaultUnavailable") return;
    const { account, problem } = this.connection;
    if (passphrase === this.passphrase)
      this.become({ state: "connected", account, confirmed: true, offline: false, problem: null });
    else
      this.become({
        ...this.connection,
        problem: { ...problem, code: "passphrase_wrong", reference: `try-${this.count("unlock")}` },
      });
  }

  async forgetPassphrase(): Promise<void> {
    await this.#note("forgetPassphrase");
    if (this.connection.state !== "vaultUnavailable") return;
    const { account, problem } = this.connection;
    this.become({
      state: "reauthorizationRequired",
      account,
      problem: { ...problem, code: "passphrase_forgotten", action: "connect" },
    });
  }

  async keepInStore(): Promise<void> {
    await this.#note("keepInStore");
    this.#keptIn("passwordStore");
  }

  async keepUntilQuit(): Promise<void> {
    await this.#note("keepUntilQuit");
    this.#keptIn("untilQuit");
  }

  #keptIn(keptIn: KeptIn): void {
    if (this.connection.state !== "connected") return;
    this.become({
      ...this.connection,
      account: { ...this.connection.account, keptIn },
      problem: null,
    });
  }

  async checkSite(address: string): Promise<SiteCheckView> {
    await this.#note("checkSite", address);
    return { address, international: false, problem: null, mayKeep: true, ...this.checks.shift() };
  }

  async saveSite(form: SiteForm): Promise<SiteView> {
    await this.#note("saveSite", form);
    this.site = {
      ...this.site,
      address: form.address,
      clientId: form.clientId,
      hasSecret: this.site.hasSecret || form.clientSecret !== null,
      returnBy: form.returnBy,
      ways: this.site.ways.map((way) =>
        way.rung === form.returnBy ? { ...way, clientId: form.clientId, hasSecret: true } : way,
      ),
      ready: true,
      provided: false,
    };
    this.tell({ type: "siteChanged", site: this.site });
    return this.site;
  }

  async forgetSite(): Promise<SiteView> {
    await this.#note("forgetSite");
    this.site = {
      ...this.site,
      address: "",
      clientId: "",
      hasSecret: false,
      ways: this.site.ways.map((way) => ({ ...way, clientId: "", hasSecret: false })),
      ready: false,
      provided: false,
    };
    this.tell({ type: "siteChanged", site: this.site });
    return this.site;
  }

  async proxy(): Promise<ProxyView> {
    await this.#note("proxy");
    return this.companyProxy;
  }

  async saveProxy(form: ProxyForm): Promise<ProxyView> {
    await this.#note("saveProxy", form);
    const { address, username } = form;
    const hasPassword = username !== "" && (form.password !== null || this.companyProxy.hasPassword);
    this.companyProxy = { ...this.companyProxy, address, username, hasPassword };
    return this.companyProxy;
  }

  async listFolder(path: string, onPage: (page: PageView) => void): Promise<ListingView> {
    this.#listing += 1;
    const mine = this.#listing;
    await this.#note("listFolder", path);
    const entries = this.folders.get(path) ?? [];
    const pages = Math.max(1, Math.ceil(entries.length / this.pageSize));
    for (let page = 1; page <= pages; page += 1) {
      await this.beforePage(path, page);
      if (mine !== this.#listing) throw supersededProblem();
      onPage({
        entries: entries.slice((page - 1) * this.pageSize, page * this.pageSize),
        page,
        pages,
        total: entries.length,
      });
    }
    return { path, listed: entries.length, mayWrite: !this.readOnly.has(path), at: Date.now() };
  }

  async stopListing(): Promise<void> {
    await this.#note("stopListing");
    this.#listing += 1;
  }

  /** Holds an operation at each step; a test sets it to decide when steps end. */
  working: () => Promise<void> = () => this.world.working?.() ?? Promise.resolve();

  async createFolder(requestId: string, folder: string, name: string): Promise<string> {
    await this.#note("createFolder", requestId, folder, name);
    const to = joined(folder, name);
    return this.operations.begin(requestId, "createFolder", [{ from: null, to }], to);
  }

  async renameEntry(requestId: string, path: string, name: string): Promise<string> {
    await this.#note("renameEntry", requestId, path, name);
    const to = joined(folderOf(path), name);
    return this.operations.begin(requestId, "rename", [{ from: path, to }], to);
  }

  async moveEntries(requestId: string, paths: string[], into: string): Promise<string> {
    await this.#note("moveEntries", requestId, paths, into);
    const steps = paths.map((from) => ({ from, to: joined(into, nameOf(from)) }));
    return this.operations.begin(requestId, "move", steps, into);
  }

  async copyEntries(requestId: string, paths: string[], into: string): Promise<string> {
    await this.#note("copyEntries", requestId, paths, into);
    const steps = paths.map((from) => ({ from, to: joined(into, nameOf(from)) }));
    return this.operations.begin(requestId, "copy", steps, into);
  }

  /** Holds a count before each entry; a test sets it to decide when it goes on. */
  beforeCount: (counted: number) => Promise<void> = async () => {};
  #counting = 0;

  async rehearseRemoval(paths: string[], onCount: (soFar: RehearsalView) => void): Promise<RehearsalView> {
    await this.#note("rehearseRemoval", paths);
    this.#counting += 1;
    const mine = this.#counting;
    let soFar: RehearsalView = { files: 0, folders: 0, bytes: 0, exact: true, bound: null, kept: 0 };
    for (const entry of paths.flatMap((path) => this.files.below(path))) {
      await this.beforeCount(soFar.files + soFar.folders);
      if (mine !== this.#counting) return { ...soFar, exact: false, bound: "stopped" };
      const isFolder = entry.kind === "folder";
      soFar = {
        ...soFar,
        files: soFar.files + (isFolder ? 0 : 1),
        folders: soFar.folders + (isFolder ? 1 : 0),
        bytes: soFar.bytes + (isFolder ? 0 : (entry.size ?? 0)),
        kept: soFar.kept + (entry.mayRemove ? 0 : 1),
      };
      onCount(soFar);
    }
    return soFar;
  }

  async stopRehearsal(): Promise<void> {
    await this.#note("stopRehearsal");
    this.#counting += 1;
  }

  async removeEntries(requestId: string, paths: string[]): Promise<string> {
    await this.#note("removeEntries", requestId, paths);
    return this.operations.begin(
      requestId,
      "remove",
      paths.map((from) => ({ from, to: null })),
      null,
    );
  }

  async answerOperation(id: string, answer: TransferAnswer): Promise<void> {
    await this.#note("answerOperation", id, answer);
    this.operations.answer(id, answer);
  }

  async cancelOperation(id: string): Promise<void> {
    await this.#note("cancelOperation", id);
    this.operations.cancel(id);
  }

  async retryOperation(id: string): Promise<void> {
    await this.#note("retryOperation", id);
    this.operations.retry(id);
  }

  async undoOperation(requestId: string, id: string): Promise<string> {
    await this.#note("undoOperation", requestId, id);
    return this.operations.undo(id, requestId);
  }

  async dismissOperation(id: string): Promise<void> {
    await this.#note("dismissOperation", id);
    this.operations.dismiss(id);
  }

  async clearOperations(): Promise<void> {
    await this.#note("clearOperations");
    this.operations.clear();
  }

  /** Holds a search before each page; a test sets it to decide when pages arrive. */
  beforeFound: (words: string, page: number) => Promise<void> = async () => {};
  #search = 0;

  async search(words: string, within: string, onPage: (page: PageView) => void): Promise<SearchView> {
    this.#search += 1;
    const mine = this.#search;
    await this.#note("search", words, within);
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.files
      .below(within)
      .filter((entry) => wanted.every((word) => entry.name.toLowerCase().includes(word)));
    const pages = Math.max(1, Math.ceil(found.length / this.pageSize));
    for (let page = 1; page <= pages; page += 1) {
      await this.beforeFound(words, page);
      if (mine !== this.#search) throw supersededProblem();
      onPage({
        entries: found.slice((page - 1) * this.pageSize, page * this.pageSize),
        page,
        pages,
        total: found.length,
      });
    }
    return { words, within, found: found.length, more: false };
  }

  async stopSearch(): Promise<void> {
    await this.#note("stopSearch");
    this.#search += 1;
  }

  #missing(path: string): UiError {
    return problem("not_found", { args: { site: this.#account().site, name: nameOf(path) } });
  }

  async details(path: string): Promise<DetailsView> {
    await this.#note("details", path);
    const entry = this.files.find(path);
    if (!entry) throw this.#missing(path);
    const day = 24 * 60 * 60_000;
    const isFolder = entry.kind === "folder";
    return {
      entry,
      owner: this.#account().username,
      links: this.shared.filter((shared) => shared.path === path),
      access: [
        { name: "maya", isGroup: false, rights: { list: true, read: true, write: true, remove: true } },
        { name: "Studio", isGroup: true, rights: { list: true, read: true, write: true, remove: false } },
      ],
      versions: isFolder
        ? []
        : [1, 8].map((back) => ({
            id: `${back}`,
            size: (entry.size ?? 0) - back * 1000,
            changed: (entry.changed ?? Date.now()) - back * day,
            by: "jonas",
          })),
      starred: this.kept.starred.some((place) => place.path === path),
    };
  }

  async preview(path: string): Promise<PreviewView> {
    await this.#note("preview", path);
    const entry = this.files.find(path);
    if (!entry) throw this.#missing(path);
    const nothing: PreviewView = {
      kind: "none",
      address: null,
      ticket: null,
      text: null,
      cut: false,
      media: entry.mime,
      size: entry.size,
    };
    switch (endingOf(entry.name)) {
      case "jpg":
      case "png":
        if ((entry.size ?? 0) > 20e6) return { ...nothing, kind: "tooLarge", media: "image/jpeg" };
        return { ...nothing, kind: "image", address: picture, ticket: path, media: "image/jpeg" };
      case "docx":
        return { ...nothing, kind: "picture", address: picture, ticket: path };
      case "pdf": {
        const paper = paperOf(entry.name.replace(/[^\w ,.-]/g, ""), 12);
        const address = `data:application/pdf;base64,${btoa(paper)}`;
        return {
          ...nothing,
          kind: "paper",
          address,
          ticket: path,
          media: "application/pdf",
          size: paper.length,
        };
      }
      case "txt":
        return {
          ...nothing,
          kind: "text",
          text: `${entry.name}\n\nThe key to the site office is with the caretaker.\n<b>This is text.</b>\n`,
          media: "text/plain",
        };
      case "mp4":
        return { ...nothing, kind: "video", address: "data:video/mp4,", ticket: path, media: "video/mp4" };
      case "mp3":
        return { ...nothing, kind: "audio", address: "data:audio/mpeg,", ticket: path, media: "audio/mpeg" };
      case "wav": {
        const address = `data:audio/wav;base64,${btoa(toneOf())}`;
        return { ...nothing, kind: "audio", address, ticket: path, media: "audio/wav" };
      }
      default:
        return nothing;
    }
  }

  async readPreview(address: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.#note("readPreview", from, to);
    const all = atob(address.slice(address.indexOf(",") + 1));
    return Uint8Array.from(all.slice(from, to), (letter) => letter.charCodeAt(0));
  }

  closePreview(ticket: string): Promise<void> {
    return this.#note("closePreview", ticket);
  }

  async openEntry(requestId: string, path: string, sure: boolean): Promise<OpeningView> {
    await this.#note("openEntry", requestId, path, sure);
    const entry = this.files.find(path);
    if (!entry) throw this.#missing(path);
    const risk = /[\u202a-\u202e\u2066-\u2069]/.test(entry.name) ? "disguised" : risks[endingOf(entry.name)];
    if (risk && !sure) return { transfer: null, risk };
    this.#fetch(requestId, entry.name, folderOf(path), entry.size);
    return { transfer: requestId, risk: null };
  }

  async links(path: string | null): Promise<LinksView> {
    await this.#note("links", path);
    return { links: this.shared.filter((shared) => path === null || shared.path === path), more: false };
  }

  async createLink(requestId: string, path: string, form: LinkForm): Promise<LinkView> {
    await this.#note("createLink", requestId, path, form);
    const known = this.shared.find((shared) => shared.id === requestId);
    if (known) return known;
    if (!this.files.find(path)) throw this.#missing(path);
    const made = this.#linked(
      link({
        id: requestId,
        address: shareAddress(requestId),
        name: nameOf(path),
        path,
        owner: this.#account().username,
        created: Date.now(),
        used: 0,
        neverOpened: true,
      }),
      form,
    );
    this.shared = [made, ...this.shared];
    return made;
  }

  async changeLink(id: string, form: LinkForm): Promise<LinkView> {
    await this.#note("changeLink", id, form);
    const known = this.shared.find((shared) => shared.id === id);
    if (!known) throw this.#missing(id);
    const changed = this.#linked(known, form);
    this.shared = this.shared.map((shared) => (shared.id === id ? changed : shared));
    return changed;
  }

  #linked(before: LinkView, form: LinkForm): LinkView {
    const expires = form.expires ?? before.expires;
    const left = expires === null ? Number.POSITIVE_INFINITY : expires - Date.now();
    const limit = form.limit ?? before.limit;
    const ended = left <= 0 || (limit !== null && before.used !== null && before.used >= limit);
    return {
      ...before,
      name: form.name ?? before.name,
      rights: form.rights ?? before.rights,
      expires,
      limit,
      ended,
      expiresSoon: !ended && left < 3 * 24 * 60 * 60_000,
    };
  }

  async revokeLink(id: string): Promise<void> {
    await this.#note("revokeLink", id);
    this.shared = this.shared.filter((shared) => shared.id !== id);
  }

  async places(): Promise<PlacesView> {
    await this.#note("places");
    return this.kept;
  }

  async star(path: string, isFolder: boolean, starred: boolean): Promise<PlacesView> {
    await this.#note("star", path, isFolder, starred);
    const others = this.kept.starred.filter((place) => place.path !== path);
    const place: PlaceView = { path, name: nameOf(path), isFolder, at: Date.now() };
    return this.#keep({ ...this.kept, starred: starred ? [...others, place] : others });
  }

  async forgetRecent(): Promise<PlacesView> {
    await this.#note("forgetRecent");
    return this.#keep({ ...this.kept, recent: [] });
  }

  #keep(places: PlacesView): PlacesView {
    this.kept = places;
    this.tell({ type: "placesChanged", account: this.#account().id, places });
    return places;
  }

  async chooseUpload(): Promise<TicketView[]> {
    await this.#note("chooseUpload");
    return this.tickets;
  }

  /** Drags something over the window, as the desktop would. */
  drag: (drag: DragView) => void = () => {};

  async watchDrags(onDrag: (drag: DragView) => void): Promise<void> {
    await this.#note("watchDrags");
    this.drag = onDrag;
    const { dragged } = this.world;
    // When the list has been drawn, as a person would.
    if (dragged) setTimeout(() => onDrag(dragged), 200);
  }

  /** How many of what is dropped are no files. */
  leavesOut = 0;

  async uploadDropped(requestId: string, ticket: string, into: string): Promise<DroppedView> {
    await this.#note("uploadDropped", requestId, ticket, into);
    return { started: 1, leftOut: this.leavesOut };
  }

  async upload(requestId: string, ticket: string, into: string): Promise<string> {
    await this.#note("upload", requestId, ticket, into);
    const chosen = this.tickets.find((known) => known.ticket === ticket);
    this.move({
      id: requestId,
      account: this.#account().id,
      direction: "upload",
      name: chosen?.name ?? "",
      folder: into,
      size: chosen?.size ?? null,
      moved: 0,
      phase: "waiting",
      wait: null,
      rate: null,
      proof: null,
      unchecked: false,
      contents: null,
      problem: null,
      at: Date.now(),
    });
    return requestId;
  }

  /** What is in the folders on their way that is worth a look, by the transfer's id. */
  items = new Map<string, ContentsItemView[]>();

  async uploadFolder(requestId: string, into: string): Promise<string | null> {
    await this.#note("uploadFolder", requestId, into);
    return this.declines ? null : requestId;
  }

  async downloadFolder(requestId: string, path: string): Promise<string | null> {
    await this.#note("downloadFolder", requestId, path);
    return this.declines ? null : requestId;
  }

  answerFolder(id: string, answer: FolderAnswerView): Promise<void> {
    return this.#note("answerFolder", id, answer);
  }

  async folderItems(
    id: string,
    shown: ContentsShown,
    after: number | null,
    limit: number,
  ): Promise<ContentsPageView> {
    await this.#note("folderItems", id, shown, after, limit);
    const all = (this.items.get(id) ?? []).filter(
      (item) =>
        (shown === "renamed" ? item.renamed !== null : item.standing === shown) &&
        item.number > (after ?? -1),
    );
    const items = all.slice(0, limit);
    return { items, next: all.length > limit ? (items.at(-1)?.number ?? null) : null };
  }

  answerItem(id: string, item: number, answer: TransferAnswer): Promise<void> {
    return this.#note("answerItem", id, item, answer);
  }

  retryItem(id: string, item: number): Promise<void> {
    return this.#note("retryItem", id, item);
  }

  leaveFailedItems(id: string): Promise<void> {
    return this.#note("leaveFailedItems", id);
  }

  async download(requestId: string, path: string): Promise<string | null> {
    await this.#note("download", requestId, path);
    const entry = this.files.find(path);
    this.#fetch(requestId, entry?.name ?? "", folderOf(path), entry?.size ?? null);
    return requestId;
  }

  async downloadZip(requestId: string, paths: string[]): Promise<string | null> {
    await this.#note("downloadZip", requestId, paths);
    const folder = folderOf(paths[0] ?? "/");
    const name = paths.length === 1 ? nameOf(paths[0] ?? "") : nameOf(folder);
    this.#fetch(requestId, `${name || "SmartFile"}.zip`, folder, null);
    return requestId;
  }

  #fetch(id: string, name: string, folder: string, size: number | null): void {
    this.move({
      id,
      account: this.#account().id,
      direction: "download",
      name,
      folder,
      size,
      moved: 0,
      phase: "waiting",
      wait: null,
      rate: null,
      proof: null,
      unchecked: false,
      contents: null,
      problem: null,
      at: Date.now(),
    });
  }

  answerTransfer(id: string, answer: TransferAnswer): Promise<void> {
    return this.#note("answerTransfer", id, answer);
  }

  async cancelTransfer(id: string): Promise<void> {
    await this.#note("cancelTransfer", id);
    const transfer = this.transfers.find((known) => known.id === id);
    if (transfer) this.move({ ...transfer, phase: "cancelled", unchecked: transfer.phase === "checking" });
  }

  retryTransfer(id: string): Promise<void> {
    return this.#note("retryTransfer", id);
  }

  limits: LimitsView = { parallel: 3, bytesPerSecond: null };

  async transferLimits(): Promise<LimitsView> {
    await this.#note("transferLimits");
    return this.limits;
  }

  async limitTransfers(limits: LimitsView): Promise<LimitsView> {
    await this.#note("limitTransfers", limits);
    return (this.limits = limits);
  }

  async receipts(query: string, before: string | null, limit: number): Promise<ReceiptsView> {
    await this.#note("receipts", query, before, limit);
    return this.proofs.page(query, before, limit);
  }

  async receipt(id: string): Promise<ReceiptView> {
    await this.#note("receipt", id);
    const found = this.proofs.find(id);
    if (!found) throw problem("internal", { action: "none" });
    return found;
  }

  async checkAgain(
    id: string,
    readBack: boolean,
    onProgress: (progress: ReceiptProgress) => void,
  ): Promise<ReceiptView | null> {
    await this.#note("checkAgain", id, readBack);
    return this.proofs.check(id, readBack, onProgress);
  }

  async verifyEntry(path: string, onCount: (soFar: VerifiedView) => void): Promise<VerifiedView> {
    await this.#note("verifyEntry", path);
    return this.proofs.verify(path, onCount);
  }

  async stopCheckAgain(): Promise<void> {
    await this.#note("stopCheckAgain");
    this.proofs.stop();
  }

  async saveReceipt(id: string): Promise<boolean> {
    await this.#note("saveReceipt", id);
    return !this.declines;
  }

  async saveReceipts(query: string, form: ReceiptsForm): Promise<number | null> {
    await this.#note("saveReceipts", query, form);
    return this.declines ? null : this.proofs.page(query, null, 1).total;
  }

  /** Whether a copy is still where it was saved. */
  lies = true;

  async showReceived(id: string): Promise<boolean> {
    await this.#note("showReceived", id);
    return this.lies;
  }

  async #all(call: string, from: readonly TransferPhase[], phase: TransferPhase): Promise<void> {
    await this.#note(call);
    for (const known of [...this.transfers]) if (from.includes(known.phase)) this.move({ ...known, phase });
  }

  async #one(call: string, id: string, phase?: TransferPhase): Promise<void> {
    await this.#note(call, id);
    const known = this.transfers.find((transfer) => transfer.id === id);
    if (known && phase) this.move({ ...known, phase });
  }

  pauseTransfer(id: string): Promise<void> {
    return this.#one("pauseTransfer", id, "paused");
  }

  resumeTransfer(id: string): Promise<void> {
    return this.#one("resumeTransfer", id, "waiting");
  }

  moveTransferToFront(id: string): Promise<void> {
    return this.#one("moveTransferToFront", id);
  }

  pauseTransfers(): Promise<void> {
    return this.#all("pauseTransfers", ["waiting", "preparing", "moving"], "paused");
  }

  resumeTransfers(): Promise<void> {
    return this.#all("resumeTransfers", ["paused"], "waiting");
  }

  cancelTransfers(): Promise<void> {
    return this.#all(
      "cancelTransfers",
      ["waiting", "preparing", "moving", "finishing", "paused"],
      "cancelled",
    );
  }

  retryTransfers(): Promise<void> {
    return this.#all("retryTransfers", ["failed"], "waiting");
  }

  continueInterrupted(): Promise<void> {
    return this.#all("continueInterrupted", ["interrupted"], "waiting");
  }

  async forgetInterrupted(): Promise<void> {
    await this.#note("forgetInterrupted");
    const gone = this.transfers.filter(({ phase }) => phase === "interrupted");
    this.transfers = this.transfers.filter((known) => !gone.includes(known));
    for (const { id } of gone) this.tell({ type: "transferRemoved", id });
  }

  /** Holds a check before each step's end; a test sets it to decide when steps end. */
  beforeFinding: (finding: CheckFinding) => Promise<void> = () => this.world.checking ?? Promise.resolve();
  #stopped = false;

  async checkConnection(onFinding: (finding: CheckFinding) => void): Promise<CheckView> {
    await this.#note("checkConnection");
    this.#stopped = false;
    const findings: CheckFinding[] = [];
    for (const finding of this.world.findings) {
      const running = { step: finding.step, host: null, minutes: null, bytes: null };
      onFinding({ ...running, standing: "running", found: "running" });
      await this.beforeFinding(finding);
      const ended: CheckFinding = this.#stopped
        ? { ...running, standing: "skipped", found: "skipped_stopped" }
        : finding;
      findings.push(ended);
      onFinding(ended);
    }
    const lines = findings.map(({ step, standing, found }) => `${step}: ${standing} (${found})`);
    const report = ["Connect SmartFile: Check my connection", ...lines, ""].join("\n");
    return { findings, report, stopped: this.#stopped };
  }

  async stopCheck(): Promise<void> {
    await this.#note("stopCheck");
    this.#stopped = true;
  }

  async clearFinished(): Promise<void> {
    await this.#note("clearFinished");
    const finished = this.transfers.filter((known) => ["done", "cancelled", "failed"].includes(known.phase));
    this.transfers = this.transfers.filter((known) => !finished.includes(known));
    for (const { id } of finished) this.tell({ type: "transferRemoved", id });
  }
}
