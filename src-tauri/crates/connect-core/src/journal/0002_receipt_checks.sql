-- Where the copy of a download was put on this computer, so that it can be looked at again. As the system spells it.
CREATE TABLE receipt_copies (
    transfer      TEXT    PRIMARY KEY,
    local         BLOB    NOT NULL
) STRICT;

-- What was found when the copies of a receipt were looked at again. Only ever added to: the receipt stays as it is.
CREATE TABLE receipt_checks (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer      TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    there         TEXT,
    there_means   TEXT,
    there_size    INTEGER,
    here          TEXT,
    here_means    TEXT,
    here_size     INTEGER,
    -- Digests of both copies as they are now, or of the one here as it was on arrival.
    algorithm     TEXT,
    digest_here   TEXT,
    digest_there  TEXT,
    CHECK (there IS NOT NULL OR here IS NOT NULL),
    CHECK ((there IS NULL) = (there_means IS NULL)),
    CHECK ((here IS NULL) = (here_means IS NULL)),
    CHECK ((algorithm IS NULL) = (digest_here IS NULL)),
    CHECK ((algorithm IS NULL) = (digest_there IS NULL))
) STRICT;

CREATE INDEX receipt_checks_of_transfer ON receipt_checks (transfer);
