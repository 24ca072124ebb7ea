import { Channel, invoke } from "@tauri-apps/api/core";
import type { Host } from "./host";
import { problemFrom } from "./problem";
import type { AppEvent } from "./wire/AppEvent";
import type { CheckFinding } from "./wire/CheckFinding";
import type { CheckView } from "./wire/CheckView";
import type { ListingView } from "./wire/ListingView";
import type { PageView } from "./wire/PageView";
import type { ProxyView } from "./wire/ProxyView";
import type { SiteCheckView } from "./wire/SiteCheckView";
import type { SiteView } from "./wire/SiteView";
import type { Snapshot } from "./wire/Snapshot";
import type { TicketView } from "./wire/TicketView";

async function ask<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer> {
  try {
    return await invoke<Answer>(command, args);
  } catch (thrown) {
    throw problemFrom(thrown);
  }
}

/** How long the last pages of a finished listing may still be on their way. */
const stragglersMs = 5000;

/** The real host. Large messages of a channel travel beside the answer, so the answer may overtake them. */
async function listFolder(path: string, onPage: (page: PageView) => void): Promise<ListingView> {
  let received = 0;
  let complete = () => {};
  let expected = Number.POSITIVE_INFINITY;
  const channel = new Channel<PageView>((page) => {
    received += page.entries.length;
    onPage(page);
    if (received >= expected) complete();
  });
  const listing = await ask<ListingView>("list_folder", { path, onPage: channel });
  if (received < listing.listed) {
    expected = listing.listed;
    await new Promise<void>((resolve) => {
      complete = resolve;
      setTimeout(resolve, stragglersMs);
    });
  }
  return listing;
}

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
  listFolder,
  chooseUpload: () => ask<TicketView[]>("choose_upload"),
  upload: (requestId, ticket, into) => ask<string>("upload", { requestId, ticket, into }),
  download: (requestId, path) => ask<string | null>("download", { requestId, path }),
  answerTransfer: (id, answer) => ask("answer_transfer", { id, answer }),
  cancelTransfer: (id) => ask("cancel_transfer", { id }),
  retryTransfer: (id) => ask("retry_transfer", { id }),
  clearFinished: () => ask("clear_finished"),
  checkConnection: (onFinding) =>
    ask<CheckView>("check_connection", { onFinding: new Channel<CheckFinding>(onFinding) }),
  stopCheck: () => ask("stop_check"),
};
