# Check my connection. For each result: the words in its row; where something should be done, also what
# happened (.title) and what to do (.detail). Values: $host, $amount.

check-link = Check my connection
check-title = Check my connection
check-again = Check again
check-stop = Stop
check-back = Back
check-running = Checking…
check-fine = { $fine ->
    [one] 1 of { $all } is fine.
   *[other] { $fine } of { $all } are fine.
}
check-need = { $count ->
    [one] 1 needs you.
   *[other] { $count } need you.
}
check-skipped = { $count ->
    [one] 1 could not be checked.
   *[other] { $count } could not be checked.
}
check-stopped = You stopped the check.
check-copy = Copy report
check-for-it = For your IT team. Your name and your files are left out.
check-see = See it first
check-hide = Hide it
check-report = Report
check-standing-fine = Fine
check-standing-warning = Needs you
check-standing-broken = Needs you
check-standing-skipped = Not checked
check-standing-running = Checking
check-standing-pending = Waiting
check-pending = Waiting for its turn

check-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
check-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
check-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## The steps
check-step-name = Internet
check-step-portal = Guest network page
check-step-proxy = Company proxy
check-step-site = SmartFile
check-step-certificate = Secure connection
check-step-clock = Clock
check-step-vault = Password store
check-step-link = Way back from the browser
check-step-disk = Room on this computer

## Internet
check-name-found = This computer is online
check-name-local = Not needed: the site is on this computer
check-name-by-proxy = Online, by way of { $host }
check-name-unknown = { $host } was not found
    .title = We can’t find { $host }
    .detail = Look at the Wi-Fi or the cable. If other pages open, look at the SmartFile address.
check-name-slow = No answer in time
    .title = The internet does not answer
    .detail = Look at the Wi-Fi or the cable, then check again.

## Guest network page
check-portal-none = None in the way
check-portal-page = A page is in the way
    .title = Sign in to the Wi-Fi first
    .detail = A web page answered in place of SmartFile. Open your browser, sign in to the network, and check again.
check-portal-elsewhere = We were sent to { $host }
    .title = Sign in to the Wi-Fi first
    .detail = We were sent to { $host }. Open your browser, sign in to the network, and check again.

## Company proxy
check-proxy-none = Not used
check-proxy-local = Not used
check-proxy-used = By way of { $host }
check-proxy-sign-in = { $host } wants a sign-in
    .title = Your company’s proxy wants a sign-in
    .detail = Your IT team has a name and a password for { $host }. Your files are safe.
check-proxy-unreachable = { $host } lets nothing through
    .title = Your company’s proxy lets nothing through
    .detail = Ask your IT team about { $host }. At home, turn the proxy off in this computer’s settings.

## SmartFile
check-site-answers = { $host } answers quickly
check-site-slow = { $host } answers slowly
    .title = { $host } answers slowly
    .detail = Things may take longer than usual. Your files are safe.
check-site-busy = { $host } asks us to wait
    .title = { $host } asks us to wait
    .detail = It has much to do. Check again in a few minutes. Your files are safe.
check-site-moved = Moved to { $host }
    .title = Your SmartFile has moved to { $host }
    .detail = This app can’t follow it there. Ask whoever looks after it. Your files are safe.
check-site-other = { $host } is not SmartFile
    .title = { $host } is not SmartFile
    .detail = Look at the SmartFile address. Your IT team knows the right one.
check-site-failed = { $host } has a problem
    .title = { $host } has a problem
    .detail = The fault is on their side. Check again later. Your files are safe.
check-site-silent = { $host } does not answer
    .title = { $host } does not answer
    .detail = It may be busy, or a firewall holds us back. Check again later.
check-site-unreachable = No connection to { $host }
    .title = We can’t reach { $host }
    .detail = It may be down, or a firewall holds us back. Check again later, or ask your IT team.

## Secure connection
check-certificate-trusted = The site is the one it says it is
check-certificate-local = Not needed: the site is on this computer
check-certificate-expired = The proof from { $host } is too old
    .title = { $host } can’t prove who it is
    .detail = Its proof is too old. Look at this computer’s date; if it is right, tell whoever looks after the site.
check-certificate-not-yet = The proof from { $host } is too new
    .title = { $host } can’t prove who it is
    .detail = Its proof is not good yet. Look at this computer’s date first.
check-certificate-other-name = Another site answered for { $host }
    .title = Another site answered for { $host }
    .detail = A guest network or a wrong address does this. Open your browser, sign in to the Wi-Fi, and check again.
check-certificate-unknown = Nobody we trust vouches for { $host }
    .title = Nobody we trust vouches for { $host }
    .detail = Company networks often read along. Your IT team can add their certificate to this computer.
check-certificate-untrusted = The connection to { $host } is not secure
    .title = The connection to { $host } is not secure
    .detail = We sent nothing. Ask your IT team, and take the report along.

## Clock
check-clock-right = Right
check-clock-fast = { $amount } fast
    .title = This computer’s clock is { $amount } fast
    .detail = Set date and time in the computer’s settings. Your files are safe.
check-clock-slow = { $amount } slow
    .title = This computer’s clock is { $amount } slow
    .detail = Set date and time in the computer’s settings. Your files are safe.

## Password store
check-vault-works = Works and remembers your sign-in
check-vault-unavailable = Does not answer
    .title = This computer’s password store does not answer
    .detail = You can work, but you will need to sign in again next time.
check-vault-locked = Locked
    .title = Your password store is locked
    .detail = Unlock it, then check again. A window of your computer may be asking for it.
check-vault-refused = Said no
    .title = Your password store said no
    .detail = This app may not use it. You will need to sign in again next time.
check-vault-full = Full
    .title = Your password store is full
    .detail = Remove entries you no longer need, then check again.
check-vault-too-large = Takes only short entries
    .title = Your password store takes only short entries
    .detail = You can work, but you will need to sign in again next time.
check-vault-damaged = Gives back something else
    .title = Your password store is damaged
    .detail = It gave back something else than we put in. Your IT team can repair it.

## Way back from the browser
check-link-ours = Links return to this app
check-link-other = Links open another program
    .title = Links from the browser open another program
    .detail = You can still connect: this app uses another way. An older copy may be installed.
check-link-nobody = Links do not return by themselves
    .title = The browser can’t open this app
    .detail = You can still connect: this app uses another way. Installing it anew mends this.

## Room on this computer
check-disk-room = { $amount } free
check-disk-low = Only { $amount } free
    .title = There is little room on this computer
    .detail = Only { $amount } are free. Large downloads may not fit.
check-disk-full = No room left
    .title = This computer’s disk is full
    .detail = Make room, then check again. Your files on SmartFile are safe.
check-disk-unwritable = We can’t write there
    .title = We can’t write our own files on this computer
    .detail = We can’t remember anything until this is mended. Your IT team can help.

## Not checked
check-skipped-no-site = Fill in your SmartFile address first
check-skipped-first = Something else comes first
check-skipped-unknown = Could not be told
check-skipped-stopped = Stopped
