import { Channel, invoke } from "@tauri-apps/api/core";
import type { Host } from "./host";
import { problemFrom } from "./problem";
import { read } from "./stretches";
import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
import type { ContentsPageView } from "./wire/ContentsPageView";
import type { DetailsView } from "./wire/DetailsView";
import type { DragView } from "./wire/DragView";
import type { DroppedView } from "./wire/DroppedView";
import type { LimitsView } from "./wire/LimitsView";
import type { LinksView } from "./wire/LinksView";
import type { LinkView } from "./wire/LinkView";
import type { ListingView } from "./wire/ListingView";
import type { OpeningView } from "./wire/OpeningView";
import type { PageView } from "./wire/PageView";
import type { PlacesView } from "./wire/PlacesView";
import type { PreviewView } from "./wire/PreviewView";
import type { ProxyView } from "./wire/ProxyView";
import type { ReceiptProgress } from "./wire/ReceiptProgress";
import type { ReceiptsView } from "./wire/ReceiptsView";
import type { ReceiptView } from "./wire/ReceiptView";
import type { RehearsalView } from "./wire/RehearsalView";
import type { SearchView } from "./wire/SearchView";
import type { SiteCheckView } from "./wire/SiteCheckView";
import type { SiteView } from "./wire/SiteView";
import type { Snapshot } from "./wire/Snapshot";
import type { TicketView } from "./wire/TicketView";
import type { VerifiedView } from "./wire/VerifiedView";

async function ask<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer> {
  try {
    return await invoke<Answer>(command, args);
  } catch (thrown) {
    throw problemFrom(thrown);
  }
}

/** How long the last pages of a finished listing may still be on their way. */
const stragglersMs = 5000;

/**
 * Asks for something whose parts come on a channel. Large messages of a channel travel beside the answer, so
 * the answer may overtake them: it is held back until as many entries are here as it says.
 */
async function inPages<Answer>(
  onPage: (page: PageView) => void,
  question: (channel: Channel<PageView>) => Promise<Answer>,
  promised: (answer: Answer) => number,
): Promise<Answer> {
  let received = 0;
  let complete = () => {};
  let expected = Number.POSITIVE_INFINITY;
  const channel = new Channel<PageView>((page) => {
    received += page.entries.length;
    onPage(page);
    if (received >= expected) complete();
  });
  const answer = await question(channel);
  if (received < promised(answer)) {
    expected = promised(answer);
    await new Promise<void>((resolve) => {
      complete = resolve;
      setTimeout(resolve, stragglersMs);
    });
  }
  return answer;
}

/** The real host. */
export const tauriHost: Host = {
  subscribe: (onEvent) => ask<Snapshot>("subscribe", { onEvent: new Channel<AppEvent>(onEvent) }),
  startAgain: () => ask("start_again"),
  copyStartReport: () => ask("copy_start_report"),
  quit: () => ask("quit"),
  connect: () => ask("connect"),
  cancelConnect: () => ask("cancel_connect"),
  reopenPage: () => ask("reopen_page"),
  copyPageAddress: () => ask("copy_page_address"),
  offerCode: () => ask("offer_code"),
  openCodePage: () => ask("open_code_page"),
  tryOtherWay: () => ask("try_other_way"),
  submitCode: (text) => ask("submit_code", { text }),
  confirmAccount: () => ask("confirm_account"),
  retryVault: () => ask("retry_vault"),
  disconnect: () => ask("disconnect"),
  switchAccount: (id) => ask("switch_account", { id }),
  addAccount: () => ask("add_account"),
  keepInFile: (passphrase) => ask("keep_in_file", { passphrase }),
  unlock: (passphrase) => ask("unlock", { passphrase }),
  forgetPassphrase: () => ask("forget_passphrase"),
  keepInStore: () => ask("keep_in_store"),
  keepUntilQuit: () => ask("keep_until_quit"),
  checkSite: (address) => ask<SiteCheckView>("check_site", { address }),
  saveSite: (form) => ask<SiteView>("save_site", { form }),
  forgetSite: () => ask<SiteView>("forget_site"),
  proxy: () => ask<ProxyView>("proxy"),
  saveProxy: (form) => ask<ProxyView>("save_proxy", { form }),
  listFolder: (path, onPage) =>
    inPages(
      onPage,
      (channel) => ask<ListingView>("list_folder", { path, onPage: channel }),
      (listing) => listing.listed,
    ),
  stopListing: () => ask("stop_listing"),
  createFolder: (requestId, folder, name) => ask<string>("create_folder", { requestId, folder, name }),
  renameEntry: (requestId, path, name) => ask<string>("rename_entry", { requestId, path, name }),
  moveEntries: (requestId, paths, into) => ask<string>("move_entries", { requestId, paths, into }),
  copyEntries: (requestId, paths, into) => ask<string>("copy_entries", { requestId, paths, into }),
  rehearseRemoval: (paths, onCount) =>
    ask<RehearsalView>("rehearse_removal", { paths, onCount: new Channel<RehearsalView>(onCount) }),
  stopRehearsal: () => ask("stop_rehearsal"),
  removeEntries: (requestId, paths) => ask<string>("remove_entries", { requestId, paths }),
  answerOperation: (id, answer) => ask("answer_operation", { id, answer }),
  cancelOperation: (id) => ask("cancel_operation", { id }),
  retryOperation: (id) => ask("retry_operation", { id }),
  undoOperation: (requestId, id) => ask<string>("undo_operation", { requestId, id }),
  dismissOperation: (id) => ask("dismiss_operation", { id }),
  clearOperations: () => ask("clear_operations"),
  search: (words, within, onPage) =>
    inPages(
      onPage,
      (channel) => ask<SearchView>("search", { words, within, onPage: channel }),
      (searched) => searched.found,
    ),
  stopSearch: () => ask("stop_search"),
  details: (path) => ask<DetailsView>("details", { path }),
  preview: (path) => ask<PreviewView>("preview", { path }),
  readPreview: read,
  closePreview: (ticket) => ask("close_preview", { ticket }),
  openEntry: (requestId, path, sure) => ask<OpeningView>("open_entry", { requestId, path, sure }),
  links: (path) => ask<LinksView>("links", { path }),
  createLink: (requestId, path, form) => ask<LinkView>("create_link", { requestId, path, form }),
  changeLink: (id, form) => ask<LinkView>("change_link", { id, form }),
  revokeLink: (id) => ask("revoke_link", { id }),
  places: () => ask<PlacesView>("places"),
  star: (path, isFolder, starred) => ask<PlacesView>("star", { path, isFolder, starred }),
  forgetRecent: () => ask<PlacesView>("forget_recent"),
  chooseUpload: () => ask<TicketView[]>("choose_upload"),
  watchDrags: (onDrag) => ask("watch_drags", { onDrag: new Channel<DragView>(onDrag) }),
  uploadDropped: (requestId, ticket, into) => ask<DroppedView>("upload_dropped", { requestId, ticket, into }),
  uploadFolder: (requestId, into) => ask<string | null>("upload_folder", { requestId, into }),
  downloadFolder: (requestId, path) => ask<string | null>("download_folder", { requestId, path }),
  answerFolder: (id, answer) => ask("answer_folder", { id, answer }),
  folderItems: (id, shown, after, limit) =>
    ask<ContentsPageView>("folder_items", { id, shown, after, limit }),
  answerItem: (id, item, answer) => ask("answer_item", { id, item, answer }),
  retryItem: (id, item) => ask("retry_item", { id, item }),
  leaveFailedItems: (id) => ask("leave_failed_items", { id }),
  upload: (requestId, ticket, into) => ask<string>("upload", { requestId, ticket, into }),
  download: (requestId, path) => ask<string | null>("download", { requestId, path }),
  downloadZip: (requestId, paths) => ask<string | null>("download_zip", { requestId, paths }),
  answerTransfer: (id, answer) => ask("answer_transfer", { id, answer }),
  cancelTransfer: (id) => ask("cancel_transfer", { id }),
  retryTransfer: (id) => ask("retry_transfer", { id }),
  pauseTransfer: (id) => ask("pause_transfer", { id }),
  resumeTransfer: (id) => ask("resume_transfer", { id }),
  moveTransferToFront: (id) => ask("move_transfer_to_front", { id }),
  pauseTransfers: () => ask("pause_transfers"),
  resumeTransfers: () => ask("resume_transfers"),
  cancelTransfers: () => ask("cancel_transfers"),
  retryTransfers: () => ask("retry_transfers"),
  continueInterrupted: () => ask("continue_interrupted"),
  forgetInterrupted: () => ask("forget_interrupted"),
  clearFinished: () => ask("clear_finished"),
  transferLimits: () => ask<LimitsView>("transfer_limits"),
  limitTransfers: (limits) => ask<LimitsView>("limit_transfers", { limits }),
  receipts: (query, before, limit) => ask<ReceiptsView>("receipts", { query, before, limit }),
  receipt: (id) => ask<ReceiptView>("receipt", { id }),
  checkAgain: (id, readBack, onProgress) =>
    ask<ReceiptView | null>("check_again", {
      id,
      readBack,
      onProgress: new Channel<ReceiptProgress>(onProgress),
    }),
  verifyEntry: (path, onCount) =>
    ask<VerifiedView>("verify_entry", { path, onCount: new Channel<VerifiedView>(onCount) }),
  stopCheckAgain: () => ask("stop_check_again"),
  saveReceipt: (id) => ask<boolean>("save_receipt", { id }),
  saveReceipts: (query, form) => ask<number | null>("save_receipts", { query, form }),
  showReceived: (id) => ask<boolean>("show_received", { id }),
  checkConnection: (onFinding) =>
    ask<CheckView>("check_connection", { onFinding: new Channel<CheckFinding>(onFinding) }),
  stopCheck: () => ask("stop_check"),
};
