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
nav-recent = Recent
nav-shared = Shared by me
nav-starred = Starred
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
files-upload-more = More ways to upload
files-upload-files = Upload files…
files-upload-folder = Upload folder…
files-download = Download
files-download-zip = Download as zip
files-download-none = Pick something in the list first
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
column-place = Place
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
files-new-folder = New folder
files-share = Share
files-move = Move
files-copy-to = Copy to…
files-cut = Cut
files-copy = Copy
files-paste = Paste
files-paste-none = Cut or copy something first
files-rename = Rename
files-remove = Delete
files-preview = Preview
files-open-with = Open with your own program
files-show-place = Show its folder
files-star = Add a star
files-unstar = Take the star away
files-details = Details
files-one-only = Pick one at a time
files-remove-forbidden = Your account may not delete this
files-rename-forbidden = Your account may not change this
files-leave-search-first = Leave the search first
files-tiles = Show as tiles

## Names
cancel = Cancel
rename-field = New name for { $name }
name-empty = Type a name first.
name-slash = A name can’t have a / in it.
name-dots = Dots alone can’t be a name.
name-long = This name is too long.
name-taken-here = There is already something called “{ $name }” here. Type another name.
new-folder-title = New folder
new-folder-name = Name of the new folder in { $place }
new-folder-confirm = Make folder

## Moving and copying
place-move-title = { $count ->
    [one] Move “{ $name }”
   *[other] Move { $count } items
}
place-copy-title = { $count ->
    [one] Copy “{ $name }”
   *[other] Copy { $count } items
}
place-move = Move to { $name }
place-copy = Copy to { $name }
place-folders = Folders in { $name }
place-path = The folder that is open here
place-loading = Looking…
place-no-folders = No folders in here
place-into-itself = A folder can’t go into itself
place-here-already = It is here already
drag-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
drop-into = Drop to upload to { $name }
drop-files-first = Open Files first, then drop here
drop-close-first = Finish what is open first
drop-left-out = { $count ->
    [one] 1 item was left out
   *[other] { $count } items were left out
}
drop-left-out-action = All right
drop-left-out-detail = Only files and folders can be dropped here. Nothing was changed.
drag-move-to = Move to { $name }
drag-copy-to = Copy to { $name }
clip-cut = { $count ->
    [one] { $name } is cut. Go to a folder and paste.
   *[other] { $count } items are cut. Go to a folder and paste.
}
clip-copied = { $count ->
    [one] { $name } is copied. Go to a folder and paste.
   *[other] { $count } items are copied. Go to a folder and paste.
}
clip-is-cut = cut
files-has-link = has a link

## Deleting
remove-title = Delete { $what }?
remove-one = Delete “{ $name }”?
remove-nothing-yet = Nothing is deleted yet. This is what would go.
remove-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
remove-files-least = { $count ->
    [one] at least 1 file
   *[other] at least { $count } files
}
remove-folders = { $count ->
    [one] 1 empty folder
   *[other] { $count } empty folders
}
remove-folders-least = { $count ->
    [one] at least 1 folder
   *[other] at least { $count } folders
}
remove-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
remove-everything-in = and everything in it
remove-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
remove-all = In all
remove-sum = { $what }, { $amount }
remove-counting = Counting…
remove-uncounted = We could not count what is in there.
remove-bound = There is more than we could count. All of it would go.
remove-bound-unseen = Some of it we may not look into. All of it would go.
remove-kept = { $count ->
    [one] 1 of these you may not delete. It stays.
   *[other] { $count } of these you may not delete. They stay.
}
remove-links = { $count ->
    [one] 1 shared link will stop working.
   *[other] { $count } shared links will stop working.
}
remove-final = This may be final. We cannot promise a way back.
remove-type = Type { $number } to delete this much
remove-type-missing = Type the number { $number }, or keep everything.
remove-copy-first = Keep a copy first…
remove-keep = Keep everything
remove-confirm = Delete { $what }

## What is done at the site
operation-createFolder = New folder { $name }
operation-rename = Rename { $name } to { $to }
operation-move = { $count ->
    [one] Move { $name } to { $place }
   *[other] Move { $count } items to { $place }
}
operation-copy = { $count ->
    [one] Copy { $name } to { $place }
   *[other] Copy { $count } items to { $place }
}
operation-remove = { $count ->
    [one] Delete { $name }
   *[other] Delete { $count } items
}
operation-in = in { $place }
operation-undoing = Undo: { $title }
operation-working = SmartFile is doing it…
operation-working-many = { $done } of { $total } done
operation-checking = Looking whether it worked…
operation-taken = { $failed ->
    [one] 1 name is there already. Nothing was changed there.
   *[other] { $failed } names are there already. Nothing was changed there.
}
operation-done-createFolder = It is there.
operation-done-rename = Renamed.
operation-done-move = { $count ->
    [one] Moved.
   *[other] All { $count } moved.
}
operation-done-copy = { $count ->
    [one] Copied.
   *[other] All { $count } copied.
}
operation-done-remove = { $count ->
    [one] Deleted.
   *[other] All { $count } deleted.
}
operation-undone = Undone. All is as it was.
operation-partly-createFolder = { $done } of { $total } made. { $failed } need you.
operation-partly-rename = { $done } of { $total } renamed. { $failed } need you.
operation-partly-move = { $done } of { $total } moved. { $failed ->
    [one] 1 needs you.
   *[other] { $failed } need you.
}
operation-partly-copy = { $done } of { $total } copied. { $failed ->
    [one] 1 needs you.
   *[other] { $failed } need you.
}
operation-partly-remove = { $done } of { $total } deleted. { $failed ->
    [one] 1 needs you.
   *[other] { $failed } need you.
}
operation-cancelled = Stopped. What was not begun stays as it was.
operation-left = Stopped here. SmartFile may still finish what it began.
operation-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
operation-show-failures = { $count ->
    [one] Show it
   *[other] Show the { $count }
}
operation-hide-failures = Hide
operation-use = Use that one
operation-keep-both = Keep both
operation-undo = Undo
operation-cancel = Stop: { $name }
operation-dismiss = Take off the list: { $name }
undo-nothing = There is nothing to undo

## Searching the site
hunt-label = Where to look
hunt-filters = Names in { $name } only
hunt-here = This folder and below
hunt-everywhere = Search everywhere
hunt-running = Searching { $place }…
hunt-running-count = Searching { $place }… { $count } so far
hunt-found = { $count ->
    [0] Nothing called “{ $words }” in { $place }.
    [one] 1 called “{ $words }” in { $place }.
   *[other] { $count } called “{ $words }” in { $place }.
}
hunt-more = There may be more.
hunt-stopped = You stopped the search.
hunt-stop = Stop
hunt-leave = Back to the folder
hunt-wait = Searching…
hunt-none = Nothing called “{ $words }” in { $place }
hunt-none-detail = We looked here and in every folder below.

## Looking into a file
look-before = The one before
look-next = The next one
look-close = Close
look-loading = Opening…
look-image = What { $name } looks like
look-none = This can’t be shown here
look-too-large = This is too large to show here
look-none-detail = You can open it with your own program, or save a copy.
look-unplayable = This computer can’t play this here
look-unplayable-detail = You can open it with your own program, or save a copy.
look-paper = The pages of { $name }
look-paper-locked = This PDF is locked with a password
look-paper-locked-detail = Your own program will ask for the password.
look-paper-damaged = This PDF could not be read
look-paper-damaged-detail = It may be damaged. Your own program may still be able to open it.
look-paper-lost = A part of this PDF did not come
look-paper-lost-detail = Check your connection and try again. The file itself was not changed.
look-leaf = Page { $number } of { $count }
look-leaf-broken = This page could not be drawn.
look-leaf-wordless = This page has no text that could be read aloud.
look-smaller = Smaller
look-larger = Larger
look-width = As wide as the window
look-cut = This is the beginning. Open it to see all of it.
open-with-begun = { $name } is on its way. It opens when it is here.
risk-title = Open this file?
risk-program = This is a program. It can change things on this computer. Open it only if you know who it is from.
risk-script = This is a list of commands. It can change things on this computer. Open it only if you know who it is from.
risk-macro = This file can hold a small program. Open it only if you know who it is from.
risk-shortcut = This file can start another program. Open it only if you know who it is from.
risk-page = This is a web page. It can ask for things or look like someone else. Open it only if you know who it is from.
risk-disguised = This name hides what the file is. Open it only if you know who it is from.
risk-leave = Leave it closed
risk-confirm = Open it

## Details
details-close = Close details
details-unasked = could not be asked
details-unknown = not known
details-owner = Owner
details-versions = Versions
details-versions-none = none earlier
details-versions-count = { $count } earlier
details-who = Who can see this
details-access-none = No one was given access by name
details-links-none = No links
details-links-count = { $count ->
    [one] 1 link
   *[other] { $count } links
}
details-link-until = 1 link, ends { $day }
details-several = { $count } selected
details-several-folders = { $count ->
    [one] { $amount }, and 1 folder
   *[other] { $amount }, and { $count } folders
}
details-none = Pick something in the list to see more about it.
grant-can-read = can see
grant-can-add = can add
grant-can-edit = can change
grant-can-drop = can only add
grant-can-other = has some rights

## Shared links
share-title = Share a link
share-which = Which link
share-new = A new link
share-address = Address of the link
share-copy = Copy link
share-no-address = SmartFile told us no address for this link. You can still stop it.
share-make = Make link
share-another = Another link
share-stop = Stop sharing…
share-done = Done
share-saved = Saved
link-can = People can
link-can-read = See and download
link-can-add = See, download and add
link-can-edit = See, add and delete
link-can-drop = Add files, see nothing
link-can-other = As it was set up
link-ends = Ends
link-ends-never = Not by itself
link-ends-in = { $count ->
    [one] In 1 day, { $day }
   *[other] In { $count } days, { $day }
}
link-limit = How often
link-limit-none = No limit
link-limit-times = { $count ->
    [one] Once
   *[other] { $count } times
}
link-name = Name for you
link-nameless = Link without a name
link-promise = { $can ->
    [read] { $kind ->
        [folder] Anyone with this link can see and download what is in the folder
       *[file] Anyone with this link can download this file
    }
    [add] Anyone with this link can see, download and add files
    [edit] Anyone with this link can add, change and delete files
    [drop] Anyone with this link can add files, but see nothing
   *[other] Anyone with this link can do what was set up
}{ $day ->
    [none] .
   *[other] { " " }until { $day }.
}
link-promise-limit = { $count ->
    [one] It works once.
   *[other] It works { $count } times.
}
link-until = ends { $day }
link-until-never = does not end by itself
link-used = { $count ->
    [0] not opened yet
    [one] opened once
   *[other] opened { $count } times
}
link-used-of = opened { $count } of { $limit } times
link-tag-soon = Ends soon
link-tag-ended = Ended
link-tag-unopened = Never opened
link-change = Change the link { $name }
link-stop = Stop sharing { $name }…
revoke-title = Stop sharing this link?
revoke-lead = Who has the link will see nothing any more. The files stay as they are. The same link can’t be made again.
revoke-keep = Keep sharing
revoke-confirm = Stop sharing
revoke-done = { $name } is no longer shared
shared-title = Shared by me
shared-count = { $count ->
    [one] 1 link
   *[other] { $count } links
}
shared-soon = { $count ->
    [one] 1 ends soon
   *[other] { $count } end soon
}
shared-unopened = { $count ->
    [one] 1 was never opened
   *[other] { $count } were never opened
}
shared-more = There are more links than SmartFile tells us.
shared-none = You share nothing at the moment. Pick something in your files, then Share.
shared-to-files = Go to my files
shared-loading = Looking for your links…

## Places at hand
star-added = { $name } has a star
star-gone = { $name } has no star any more
recent-none = Folders and files you go to will stand here.
recent-forget = Forget these
recent-kept = This list stays on this computer.

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
account-disconnect-detail = Your files stay on SmartFile. Receipts stay here. The sign-in is erased.
account-disconnect = Disconnect…

disconnect-question = Disconnect this computer?
disconnect-1 = The sign-in is erased from this computer.
disconnect-2 = Your files stay on SmartFile, and files you downloaded stay here.
disconnect-3 = { $count ->
    [one] 1 transfer that is still going on stops.
   *[other] { $count } transfers that are still going on stop.
}
disconnect-receipts = Your receipts stay on this computer. They are here again when you connect again.
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
tray-interrupted = { $count ->
    [one] 1 transfer was interrupted. What has arrived is safe.
   *[other] { $count } transfers were interrupted. What has arrived is safe.
}
tray-continue = Continue
tray-forget = Give up
tray-pause = Pause all
tray-resume = Go on
tray-arrived = { $count } arrived
tray-doing = { $count } being done
tray-held = { $count ->
    [one] 1 transfer waits for you to connect. Nothing is lost.
   *[other] { $count } transfers wait for you to connect. Nothing is lost.
}
folder-preparing = { $count ->
    [one] Preparing: 1 file found so far
   *[other] Preparing: { $count } files found so far
}
folder-sending = { $count ->
    [one] Sending 1 file, { $amount }
   *[other] Sending { $done } of { $count } files, { $amount }
}
folder-receiving = { $count ->
    [one] Receiving 1 file, { $amount }
   *[other] Receiving { $done } of { $count } files, { $amount }
}
folder-sending-scanning = Sent { $done } of { $count } files found so far
folder-receiving-scanning = Received { $done } of { $count } files found so far
folder-line-left = { $line }, { $left }
folder-paused = Paused. { $done } of { $count } files arrived.
folder-interrupted = Interrupted when the app ended. { $done } of { $count } files arrived.
folder-taken = A folder with this name is already there. Nothing was changed.
folder-needs = { $count ->
    [one] 1 file has a name that is taken. { $done } of { $files } arrived.
   *[other] { $count } files have names that are taken. { $done } of { $files } arrived.
}
folder-failed = { $count ->
    [one] 1 item did not arrive, { $done } of { $files } files did. Your originals are safe.
   *[other] { $count } items did not arrive, { $done } of { $files } files did. Your originals are safe.
}
folder-done-empty = Arrived. There was no file in it.
folder-done-same = { $count ->
    [one] Its file arrived. Both copies are the same.
   *[other] All { $count } files arrived. Both copies of each are the same.
}
folder-done-size = { $count ->
    [one] Its file arrived. Only the size could be checked.
   *[other] All { $count } files arrived. Of { $size }, only the size could be checked.
}
folder-done = { $count ->
    [one] Its file arrived. It could not be checked.
   *[other] All { $count } files arrived. Not all could be checked.
}
folder-left-out = { $count ->
    [one] 1 item was left out.
   *[other] { $count } items were left out.
}
folder-show = Show items
folder-merge = Put into it
folder-keep-both = Keep both folders
items-needsYou = { $count ->
    [one] 1 needs you
   *[other] { $count } need you
}
items-failed = { $count ->
    [one] 1 did not arrive
   *[other] { $count } did not arrive
}
items-leftOut = { $count ->
    [one] 1 was left out
   *[other] { $count } were left out
}
items-renamed = { $count ->
    [one] 1 has another name now
   *[other] { $count } have other names now
}
items-for-all = For all of them:
items-retry-all = Try all again
items-leave-all = Leave them out
items-more = Show more
item-taken = A file with this name is already there.
item-renamed = Its name here is { $name }
item-leave = Leave it out
left-out-link = A link to something else is never followed.
left-out-special = It is neither a file nor a folder.
left-out-name = Its name can’t be used at the other end.
left-out-containsItself = This folder would contain itself.
left-out-tooDeep = It lies too deep.
left-out-nameTaken = The name was taken. What is there was left alone.
left-out-byYou = You left it out.
limits-title = How fast
limits-parallel = Files at once
limits-parallel-hint = More at once helps with many small files.
limits-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
limits-speed = Speed, all together
limits-speed-hint = A limit leaves room for others on the same network.
limits-speed-all = As fast as it can
limits-speed-some = { $amount } a second
limits-save = Save
limits-cancel = Cancel
account-limits = Transfers
account-limits-detail = How many files move at once, and how fast.
account-limits-action = Change…
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
transfer-offline = Waiting for the network. It goes on by itself.
transfer-throttled = SmartFile asks us to wait { $seconds } s. It goes on by itself.
transfer-again = It broke off. Trying again in { $seconds } s.
transfer-again-later = Trying again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
transfer-interrupted = Interrupted when the app ended
transfer-paused = Paused
transfer-paused-upload = Paused. { $amount } sent.
transfer-paused-download = Paused. { $amount } received.
transfer-pause = Pause
transfer-resume = Go on
transfer-preparing = Preparing…
transfer-sending = Sending { $amount }
transfer-sending-left = Sending { $amount }, { $left }
transfer-receiving = Receiving { $amount }
transfer-receiving-left = Receiving { $amount }, { $left }
transfer-finishing-upload = Sent. SmartFile is putting it together…
transfer-finishing-download = Received. Writing the last of it to your disk…
transfer-checking = Checking that both copies are the same…
transfer-skip-check = Skip the check
transfer-done-same = Arrived. Both copies are the same.
transfer-done-size = Arrived. Only the size could be checked.
transfer-done = Arrived. It could not be checked.
transfer-cancelled = Cancelled. Your original is safe.
transfer-unchecked-upload = You skipped the check. The file was sent, but nobody compared the copies.
transfer-unchecked-download = You skipped the check. The file is here, but nobody compared the copies.
transfer-sealed = Sealed: both copies are the same
transfer-not-same = The two copies are not the same
transfer-proof = Each end worked out its own fingerprint ({ $algorithm }) from every byte of the file.
transfer-proof-here = This computer
transfer-proof-there = SmartFile
transfer-proof-copy = Copy fingerprint
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
