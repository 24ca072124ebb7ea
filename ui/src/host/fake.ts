import type { Host } from "./host";
import { supersededProblem } from "./problem";
import type { AccountListed } from "./wire/AccountListed";
import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
import type { ConnectionView } from "./wire/ConnectionView";
import type { EntryView } from "./wire/EntryView";
import type { KeptIn } from "./wire/KeptIn";
import type { ListingView } from "./wire/ListingView";
import type { PageView } from "./wire/PageView";
import type { ProxyForm } from "./wire/ProxyForm";
import type { ProxyView } from "./wire/ProxyView";
import type { SiteCheckView } from "./wire/SiteCheckView";
import type { SiteForm } from "./wire/SiteForm";
import type { SiteView } from "./wire/SiteView";
import type { Snapshot } from "./wire/Snapshot";
import type { TicketView } from "./wire/TicketView";
import type { TransferAnswer } from "./wire/TransferAnswer";
import type { TransferView } from "./wire/TransferView";
import type { UiError } from "./wire/UiError";
import { defaultWorld, problem, type World } from "./worlds";

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

/** A host in memory, for tests and for designing in a browser. Every call is noted in `asked`. */
export class FakeHost implements Host {
  connection: ConnectionView;
  others: AccountListed[];
  site: SiteView;
  transfers: TransferView[];
  folders: Map<string, EntryView[]>;
  readOnly: ReadonlySet<string>;
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

  async chooseUpload(): Promise<TicketView[]> {
    await this.#note("chooseUpload");
    return this.tickets;
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
      rate: null,
      proof: null,
      problem: null,
      at: Date.now(),
    });
    return requestId;
  }

  async download(requestId: string, path: string): Promise<string | null> {
    await this.#note("download", requestId, path);
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    const entry = this.folders.get(folder)?.find((known) => known.path === path);
    this.move({
      id: requestId,
      account: this.#account().id,
      direction: "download",
      name: entry?.name ?? "",
      folder,
      size: entry?.size ?? null,
      moved: 0,
      phase: "waiting",
      rate: null,
      proof: null,
      problem: null,
      at: Date.now(),
    });
    return requestId;
  }

  answerTransfer(id: string, answer: TransferAnswer): Promise<void> {
    return this.#note("answerTransfer", id, answer);
  }

  async cancelTransfer(id: string): Promise<void> {
    await this.#note("cancelTransfer", id);
    const transfer = this.transfers.find((known) => known.id === id);
    if (transfer) this.move({ ...transfer, phase: "cancelled" });
  }

  retryTransfer(id: string): Promise<void> {
    return this.#note("retryTransfer", id);
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
