import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
import type { ContentsPageView } from "./wire/ContentsPageView";
import type { ContentsShown } from "./wire/ContentsShown";
import type { DetailsView } from "./wire/DetailsView";
import type { DragView } from "./wire/DragView";
import type { DroppedView } from "./wire/DroppedView";
import type { FolderAnswerView } from "./wire/FolderAnswerView";
import type { LimitsView } from "./wire/LimitsView";
import type { LinkForm } from "./wire/LinkForm";
import type { LinksView } from "./wire/LinksView";
import type { LinkView } from "./wire/LinkView";
import type { ListingView } from "./wire/ListingView";
import type { OpeningView } from "./wire/OpeningView";
import type { PageView } from "./wire/PageView";
import type { PlacesView } from "./wire/PlacesView";
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
import type { VerifiedView } from "./wire/VerifiedView";

/** Brings the bytes at the address of a preview, from `from` on up to, but not with, `to`. */
export type ReadPreview = (
  address: string,
  from: number,
  to: number,
  signal: AbortSignal,
) => Promise<Uint8Array<ArrayBuffer>>;

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
  /** The listing that is under way rejects as if a newer one had taken its place. */
  stopListing(): Promise<void>;
  /**
   * What is done at the site is a row that goes on by itself: each of these answers with the id of its
   * operation at once. Asking twice with one request id starts one operation.
   */
  createFolder(requestId: string, folder: string, name: string): Promise<string>;
  /** Another name in the same folder. */
  renameEntry(requestId: string, path: string, name: string): Promise<string>;
  moveEntries(requestId: string, paths: string[], into: string): Promise<string>;
  copyEntries(requestId: string, paths: string[], into: string): Promise<string>;
  /** What a removal would take away, counted while it is looked at. Removes nothing; a newer one stops the older. */
  rehearseRemoval(paths: string[], onCount: (soFar: RehearsalView) => void): Promise<RehearsalView>;
  /** The count that is under way resolves with what it has. */
  stopRehearsal(): Promise<void>;
  /** The person was asked: whether this is final depends on the site. */
  removeEntries(requestId: string, paths: string[]): Promise<string>;
  /** For all names that are taken. Of a new folder, "replace" means: use the one that is there. */
  answerOperation(id: string, answer: TransferAnswer): Promise<void>;
  /** Stops it here. What the site has begun it may go on with: `leftRunning`. */
  cancelOperation(id: string): Promise<void>;
  /** Looks first, then tries what is not done. */
  retryOperation(id: string): Promise<void>;
  /** Takes an operation back, as an operation of its own; fails with `undo_too_late` when that is not right any more. */
  undoOperation(requestId: string, id: string): Promise<string>;
  /** Takes one that has ended off the list. */
  dismissOperation(id: string): Promise<void>;
  /** Takes all that are done or cancelled off the list. */
  clearOperations(): Promise<void>;
  /** Searches a folder and everything below it. A newer call makes the older one reject. */
  search(words: string, within: string, onPage: (page: PageView) => void): Promise<SearchView>;
  /** The search that is under way rejects as if a newer one had taken its place. */
  stopSearch(): Promise<void>;
  details(path: string): Promise<DetailsView>;
  /**
   * A look into a file. What comes is shown as text, in an `<img>`, an `<audio>` or a `<video>`, or as a PDF on
   * canvases, and as nothing else.
   */
  preview(path: string): Promise<PreviewView>;
  /** No command: the bytes come by their address. */
  readPreview: ReadPreview;
  closePreview(ticket: string): Promise<void>;
  /**
   * Fetches a copy and opens it with the person's own program; a risk is answered first unless they are `sure`.
   * Resolves when it was opened, or when its transfer came to another end (which shows in its row).
   */
  openEntry(requestId: string, path: string, sure: boolean): Promise<OpeningView>;
  /** Those of one entry, or all. */
  links(path: string | null): Promise<LinksView>;
  /** Asking twice with one request id makes one link. */
  createLink(requestId: string, path: string, form: LinkForm): Promise<LinkView>;
  changeLink(id: string, form: LinkForm): Promise<LinkView>;
  revokeLink(id: string): Promise<void>;
  places(): Promise<PlacesView>;
  star(path: string, isFolder: boolean, starred: boolean): Promise<PlacesView>;
  forgetRecent(): Promise<PlacesView>;
  /** Asks the person for files in a native dialog; empty when they cancel. */
  chooseUpload(): Promise<TicketView[]>;
  /** Tells from now on what is dragged over the window from the desktop. */
  watchDrags(onDrag: (drag: DragView) => void): Promise<void>;
  /** What was let go: a transfer for each. Asking twice with one request id starts them once. */
  uploadDropped(requestId: string, ticket: string, into: string): Promise<DroppedView>;
  /** Asks the person for a folder, and sends it with all that is in it; null when they cancel. */
  uploadFolder(requestId: string, into: string): Promise<string | null>;
  /** Asks the person for a place to put a folder with all that is in it; null when they cancel. */
  downloadFolder(requestId: string, path: string): Promise<string | null>;
  answerFolder(id: string, answer: FolderAnswerView): Promise<void>;
  /** Some of what is in a folder on its way; with `after`, those that come after it. */
  folderItems(
    id: string,
    shown: ContentsShown,
    after: number | null,
    limit: number,
  ): Promise<ContentsPageView>;
  /** "skip" also leaves one that failed. */
  answerItem(id: string, item: number, answer: TransferAnswer): Promise<void>;
  retryItem(id: string, item: number): Promise<void>;
  /** The folder is done without those that failed. */
  leaveFailedItems(id: string): Promise<void>;
  /** Answers with the id of the transfer. Asking twice with one request id starts one transfer. */
  upload(requestId: string, ticket: string, into: string): Promise<string>;
  /** Asks the person where to put it; null when they cancel. */
  download(requestId: string, path: string): Promise<string | null>;
  /** Entries as one zip archive; how large it becomes nobody knows before its end. Null when they cancel. */
  downloadZip(requestId: string, paths: string[]): Promise<string | null>;
  answerTransfer(id: string, answer: TransferAnswer): Promise<void>;
  cancelTransfer(id: string): Promise<void>;
  retryTransfer(id: string): Promise<void>;
  /** Holds one; what has come is kept. */
  pauseTransfer(id: string): Promise<void>;
  resumeTransfer(id: string): Promise<void>;
  /** Makes one the next. */
  moveTransferToFront(id: string): Promise<void>;
  pauseTransfers(): Promise<void>;
  resumeTransfers(): Promise<void>;
  cancelTransfers(): Promise<void>;
  retryTransfers(): Promise<void>;
  /** What the end of the app interrupted goes on, or is given up. */
  continueInterrupted(): Promise<void>;
  forgetInterrupted(): Promise<void>;
  clearFinished(): Promise<void>;
  /** How many files move at once, and how fast. */
  transferLimits(): Promise<LimitsView>;
  /** Counts for what is under way too; answers with what it became. */
  limitTransfers(limits: LimitsView): Promise<LimitsView>;
  /** Receipts whose file, folder or person these words name, the newest first; older ones than `before`. */
  receipts(query: string, before: string | null, limit: number): Promise<ReceiptsView>;
  /** The one of this transfer. */
  receipt(id: string): Promise<ReceiptView>;
  /**
   * Looks at the copies again and answers with what was found added; null when it was stopped. With `readBack` the
   * file is fetched for it and compared byte by byte, and nothing of it is kept.
   */
  checkAgain(
    id: string,
    readBack: boolean,
    onProgress: (progress: ReceiptProgress) => void,
  ): Promise<ReceiptView | null>;
  /** Looks at every receipt of an entry and of all below it again, and counts what became of the files. */
  verifyEntry(path: string, onCount: (soFar: VerifiedView) => void): Promise<VerifiedView>;
  /** Ends either look; it answers with what it has. */
  stopCheckAgain(): Promise<void>;
  /** Asks the person where to put it; false when they cancel. */
  saveReceipt(id: string): Promise<boolean>;
  /** How many were saved; null when they cancel. */
  saveReceipts(query: string, form: ReceiptsForm): Promise<number | null>;
  /** Shows the copy on this computer among its files; false when it is not there, or the desktop can't. */
  showReceived(id: string): Promise<boolean>;
  /** Each step as it begins and as it ends; resolves with all of them. A newer check stops the older one. */
  checkConnection(onFinding: (finding: CheckFinding) => void): Promise<CheckView>;
  /** The check that is under way resolves with what it has. */
  stopCheck(): Promise<void>;
}
