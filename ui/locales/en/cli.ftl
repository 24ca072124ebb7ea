# What only the command line says. Everything else it says in the words of the other files here.
# Each trouble: what happened (the message), whether the files are safe and what to do now (.detail).

## Connecting
cli-waiting = Your browser shows a page of { $site }. Sign in and allow it there; we wait.
cli-other-way = Nothing has come yet. To bring a code instead, press Enter.
cli-paste = Your browser shows a page of { $site }. Allow it there, then paste the code here and press Enter.
cli-connected = Connected as { $name } ({ $username }) at { $site }.
cli-disconnected = Disconnected. Nothing is kept of { $username } at { $site }.
cli-ask-confirm = { $site } says you are { $name } ({ $username }). Is this you? (y/n)
cli-ask-secret = The company’s secret for this app:
cli-keep-file = You can keep it in an encrypted file instead. Leave the passphrase empty if you don’t want that.
cli-keep-differ = These two are not the same. Try again.
cli-not-connected = No account is connected
    .detail = Your files are safe. Run this first: connect-smartfile-cli connect
cli-unconfirmed = You have not said yet that this account is yours
    .detail = No file is touched before. To say so, run: connect-smartfile-cli connect
cli-confirm-unasked = { $site } says you are { $name } ({ $username })
    .detail = No file is touched before you say that this is you. To say so, run: connect-smartfile-cli connect --yes
cli-not-me = That was not you
    .detail = We let go of that account, and kept nothing of it. Sign out of SmartFile in your browser, then connect again.
cli-paste-unasked = The page shows a code, and nobody can paste it here
    .detail = Nothing was shared. Connect in a terminal, or in the window of Connect SmartFile.
cli-no-store = This computer can’t remember your sign-in
    .detail = Its password store did not answer, so you are not connected. Your files are safe. Unlock the store, or connect in a terminal to keep the sign-in in an encrypted file.
cli-site-client = We don’t know how { $site } knows this app
    .detail = Nothing was changed. Give its --client-id too. Your IT team has it.

## Accounts
cli-accounts-none = No account is connected.
cli-standing-connected = Connected
cli-using = From now on you work with { $who }.
cli-account-unknown = There is no account { $name }
    .detail = Nothing was changed. To see them all, run: connect-smartfile-cli accounts
cli-account-unclear = More than one account is called { $name }
    .detail = Nothing was changed. Write it as name@site, or use its id.

## Files and folders
cli-path = { $path } can’t be a place at the site
    .detail = Nothing was changed. It looks like /Projects/plan.pdf.
cli-no-folder = { $path } is not a folder
    .detail = Nothing was changed. Choose a folder that is there.
cli-several-into-one = { $path } is not a folder, and there are several files
    .detail = Nothing was changed. The last of several places is a folder on this computer.
cli-taken-here = { $name } is there already
    .detail = It was left as it is. Say what to do: --if-exists replace, keep-both or skip.
cli-ask-taken = { $name } is there already. Replace it, keep both, or skip it? (r/k/s)
cli-left = { $name }: left as it is.
cli-arrived-archive = Arrived. It is whole, by its own list.
cli-folder-arrived = { $done } of { $files ->
    [one] 1 file
   *[other] { $files } files
  } arrived.
cli-folder-same = All copies are the same at both ends.
cli-folder-size = { $same } are the same at both ends; of { $size } only the size could be checked.
cli-renamed-item = { $path }: its name can’t be used as it is; here it is { $name }
cli-left-out-link = left out, because it is a link. Links are not followed.
cli-left-out-socket = left out, because it is not a file: a program talks to others through it.
cli-left-out-pipe = left out, because it is a pipe of a program.
cli-left-out-device = left out, because it is a device.
cli-left-out-special = left out, because it is neither a file nor a folder.
cli-left-out-name-not-text = left out, because its name is not readable text. Give it another name to send it.
cli-left-out-name-unusable = left out, because its name can’t be used.
cli-left-out-contains-itself = left out, because the folder lies in itself.
cli-left-out-too-deep = left out, because it lies too deep: more than 64 folders in each other.
cli-left-out-name-taken = left out, because something there has that name.
cli-left-out-by-you = left out, as you said.
cli-unwritable = We could not write { $name }
    .detail = This computer does not let us write there. Nothing else was changed.
cli-found-nothing = Nothing was found.
cli-found-more = There may be more. Narrower words find the rest.

cli-done-create-folder = Made the folder { $to }.
cli-done-rename = { $name } is now { $to }.
cli-done-move = { $count ->
    [one] Moved { $name } to { $to }.
   *[other] Moved { $count } items to { $to }.
}
cli-done-copy = { $count ->
    [one] Copied { $name } to { $to }.
   *[other] Copied { $count } items to { $to }.
}
cli-done-remove = { $count ->
    [one] Deleted { $name }.
   *[other] Deleted { $count } items.
}
cli-count-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
cli-count-files-least = { $count ->
    [one] at least 1 file
   *[other] at least { $count } files
}
cli-count-folders = { $count ->
    [one] 1 folder
   *[other] { $count } folders
}
cli-count-folders-least = { $count ->
    [one] at least 1 folder
   *[other] at least { $count } folders
}
cli-ask-remove = Delete { $what }? (y/n)
cli-kept = Everything was kept.
cli-remove-unasked = This would delete { $what }
    .detail = Nothing was deleted. If you are sure, add --yes.

## Details
cli-info-path = Place
cli-info-type = Kind
cli-info-size = Size
cli-info-items = Items
cli-info-changed = Changed
cli-info-owner = Owner
cli-info-access = Access
cli-info-version = Version
cli-info-link = Link
cli-type-file = File
cli-type-folder = Folder
cli-type-archive = Archive
cli-type-unknown = Unknown

## Share links
cli-link-no-address = The site tells no address for it.
cli-link-until = until { $at }
cli-link-open = until you end it
cli-link-over = ended
cli-link-used-of = used { $used } of { $limit } times
cli-link-ended = The link is ended. Nobody can open it any more.
cli-links-none = There are no links.
cli-links-more = There are more links than we could read.
cli-expires = { $text } is not a time to come
    .detail = Nothing was shared. Write it like 7d, 2 weeks or 2027-01-31.

## Receipts and what became of them
cli-receipts-none = There is no such receipt.
cli-receipts-more = There are { $count } receipts in all. To see more of them, say --limit.
cli-since = { $text } is no time that has been
    .detail = Nothing was changed. Write it like 7d, 2 weeks or 2027-01-31.
cli-no-receipt = Nothing is at { $path }, and no receipt says that there ever was
    .detail = Nothing was changed. To see what has arrived, run: connect-smartfile-cli receipts
cli-verify-unasked = We could not ask what became of it.
cli-verify-never = It has no receipt here: it never came by this app.

## Verified copies
cli-keep-new = Kept.
cli-keep-changed = It changed at the site. The new one is kept.
cli-keep-restored = The copy had lost it. It is kept again.
cli-keep-gone = It is gone at the site, and kept here.
cli-keep-aside = Somebody changed it in the copy. What they made is { $name } now.
cli-keep-counts = { $unchanged } unchanged, { $new } new, { $changed } changed, { $gone } gone at the site (kept here).
cli-keep-proof = { $fingerprint } proven by the site’s own fingerprint, { $size } by size only. The copy holds { $files } files, { $amount }.
cli-keep-other = { $path } is not empty, and no copy of this folder
    .detail = Nothing was changed. Choose an empty folder, or the copy that was made of just this folder by this account.
cli-keep-under-way = Another window or command is at the copy in { $path }
    .detail = Nothing was changed. Try again when it has ended.

## Transfers
cli-transfers-none = Nothing is unfinished.
cli-transfers-left = To go on with what was left, run: connect-smartfile-cli transfers continue
cli-transfer-elsewhere = On its way in another window or command
cli-transfer-failed = Did not arrive
cli-transfers-given-up = { $count ->
    [0] Nothing was left to give up.
    [one] 1 was given up. No part of it is left here.
   *[other] { $count } were given up. No part of them is left here.
}

## Stopping
cli-stopped = Stopped
    .detail = No part of a file is left behind. What was done before stays done.
cli-stopped-there = Stopped
    .detail = The site may go on with what it had begun. Look there before you try again.
cli-stopped-kept = Stopped
    .detail = What has come so far is kept. To go on, run the same command again.
