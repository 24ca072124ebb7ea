# What a person reads when something is wrong.
# Each entry: what happened (the message), whether the files are safe (.detail), the button (.action).
# Reading age 9 to 12, sentences under 20 words, no jargon. Values: $site, $name, $seconds.

## Asking for permission in the browser

error-authorization-denied = You chose not to connect
    .detail = Nothing was shared.
    .action = Connect again

error-authorization-invalid-request = { $site } did not understand us
    .detail = It could not show the sign-in page. Nothing was shared, and your files are safe.
    .action = Try again

error-authorization-unauthorized-client = { $site } does not let this app ask for permission
    .detail = Someone who looks after { $site } can allow it. Your files are safe.
    .action = Check the address

error-authorization-unsupported-response-type = { $site } can’t connect apps in this way
    .detail = Someone who looks after { $site } can help. Your files are safe.
    .action = Check the address

error-authorization-invalid-scope = { $site } could not give the permission we need
    .detail = Nothing was shared. Someone who looks after { $site } can help.
    .action = Connect again

error-authorization-server-error = { $site } had a problem
    .detail = The fault is on their side. Nothing was shared, and your files are safe.
    .action = Try again

error-authorization-temporarily-unavailable = { $site } is busy right now
    .detail = Nothing was shared, and your files are safe. Wait a minute, then try again.
    .action = Try again

error-authorization-unknown-error = { $site } did not connect you
    .detail = It gave a reason we do not know. Nothing was shared, and your files are safe.
    .action = Try again

error-authorization-expired = The sign-in page waited too long
    .detail = We stopped waiting after ten minutes. Nothing was shared, and your files are safe.
    .action = Connect again

error-authorization-mismatch = That sign-in did not start here
    .detail = We left it alone, to keep you safe. Start again from this window.
    .action = Connect again

error-authorization-incomplete = Your browser came back without an answer
    .detail = Nothing was shared, and your files are safe.
    .action = Connect again

error-browser-unavailable = Your browser did not open
    .detail = Copy the page’s address and paste it into any browser. Your files are safe.
    .action = Open the page again

error-clipboard-unavailable = We could not copy that
    .detail = This computer’s clipboard did not answer. Nothing was changed, and your files are safe.
    .action = Try again

## Finishing the connection

error-code-malformed = That does not look like a code
    .detail = Copy the whole code from the page, and nothing around it.
    .action = Paste it again

error-grant-refused = { $site } did not take that code
    .detail = A code works once, and only for a short time. Your files are safe.
    .action = Connect again

error-client-refused = { $site } does not know this app
    .detail = The client ID or the client secret is not right. Your files are safe.
    .action = Check them

error-token-page = { $site } sent a web page instead of an answer
    .detail = Some networks show a page of their own first. Open your browser, then try again.
    .action = Try again

error-token-failed = { $site } could not finish connecting you
    .detail = The fault is on their side. Your files are safe.
    .action = Try again

error-token-timeout = { $site } took too long to answer
    .detail = You are not connected yet. Your files are safe.
    .action = Try again

error-token-moved = { $site } sent us somewhere else
    .detail = We did not follow, to keep your sign-in safe. Check the address.
    .action = Check the address

error-token-unreadable = { $site } answered in a way we do not know
    .detail = You are not connected yet. Your files are safe.
    .action = Try again

error-reauthorization-required = Please connect again
    .detail = { $site } ended this sign-in. Your files are safe.
    .action = Connect

error-different-account = That is a different account
    .detail = You were connected as someone else before. No file moves before you say so.
    .action = Connect again

error-already-connected = { $name } is connected already
    .detail = Your browser still knows this person, so nothing was changed. To add someone else, sign out of SmartFile there first.
    .action = Try again

## The password store

error-vault-starting = Waiting for your computer’s password store
    .detail = You are not signed out. We keep asking for it. Your files are safe.
    .action = Ask again now

error-vault-unavailable = This computer can’t remember your sign-in
    .detail = Its password store did not answer. Your files are safe.
    .action = Try again

error-vault-locked = Your password store is locked
    .detail = Unlock it, and we can use your sign-in again. Your files are safe.
    .action = Try again

error-vault-refused = Your password store said no
    .detail = This app may not use it. Your files are safe.
    .action = Try again

error-vault-full = Your password store is full
    .detail = You can work now. Make room there, or you will need to sign in again next time.
    .action = Try again

error-vault-too-large = Your sign-in does not fit in the password store
    .detail = You can work now. You will need to sign in again next time.
    .action = Try again

error-vault-damaged = The kept sign-in can’t be read
    .detail = We need a new one. Your files are safe.
    .action = Make a new one

## The encrypted file

error-passphrase-needed = Enter your passphrase
    .detail = Your sign-in is kept in an encrypted file. The passphrase opens it. You are not signed out.
    .action = Unlock

error-passphrase-wrong = That is not the passphrase
    .detail = Nothing is lost. You can try as often as you like.
    .action = Try again

error-passphrase-weak = That is too easy to guess
    .detail = Use at least 12 characters, or four words that only you would put together.
    .action = Choose another

error-passphrase-forgotten = Please connect again
    .detail = The file with your old sign-in was erased. Your files on SmartFile are safe.
    .action = Connect

error-sealed-damaged = The encrypted file can’t be read
    .detail = It was damaged, so we put it aside. We need a new sign-in. Your files are safe.
    .action = Make a new one

error-sealed-failed = We could not use the encrypted file
    .detail = The disk may be full, or this app may not write there. Your files are safe.
    .action = Try again

## The address

error-site-address-invalid = That is not an address we can use
    .detail = It looks like acme.smartfile.com, with no name or password in it.
    .action = Check the address

error-site-not-configured = We don’t know your SmartFile address yet
    .detail = Fill in the address first, then connect.
    .action = Fill it in

error-site-moved = { $site } sends us to another address
    .detail = { $said ->
        [none] We did not follow, to keep your sign-in safe. Nothing was sent there. Ask your IT team which address is right.
       *[other] We did not follow to { $said }, and sent nothing there. Ask your IT team which address is right.
    }
    .action = Check the address

error-site-moved-to-files = Your company has moved to Files.com
    .detail = This app can’t speak with Files.com yet. Your files are safe there. What you have here stays.
    .action = Check the address

error-site-page = { $site } sent a web page instead of an answer
    .detail = It may not be SmartFile, or your network wants you to sign in first. Open your browser and look.
    .action = Try again

error-not-smartfile = { $site } is not a SmartFile address
    .detail = Something else answers there. Nothing was shared.
    .action = Check the address

## The network

error-offline = You are offline
    .detail = Your files are safe. We go on when the line is back.
    .action = Try again

error-network-sign-in = Your network wants you to sign in first
    .detail = Open your browser and sign in to the Wi-Fi there. Your files are safe.
    .action = Try again

error-proxy-sign-in = Your company’s proxy wants a name and password
    .detail = It stands between you and { $site }. Your IT team knows them. Your files are safe.
    .action = Fill them in

error-proxy-failed = Your company’s proxy did not let us through
    .detail = It is not there, it can’t reach { $site }, or your password for it is wrong. Your files are safe.
    .action = Check the proxy

error-proxy-address-invalid = That is not the address of a proxy
    .detail = It looks like proxy.acme.com:8080, with no name or password in it.
    .action = Check the proxy

error-timed-out = { $site } took too long to answer
    .detail = Nothing was changed. Your files are safe.
    .action = Try again

error-insecure = We can’t confirm this is { $site }
    .detail = { $reason ->
        [expired] Its certificate is out of date, or this computer’s clock is wrong. Nothing was sent.
        [notYetValid] Its certificate is not valid yet, or this computer’s clock is wrong. Nothing was sent.
        [otherName] Its certificate belongs to another address. Nothing was sent. Your IT team can help.
        [unknownIssuer] This computer does not know who made its certificate. Nothing was sent. Your IT team can help.
       *[other] Its certificate is not one this computer trusts. Nothing was sent. Your IT team can help.
    }
    .action = Try again

error-throttled = { $site } asked us to slow down
    .detail = { $seconds ->
        [0] Going on in a moment. Your files are safe.
        [one] Going on in one second. Your files are safe.
       *[other] Going on in { $seconds } seconds. Your files are safe.
    }
    .action = Try again

## Files and folders

error-not-found = { $name } is no longer there
    .detail = Someone may have moved or renamed it. Nothing was changed.
    .action = Look again

error-name-taken = Something here already has that name
    .detail = A file with this name is already there. Nothing was changed.
    .action = Choose what to do

error-forbidden = You may not do this here
    .detail = Your account has no permission for it. Nothing was changed.
    .action = Try again

error-quota-exceeded = There is no room left
    .detail = Your SmartFile storage is full. Your own copy is safe on this computer.
    .action = Try again

error-changed-on-server = { $name } changed meanwhile
    .detail = We stopped, so that nobody’s work is lost. Look at it, then try again.
    .action = Try again

error-file-unreadable = We could not read { $name }
    .detail = It may be open in another program, or gone. Nothing was changed.
    .action = Try again

error-file-unwritable = We could not save { $name } there
    .detail = This computer does not let us write in that folder. The copy on SmartFile is safe.
    .action = Try again

error-files-used-up = This computer has too many files open
    .detail = Nothing was changed. Close a program or two, then try again.
    .action = Try again

error-disk-full = This computer’s disk is full
    .detail = We kept nothing half done. The copy on SmartFile is safe.
    .action = Try again

error-incomplete = { $name } did not arrive complete
    .detail = The two copies have different sizes. The original is safe.
    .action = Try again

error-damaged-there = { $name } arrived damaged
    .detail = The copy on SmartFile is not the same as yours. Your original is safe. Try again, and replace it.
    .action = Try again

error-damaged-here = { $name } arrived damaged
    .detail = We did not keep the damaged copy. The original on SmartFile is safe.
    .action = Try again

error-name-unusable = { $name } can’t be used as a name here
    .detail = This computer does not allow it. Choose another name. The original is safe.
    .action = Try again

## Things done at the site

error-into-itself = A folder can’t go into itself
    .detail = Choose another place for it. Nothing was changed.
    .action = Choose another place

error-not-done = { $site } did not do it
    .detail = { $said ->
        [none] It took the job, and we looked: this is still as it was. Nothing is lost.
       *[other] We looked: this is still as it was. { $site } said: “{ $said }”
    }
    .action = Try again

error-unclear = We can’t tell yet whether it worked
    .detail = We lost touch with { $site } in the middle. We will look first before we try again.
    .action = Look again

error-still-running = { $site } is still at it
    .detail = Big jobs take a while, and go on without us. Nothing is lost.
    .action = Look again

error-undo-too-late = This can’t be undone any more
    .detail = Something has changed since. We left everything as it is now.
    .action = Close

error-program-unavailable = No program opened { $name }
    .detail = This computer did not say which program to use. You can save a copy instead.
    .action = Try again

## The rest

error-server-failed = { $site } had a problem
    .detail = The fault is on their side. Nothing was changed.
    .action = Try again

error-unexpected-reply = { $site } answered in a way we do not know
    .detail = We stopped here to be safe. Nothing was changed.
    .action = Try again

error-own-folder = This app can’t use its own folder
    .detail = It keeps its notes there. The disk may be full, or this app may not write there. Your IT team can help.
    .action = Try again

error-newer-version = A newer version of this app was used here
    .detail = This one can’t read what it wrote, and left it alone. Install the newer version, then open that.
    .action = Try again

error-internal = Something went wrong in this app
    .detail = The fault is ours. Your files are safe.
    .action = Try again
