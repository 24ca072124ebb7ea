import type { AccountListed } from "../host/wire/AccountListed";
import type { AccountView } from "../host/wire/AccountView";
import type { ConnectionView } from "../host/wire/ConnectionView";
import type { SiteView } from "../host/wire/SiteView";

/** Who is connected, where, and what is going on about it. */
export class Connection {
  view = $state.raw<ConnectionView>({ state: "restoring" });
  /** Every account of this computer, in the order in which they were added. */
  accounts = $state.raw<AccountListed[]>([]);
  site = $state.raw<SiteView>({
    address: "",
    clientId: "",
    hasSecret: false,
    returnBy: "redirect",
    redirectUri: "",
    ways: [],
    ready: false,
    provided: false,
  });

  /** The account whose files are shown; null on the screens before that. */
  readonly account: AccountView | null = $derived("account" in this.view ? this.view.account : null);
  /** True when something can be asked of SmartFile right now. */
  readonly live: boolean = $derived(
    this.view.state === "connected" && this.view.confirmed && !this.view.offline,
  );
  readonly offline: boolean = $derived(this.view.state === "connected" && this.view.offline);
  readonly ended: boolean = $derived(this.view.state === "reauthorizationRequired");
}
