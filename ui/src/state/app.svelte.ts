import { createContext } from "svelte";
import type { Host } from "../host/host";
import { problemFrom } from "../host/problem";
import type { AppEvent } from "../host/wire/AppEvent";
import type { ConnectionView } from "../host/wire/ConnectionView";
import type { OperationView } from "../host/wire/OperationView";
import type { Snapshot } from "../host/wire/Snapshot";
import type { UiError } from "../host/wire/UiError";
import { parentOf } from "../lib/names";
import { Connection } from "./connection.svelte";
import { Deeds } from "./deeds.svelte";
import { Dragging } from "./dragging.svelte";
import { Dropping } from "./dropping.svelte";
import { Folder } from "./folder.svelte";
import { Hunt } from "./hunt.svelte";
import { Look } from "./look.svelte";
import { isRunning, Operations } from "./operations.svelte";
import { Places } from "./places.svelte";
import { Receipts } from "./receipts.svelte";
import { Subscription } from "./subscription";
import { Transfers } from "./transfers.svelte";

export type Place = "files" | "recent" | "shared" | "receipts" | "account" | "company";

export type Screen =
  | "welcome"
  | "company"
  | "waiting"
  | "code"
  | "exchanging"
  | "connected"
  | "files"
  | "recent"
  | "shared"
  | "receipts"
  | "account"
  | "check"
  | "restoring"
  | "disconnecting"
  | "vault"
  | "stopped"
  | "unlock";

/** The encrypted file waits for its passphrase. */
function isLocked(problem: UiError): boolean {
  return problem.code === "passphrase_needed" || problem.code === "passphrase_wrong";
}

function screenOf(view: ConnectionView, place: Place): Screen {
  switch (view.state) {
    case "restoring":
      return "restoring";
    case "disconnected":
      return place === "company" ? "company" : "welcome";
    case "awaitingResponse":
      return view.attempt.rung === "paste" ? "code" : "waiting";
    case "exchangingCode":
      return "exchanging";
    case "connected":
      if (!view.confirmed) return "connected";
      return place === "company" ? "files" : place;
    case "reauthorizationRequired":
      return place;
    case "vaultUnavailable":
      return isLocked(view.problem) ? "unlock" : "vault";
    case "disconnecting":
      return "disconnecting";
  }
}

/** Everything the screens read, and the questions they ask. */
export class App {
  readonly host: Host;
  readonly connection = new Connection();
  readonly transfers = new Transfers();
  readonly operations = new Operations();
  readonly folder: Folder;
  readonly hunt: Hunt;
  readonly places: Places;
  readonly receipts: Receipts;
  readonly look: Look;
  readonly deeds: Deeds;
  readonly dragging: Dragging;
  readonly dropping: Dropping;
  place = $state<Place>("files");
  /** "Check my connection" is open, over whatever was there. */
  checking = $state(false);
  /** The addresses to register for the way back that the company form has chosen; none for a code. */
  callbacks = $state.raw<string[]>([]);
  version = $state("");
  /** The form of the company's proxy lies over the screen. */
  proxyOpen = $state(false);
  /** The choice of how fast transfers may be lies over the screen. */
  limitsOpen = $state(false);
  /** The choice of a passphrase lies over the screen. */
  keepOpen = $state(false);
  /** The details of what is chosen stand beside the list. */
  detailsOpen = $state(false);
  /** A question that was refused, with no better place to say so. */
  problem = $state.raw<UiError | null>(null);
  /** The app itself does not answer. */
  unreachable = $state.raw<UiError | null>(null);
  /** Names of the questions on their way, so that a button can say that it is busy. */
  readonly busy = $state<Record<string, boolean>>({});

  readonly screen: Screen = $derived(this.checking ? "check" : screenOf(this.connection.view, this.place));
  /** The frame with the sidebar is around the screen. */
  readonly framed: boolean = $derived(
    ["files", "recent", "shared", "receipts", "account"].includes(screenOf(this.connection.view, this.place)),
  );

  #refused: () => void = () => {};
  #dismissed = $state<string | null>(null);
  readonly #subscription: Subscription;
  /** Whose files are in memory; anyone else's arrival empties it. */
  #whose: string | null = null;

  constructor(host: Host) {
    this.host = host;
    this.folder = new Folder(host);
    this.hunt = new Hunt(host, this.folder);
    this.places = new Places(host);
    this.receipts = new Receipts(host);
    this.look = new Look(host);
    this.deeds = new Deeds(this);
    this.dragging = new Dragging(this);
    this.dropping = new Dropping(this);
    this.folder.onshow = () => this.hunt.leave();
    this.operations.onneed = () => (this.transfers.open = true);
    this.#subscription = new Subscription(host, {
      snapshot: (snapshot) => this.#begin(snapshot),
      event: (event) => this.#take(event),
      failed: (problem) => (this.unreachable = problem),
    });
  }

  start(): Promise<void> {
    this.unreachable = null;
    void this.dropping.start();
    return this.#subscription.start();
  }

  /** What kept the app from starting may be mended. */
  async startAgain(): Promise<void> {
    if (await this.ask("start", () => this.host.startAgain())) return this.start();
    if (this.problem?.action !== "startAgain") return;
    this.unreachable = this.problem;
    this.problem = null;
  }

  /** Asks, shows that it is busy, and keeps a refusal for the screen. False when refused. */
  async ask(name: string, question: () => Promise<unknown>): Promise<boolean> {
    if (this.busy[name]) return false;
    this.busy[name] = true;
    this.problem = null;
    try {
      await question();
      return true;
    } catch (thrown) {
      this.problem = problemFrom(thrown);
      this.#refused = () => void this.ask(name, question);
      return false;
    } finally {
      this.busy[name] = false;
    }
  }

  /** Asks the refused question once more. */
  again(): void {
    this.#refused();
  }

  dismiss(problem: UiError): void {
    if (problem === this.problem) this.problem = null;
    else this.#dismissed = problem.reference;
  }

  isDismissed(problem: UiError): boolean {
    return this.#dismissed === problem.reference;
  }

  async upload(): Promise<void> {
    const into = this.folder.path;
    await this.ask("upload", async () => {
      for (const { ticket } of await this.host.chooseUpload()) {
        await this.host.upload(crypto.randomUUID(), ticket, into);
      }
    });
  }

  async uploadFolder(): Promise<void> {
    const into = this.folder.path;
    await this.ask("upload", () => this.host.uploadFolder(crypto.randomUUID(), into));
  }

  async downloadFolder(path: string): Promise<void> {
    await this.ask("download", () => this.host.downloadFolder(crypto.randomUUID(), path));
  }

  async download(path: string): Promise<void> {
    await this.ask("download", () => this.host.download(crypto.randomUUID(), path));
  }

  /** The folder that what is dragged would go into now. */
  get taking(): string | null {
    const target = this.dragging.target ?? this.dropping.target;
    return target?.why === null ? target.path : null;
  }

  /** Shows a folder, or the folder that a file lies in and the file in it. */
  goTo(path: string, isFolder: boolean): void {
    this.checking = false;
    this.place = "files";
    this.folder.wantsFocus = true;
    this.folder.open(isFolder ? path : (parentOf(path) ?? "/"));
    if (!isFolder) this.folder.expect(path);
  }

  /** Shows the receipt of a file that arrived. */
  showReceipt(id: string): void {
    this.checking = false;
    this.place = "receipts";
    void this.receipts.open(id);
  }

  /** The address can be changed while nobody is connected. */
  get canEditSite(): boolean {
    return ["disconnected", "awaitingResponse", "reauthorizationRequired"].includes(
      this.connection.view.state,
    );
  }

  editSite(): void {
    this.place = "company";
    if (this.connection.view.state === "awaitingResponse")
      void this.ask("cancel", () => this.host.cancelConnect());
  }

  editProxy(): void {
    this.proxyOpen = true;
  }

  /** There may be a way now for what the proxy did not let through. */
  proxySaved(): void {
    this.proxyOpen = false;
    if (this.problem?.action !== "editProxy") return;
    this.problem = null;
    this.again();
  }

  switchAccount(id: string): Promise<boolean> {
    this.place = "files";
    return this.ask("switch", () => this.host.switchAccount(id));
  }

  /** The accounts that are there stay as they are. */
  addAccount(): Promise<boolean> {
    this.place = "files";
    return this.ask("add", () => this.host.addAccount());
  }

  /** What to do about a sign-in that nothing keeps; without one, there is nothing to offer. */
  get offer(): (() => void) | undefined {
    return this.connection.view.state === "connected" && this.connection.account?.keptIn === "untilQuit"
      ? () => (this.keepOpen = true)
      : undefined;
  }

  connect(): Promise<boolean> {
    return this.ask("connect", () => this.host.connect());
  }

  #begin(snapshot: Snapshot): void {
    this.unreachable = null;
    this.version = snapshot.version;
    this.connection.site = snapshot.site;
    this.connection.accounts = snapshot.accounts;
    this.transfers.replaceAll(snapshot.transfers);
    this.operations.replaceAll(snapshot.operations);
    this.#connectionIs(snapshot.connection);
    // What changed in the folder while nobody listened is not told again.
    if (this.folder.started && this.connection.live) void this.folder.refresh();
  }

  /** Everything in memory that belongs to an account. */
  #forget(): void {
    this.hunt.leave();
    this.folder.reset();
    this.places.reset();
    this.receipts.reset();
    this.look.close();
    this.deeds.reset();
  }

  #take(event: AppEvent): void {
    switch (event.type) {
      case "connectionChanged":
        return this.#connectionIs(event.connection);
      case "accountsChanged":
        this.connection.accounts = event.accounts;
        return;
      case "siteChanged":
        this.connection.site = event.site;
        return;
      case "transferChanged":
        return this.transfers.change(event.transfer);
      case "transferRemoved":
        return this.transfers.remove(event.id);
      case "operationChanged":
        return this.#operationIs(event.operation);
      case "operationRemoved":
        return this.operations.remove(event.id);
      case "placesChanged":
        if (event.account === this.connection.account?.id) this.places.places = event.places;
        return;
      case "receiptKept":
        if (event.account === this.connection.account?.id) this.receipts.keep(event.receipt);
        return;
      case "folderChanged":
        if (event.account !== this.connection.account?.id) return;
        if (event.path === this.folder.path && this.folder.started && this.connection.live)
          void this.folder.refresh();
        return;
    }
  }

  #operationIs(operation: OperationView): void {
    this.operations.change(operation);
    if (!isRunning(operation) && operation.done > 0) this.hunt.again();
  }

  #connectionIs(next: ConnectionView): void {
    const before = this.connection.view;
    const wasLive = this.connection.live;
    this.connection.view = next;
    if (before.state !== next.state) this.problem = null;
    // What happens to the sign-in is seen, but for its end, which a check may be about.
    if (before.state !== next.state && next.state !== "reauthorizationRequired") this.checking = false;
    if (next.state === "disconnected" && this.place !== "company") this.place = "files";
    if (next.state === "connected" && this.place === "company") this.place = "files";
    if (next.state !== "connected") this.keepOpen = false;
    const account = this.connection.account;
    if (account) {
      const whose = `${account.id}@${account.site}`;
      if (this.#whose !== null && this.#whose !== whose) this.#forget();
      this.#whose = whose;
    } else if (next.state === "disconnected" && next.erased) {
      this.#forget();
      this.#whose = null;
    }
    if (!wasLive && this.connection.live) {
      void this.places.begin();
      if (this.folder.started) void this.folder.refresh();
    }
  }
}

export const [getApp, setApp] = createContext<App>();
