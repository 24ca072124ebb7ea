import type { AccountListed } from "../host/wire/AccountListed";
import { visible } from "../lib/names";
import { say } from "./words";

/** The second line of an account in a list: where it is, or what is the matter with it. */
export function standingWords(account: AccountListed): string {
  switch (account.standing) {
    case "connected":
      return visible(account.siteName ?? account.site);
    case "busy":
    case "unconfirmed":
    case "offline":
    case "ended":
    case "waiting":
    case "locked":
      return say(`standing-${account.standing}`);
  }
}
