# Everything a person reads that is not an error. Sentence case, short, present.

app-name = Connect SmartFile
window-title = { $page } · Connect SmartFile

## Stand-ins when an error does not say which file or site it means
fallback-name = the file
fallback-site = SmartFile

## Welcome
welcome-title-1 = See your SmartFile files.
welcome-title-2 = Move them safely.
welcome-lead = Click the button. Your browser opens. Sign in there, then come back here.
welcome-connect = Connect SmartFile
welcome-company = My company has its own SmartFile address
welcome-company-change = Change the SmartFile address
welcome-site = You will connect to { $site }.
welcome-erased = Disconnected. The sign-in was erased from this computer.
welcome-other-person = To connect as someone else, sign out of SmartFile in your browser first.

welcome-add-title = Add another account
welcome-add-lead = Your browser opens. If it still knows the last person, sign out of SmartFile there first.

## My company’s address
company-title = My company’s address
company-lead = You need three things from your company’s SmartFile. Your IT team may have them ready.
company-address = SmartFile address
company-address-hint = Like acme.smartfile.com
company-client-id = Client ID
company-client-secret = Client secret
company-secret-kept = Saved. Type here only to change it.
company-secret-hint = It is kept in this computer’s password store and never shown again.
company-return = After sign-in, the browser
company-return-redirect = comes back here by itself
company-return-loopback = comes back through this computer
company-return-paste = shows me a code
company-ports = Ports of this computer
company-ports-hint = The usual ones are fine unless your IT team names others.
company-ports-wrong = Give one to eight numbers from 1024 to 65535, with commas between.
company-save = Save
company-cancel = Cancel
company-forget = Forget this address
company-provided = These came with the program. You can use them as they are.
company-how-title = How to get them
company-how-1 = Sign in to your company’s SmartFile in a browser and register a new application there.
company-how-2 = Where it asks for the callback address, give exactly the one below.
company-how-2-none = Where it asks for a callback address, leave it empty.
company-how-3 = SmartFile then shows a client ID and a client secret: copy both into this form.
company-callback = Callback address
company-callback-more = If it takes several, add these too
company-missing-address = Fill in the address.
company-missing-client-id = Fill in the client ID.
company-missing-secret = Fill in the client secret.
company-save-anyway = Save anyway
company-proxy = My network uses a proxy
company-letters = Is this really your company’s address?
company-letters-detail = It has letters from other alphabets, which can look alike. Its real name is { $site }.
company-letters-action = Yes, it is right

## My company’s proxy
proxy-title = My company’s proxy
proxy-lead = Some companies have one between you and the internet. Your IT team knows if yours does.
proxy-address = Proxy address
proxy-address-hint = Like proxy.acme.com:8080. Leave it empty to use this computer’s own settings.
proxy-address-system = This computer’s own setting is { $proxy }. Leave it empty to use that.
proxy-username = Your name for the proxy
proxy-username-hint = Leave it empty if the proxy does not ask.
proxy-password = Your password for the proxy
proxy-password-hint = It is kept in this computer’s password store. Only the proxy gets it.
proxy-save = Save
proxy-cancel = Cancel

copy = Copy
copied = Copied
copy-failed = Copying did not work. Select the text instead.

## Waiting for the browser
waiting-title = Continue in your browser
waiting-lead = We opened { $site }. Sign in there, click Allow, and come back.
waiting-lead-by-hand = Open the page of { $site } in a browser. Sign in there, click Allow, and come back.
waiting-reopen = Open the page again
waiting-cancel = Cancel
waiting-left = { $minutes ->
    [0] Waiting for you. Less than a minute left.
    [one] Waiting for you. 1 minute left.
   *[other] Waiting for you. { $minutes } minutes left.
}
waiting-have-code = I have a code
page-copy = Copy the address
page-copied = Copied. Paste it into your browser’s address bar.
waiting-late-title = Nothing happened?
waiting-late-detail = We can open the page again and bring you back another way. The first page still counts.
waiting-late-action = Try another way

## Paste the code
code-title = Use a code
code-lead = { $site } can show you a code. Copy it there and paste it here.
code-open = Open the page with the code
code-open-again = Open the page again
code-label = The code
code-missing = Paste the code first.
code-submit = Continue
code-cancel = Cancel

## Finishing
exchanging-title = Almost there
exchanging-lead = { $site } is finishing the connection. This takes a few seconds.
exchanging-cancel = Cancel

## Connected
connected-title = You are connected
connected-on = on { $site }
connected-question = Is this you? No file moves before you say so.
connected-show = Show my files
connected-not-you = Not you?

## Restoring, disconnecting, password store
restoring = Getting your sign-in ready…
disconnecting-title = Disconnecting
disconnecting-lead = Erasing the sign-in here…
vault-who = { $name } on { $site }
unreachable-title = This window lost its connection to the app

stopped-safe = Your files are safe, and so is your sign-in. Nothing was changed.
stopped-quit = Quit
stopped-report = Copy a report for your IT team

## The encrypted file
keep-offer = Keep me signed in with a passphrase
keep-title = Keep me signed in on this computer
keep-what = We keep your sign-in in an encrypted file that only you can read. Your files and your SmartFile password are not in it.
keep-asks = Each time this app starts, it asks for your passphrase.
keep-forgotten = Nobody can get a forgotten passphrase back. You then connect again in your browser. Your files stay safe.
keep-passphrase = Passphrase
keep-passphrase-hint = At least 12 characters. Four words or more are easy to remember.
keep-again = The same passphrase again
keep-missing = Type a passphrase first.
keep-differs = The two are not the same.
keep-show = Show what I type
keep-confirm = Keep me signed in
keep-cancel = Not now
unlock-title = Enter your passphrase
unlock-lead = It opens the encrypted file with your sign-in. You are not signed out.
unlock-missing = Type your passphrase first.
unlock-submit = Unlock
unlock-forgot = I forgot it
forgot-title = Forgot your passphrase?
forgot-1 = Nobody can open the file without it, and we can’t either.
forgot-2 = You can connect again in your browser. The file is then erased from this computer.
forgot-3 = Your files on SmartFile are safe, and files you downloaded stay here.
forgot-stay = Try again
forgot-confirm = Erase it and connect again

## The frame
nav-label = Main
nav-files = Files
nav-account = Account
chip-label = Account: { $name }, { $place }
chip-label-needed = Account: { $name }, { $place }. Another account needs you.
accounts-label = Accounts
accounts-add = Add another account
accounts-go-to = Or go to
standing-busy = One moment…
standing-unconfirmed = Is this you?
standing-offline = Offline
standing-ended = Connect again
standing-waiting = Waiting for the password store
standing-locked = Enter your passphrase
chip-not-connected = Not connected
chip-offline = Offline
storage-used = { $amount } used
storage-free = { $amount } free
storage-nearly-full = Nearly full. Remove files you no longer need, or ask for more room.

## Files
files-title = Files
files-root = All files
files-crumbs = Where you are
files-actions = Files
files-back = Back
files-forward = Forward
files-up = Up to { $name }
files-up-top = You are at the top
files-refresh = Look again
files-upload = Upload
files-download = Download
files-download-none = Pick a file in the list first
files-download-several = Pick one file at a time
files-download-folder = Pick a single file. Folders can’t be downloaded yet.
files-download-forbidden = Your account may not download this
files-upload-readonly = You can look, not change
files-not-connected = Connect first
files-offline = You are offline
files-readonly = You can look, not change
files-list-from = List from { $time }
files-count = { $count ->
    [one] 1 item
   *[other] { $count } items
}
files-so-far = { $count } so far
files-so-far-of = { $count } of { $total } so far
files-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
column-name = Name
column-changed = Changed
column-size = Size
column-kind = Kind
files-slow = { $site } is taking its time.
files-slow-cancel = Stop waiting
files-stopped = You stopped waiting. Nothing was changed.
files-stopped-action = Look again
files-empty = This folder is empty
files-empty-detail = Choose files, and we copy them here. Your own files stay where they are.
files-empty-readonly = Nobody has put anything here yet.
files-empty-action = Choose files…
files-not-loaded = Connect to see what is in here.
files-not-loaded-offline = The list comes when the line is back.
kind-folder = folder
files-open = Open
files-more = More for { $name }
files-menu = What can be done
files-select-all = Select all
files-selected = { $count } of { $total } selected
files-selected-size = { $count } of { $total } selected, { $amount }
files-selected-hidden = { $words }, { $hidden } not shown
files-selected-none = Nothing selected
files-found = { $count } of { $total } found
files-search = Search this folder
files-search-clear = Show everything
files-search-none = Nothing called “{ $search }” here
files-search-none-detail = { $count ->
    [one] We looked at the one name in this folder.
   *[other] We looked at all { $count } names in this folder.
}
files-search-none-yet = { $count ->
    [one] We looked at 1 name so far. More are coming.
   *[other] We looked at { $count } names so far. More are coming.
}
files-sort = Sort by
files-sort-name-ascending = From A to Z
files-sort-name-descending = From Z to A
files-sort-kind-ascending = From A to Z
files-sort-kind-descending = From Z to A
files-sort-changed-ascending = Oldest on top
files-sort-changed-descending = Newest on top
files-sort-size-ascending = Smallest on top
files-sort-size-descending = Largest on top
files-lines = Show as a list
files-tiles = Show as tiles

## What a file is, by the end of its name
kind-name-folder = Folder
kind-name-pdf = PDF
kind-name-sheet = Spreadsheet
kind-name-doc = Document
kind-name-image = Picture
kind-name-video = Film or sound
kind-name-drawing = Drawing
kind-name-archive = Archive
kind-name-other = File

## Names that look like another one
twin-tag = { $nth } of { $of } alike
twin-case = Another name here differs in capitals only. They are separate files.
twin-form = Another name here looks the same, but is stored in another way. They are separate files.

## When things changed
when-today = Today, { $time }
when-yesterday = Yesterday, { $time }
when-moment = a moment ago
when-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
when-today-at = today at { $time }
when-yesterday-at = yesterday at { $time }
when-day-at = on { $day } at { $time }

## Account
account-title = Account
account-site = Connected to { $site }
account-site-ended = Last connected to { $site }
account-answered = Last answer { $when }.
account-answered-never = It has not answered yet.
account-since = Connected since { $day }
account-renewed = Sign-in last renewed { $when }. It renews by itself.
account-renewed-never = Not renewed yet. It renews by itself.
account-kept = Your sign-in is kept in this computer’s password store
account-kept-detail = This app never sees your password.
account-until-quit = Your sign-in is kept only until you quit
account-until-quit-detail = You will need to sign in again next time.
until-quit-detail = You can work now. You will need to sign in again next time.
account-in-file = Your sign-in is kept in an encrypted file on this computer
account-in-file-detail = Your passphrase opens it each time this app starts.
account-to-store = Move it to the password store
account-stop-file = Stop keeping it
account-username = Signed in as { $username }
account-disconnect-title = Disconnect this computer
account-disconnect-detail = Your files stay on SmartFile. The sign-in is erased here.
account-disconnect = Disconnect…

disconnect-question = Disconnect this computer?
disconnect-1 = The sign-in is erased from this computer.
disconnect-2 = Your files stay on SmartFile, and files you downloaded stay here.
disconnect-3 = { $count ->
    [one] 1 transfer that is still going on stops.
   *[other] { $count } transfers that are still going on stop.
}
disconnect-4 = To connect again, you sign in with your browser.
disconnect-stay = Stay connected
disconnect-confirm = Disconnect

## Transfers
tray-label = Transfers
tray-show = Show transfers
tray-hide = Hide transfers
tray-clear = Clear finished
tray-none = No transfers yet
tray-done = { $count ->
    [one] All transfers done. 1 arrived.
   *[other] All transfers done. { $count } arrived.
}
tray-all-done = All transfers done.
tray-to-go = { $count } to go
tray-to-go-left = { $count } to go, { $left }
tray-needs = { $count ->
    [one] 1 needs you
   *[other] { $count } need you
}
tray-failed = { $count ->
    [one] 1 did not work
   *[other] { $count } did not work
}
tray-arrived = { $count } arrived
tray-held = { $count ->
    [one] 1 transfer waits for you to connect. Nothing is lost.
   *[other] { $count } transfers wait for you to connect. Nothing is lost.
}
transfer-to = to { $place }
transfer-from = from { $place }
transfer-of = { $place }, { $name }
transfer-cancel = Cancel
transfer-retry = Try again
transfer-replace = Replace
transfer-keep-both = Keep both files
transfer-skip = Skip
transfer-needs-you = Needs you.
transfer-waiting = Waiting for its turn
transfer-held = Waiting for you to connect
transfer-preparing = Preparing…
transfer-sending = Sending { $amount }
transfer-sending-left = Sending { $amount }, { $left }
transfer-receiving = Receiving { $amount }
transfer-receiving-left = Receiving { $amount }, { $left }
transfer-finishing-upload = Sent. SmartFile is putting it together…
transfer-finishing-download = Received. Putting it in its place…
transfer-checking = Checking that it arrived whole…
transfer-done-size = Arrived. Only the size could be checked.
transfer-done = Arrived. It could not be checked.
transfer-cancelled = Cancelled. Your original is safe.
transfer-progress = How much of { $name } has moved
left-seconds = { $count ->
    [one] about 1 second left
   *[other] about { $count } seconds left
}
left-minutes = { $count ->
    [one] about 1 minute left
   *[other] about { $count } minutes left
}
left-hours = { $count ->
    [one] about 1 hour left
   *[other] about { $count } hours left
}
announce-started = { $name } started
announce-part = { $name }: { $percent } percent
announce-done = { $name } arrived
announce-failed = { $name } did not work
announce-needs-you = { $name } needs you

## Details of a problem
notice-close = Close this message
details-show = Details
details-hide = Hide details
details-reference = Reference
details-kind = Kind
details-said = SmartFile said
details-copy = Copy details
