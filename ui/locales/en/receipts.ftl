## Receipts: the proof of delivery that a person keeps
nav-receipts = Receipts
receipts-title = Receipts
receipts-count = { $count ->
    [one] 1 file
   *[other] { $count } files
}
receipts-found = { $count ->
    [one] 1 found
   *[other] { $count } found
}
receipts-search = Search receipts
receipts-search-clear = Clear the search
receipts-loading = Looking for your receipts…
receipts-none = No receipts yet
receipts-none-detail = Each file that arrives gets a receipt here. It says when, where to, and how we know.
receipts-to-files = Go to my files
receipts-none-found = No receipt for “{ $words }”
receipts-save = Save list…
receipts-save-text = To read and print
receipts-save-csv = For a spreadsheet
receipts-save-json = For other programs
receipts-saved = { $count ->
    [one] 1 receipt was saved.
   *[other] { $count } receipts were saved.
}
receipts-pick = Pick a receipt in the list to see it.
receipts-back = All receipts

## One line of the list
day-today = Today
day-yesterday = Yesterday
receipt-line = { $time }, { $way }, { $what }
receipt-sent = sent
receipt-received = received
receipt-line-size = size checked only
receipt-line-unproven = could not be checked
receipt-line-changed = changed since
receipt-line-gone = gone since
receipt-mark-size = Arrived, not sealed
receipt-mark-changed = Changed since it arrived
receipt-mark-gone = Not there any more

## One receipt
receipt-label = Receipt
receipt-complete = Arrived complete
receipt-arrived = Arrived
receipt-here = On this computer
receipt-there = On SmartFile
receipt-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
receipt-unsealed = Not sealed: nobody compared more than the size
receipt-sent-by = Sent by
receipt-received-by = Received by
receipt-site = Site
receipt-when = When
receipt-saved-as = Saved as
receipt-how = How we know
receipt-how-fingerprint = SmartFile worked out its own fingerprint ({ $algorithm }). It is the same as ours.
receipt-how-size = SmartFile could not work out a fingerprint. Both copies have the same size.
receipt-how-archive = SmartFile packed this archive on its way. The list of what is in it comes last, and it is there.
receipt-how-none = It arrived, and SmartFile told no size. Nobody could compare the copies.

## Looking again
receipt-check = Check again
receipt-checking = Checking again…
receipt-checking-part = Checking again: { $amount } read
receipt-check-stop = Stop
receipt-read-back = Compare every byte
receipt-read-back-lead = We can fetch the file once more, compare it, and keep nothing of it.
receipt-save = Save receipt…
receipt-saved = The receipt of { $name } was saved.
receipt-show = Show file
receipt-history = Checked since
receipt-changed-title = It changed since it arrived
receipt-gone-title = It is not there any more
receipt-still-proves = This receipt still proves what arrived on { $day }.
receipt-there-same = The copy on SmartFile is still the same.
receipt-there-same-read = We read every byte of the copy on SmartFile. It is still the same.
receipt-there-same-size = The copy on SmartFile still has the same size. SmartFile could not say more.
receipt-there-changed = Something else has this name on SmartFile now.
receipt-there-gone = Nothing on SmartFile has this name now.
receipt-here-same = The copy on this computer is still the same.
receipt-here-same-size = The copy on this computer still has the same size.
receipt-here-changed = The copy on this computer was changed.
receipt-here-gone = The copy on this computer was moved or deleted.
transfer-receipt = Show the receipt of { $name }
account-receipts-title = Receipts
account-receipts-detail = Each file that arrived has one, and it stays on this computer.
account-receipts = Show receipts

## Checking a folder as a whole
files-verify = Check again…
verify-title = Check { $name } again
verify-running = Looking for its receipts…
verify-running-count = { $done } of { $total } checked…
verify-none = No file in here has a receipt on this computer.
verify-fine = All that could be checked is as it was.
verify-differs = Some of it is not as it was. The receipts say when each file arrived.
verify-part = This is not all: not everything could be checked.
verify-same = { $count ->
    [one] 1 is still the same
   *[other] { $count } are still the same
}
verify-same-size = { $count ->
    [one] 1 has the same size; SmartFile could not say more
   *[other] { $count } have the same size; SmartFile could not say more
}
verify-changed = { $count ->
    [one] 1 changed since it arrived
   *[other] { $count } changed since they arrived
}
verify-gone = { $count ->
    [one] 1 is not there any more
   *[other] { $count } are not there any more
}
verify-unasked = { $count ->
    [one] 1 could not be asked for
   *[other] { $count } could not be asked for
}
verify-never = { $count ->
    [one] 1 has no receipt here: it never came by this app
   *[other] { $count } have no receipt here: they never came by this app
}
verify-receipts = Show receipts
verify-close = Close
