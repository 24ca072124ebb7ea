import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
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

/**
 * Every question the page may ask. A rejected promise always carries a UiError.
 * What crosses here never holds a token, a code that was sent back, or a local path.
 */
export interface Host {
  /** A new subscription replaces the older one of this window. */
  subscribe(onEvent: (event: AppEvent) => void): Promise<Snapshot>;
  /** Tries once more what kept the app from starting. */
  startAgain(): Promise<void>;
  /** Puts a report about that on the clipboard. It names a folder, so it never comes here. */
  copyStartReport(): Promise<void>;
  quit(): Promise<void>;
  connect(): Promise<void>;
  cancelConnect(): Promise<void>;
  reopenPage(): Promise<void>;
  /** Puts the address of the page on the clipboard. It never comes here. */
  copyPageAddress(): Promise<void>;
  /** "I have a code": from here on a code is awaited. Opens nothing. */
  offerCode(): Promise<void>;
  /** Opens the page that shows a code. */
  openCodePage(): Promise<void>;
  /** Goes on at the next way back that works on this computer. Everything that was open stays open. */
  tryOtherWay(): Promise<void>;
  submitCode(text: string): Promise<void>;
  confirmAccount(): Promise<void>;
  retryVault(): Promise<void>;
  disconnect(): Promise<void>;
  /** Shows the files of this account from now on. */
  switchAccount(id: string): Promise<void>;
  /** Makes room for another account; every other one stays as it is. Opens nothing. */
  addAccount(): Promise<void>;
  /** Keeps the sign-in in an encrypted file. Asking is the person's consent; the passphrase never comes back. */
  keepInFile(passphrase: string): Promise<void>;
  /** Opens the encrypted file. Whether the passphrase was right shows in the connection. */
  unlock(passphrase: string): Promise<void>;
  /** Erases the encrypted file that nobody can open any more. */
  forgetPassphrase(): Promise<void>;
  /** From the encrypted file into the password store. Rejected, everything is as before. */
  keepInStore(): Promise<void>;
  /** Erases the encrypted file; the sign-in lasts until quit. */
  keepUntilQuit(): Promise<void>;
  /** Asks whether there is a SmartFile at an address, and keeps nothing. */
  checkSite(address: string): Promise<SiteCheckView>;
  saveSite(form: SiteForm): Promise<SiteView>;
  forgetSite(): Promise<SiteView>;
  proxy(): Promise<ProxyView>;
  saveProxy(form: ProxyForm): Promise<ProxyView>;
  /** Pages arrive in order; resolves after the last one. A newer call makes the older one reject. */
  listFolder(path: string, onPage: (page: PageView) => void): Promise<ListingView>;
  /** Asks the person for files in a native dialog; empty when they cancel. */
  chooseUpload(): Promise<TicketView[]>;
  /** Answers with the id of the transfer. Asking twice with one request id starts one transfer. */
  upload(requestId: string, ticket: string, into: string): Promise<string>;
  /** Asks the person where to put it; null when they cancel. */
  download(requestId: string, path: string): Promise<string | null>;
  answerTransfer(id: string, answer: TransferAnswer): Promise<void>;
  cancelTransfer(id: string): Promise<void>;
  retryTransfer(id: string): Promise<void>;
  clearFinished(): Promise<void>;
  /** Each step as it begins and as it ends; resolves with all of them. A newer check stops the older one. */
  checkConnection(onFinding: (finding: CheckFinding) => void): Promise<CheckView>;
  /** The check that is under way resolves with what it has. */
  stopCheck(): Promise<void>;
}
