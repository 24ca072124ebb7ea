-- Every file on its way, written down before anything is done about it.
CREATE TABLE transfers (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE,
    -- Names the click that asked for it: the same click never makes two.
    request       TEXT    NOT NULL UNIQUE,
    account       TEXT    NOT NULL,
    -- The process at whose hands it is; see `owner.rs`.
    owner         TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('upload', 'download', 'archive')),
    -- As the system spells it, which need not be text.
    local         BLOB    NOT NULL,
    -- A JSON list: the folder of an upload, the file of a download, the entries of an archive.
    remote        TEXT    NOT NULL,
    -- The name at the receiving end.
    name          TEXT    NOT NULL,
    size          INTEGER,
    phase         TEXT    NOT NULL,
    answer        TEXT,
    -- What was found at the sending end when it began.
    source_size   INTEGER,
    source_time   TEXT,
    source_id     INTEGER,
    -- Nothing had this name at the receiving end before.
    was_free      INTEGER NOT NULL DEFAULT 0 CHECK (was_free IN (0, 1)),
    -- The file beside the target that holds what has come so far, and how much of it is on the disk for good.
    part          BLOB,
    safe          INTEGER NOT NULL DEFAULT 0,
    -- Algorithm and digest of the bytes that were sent, once they all were.
    algorithm     TEXT,
    digest        TEXT,
    problem       TEXT,
    -- Milliseconds since 1970, as the calendar said.
    created       INTEGER NOT NULL,
    changed       INTEGER NOT NULL
) STRICT;

CREATE INDEX transfers_of_owner ON transfers (owner);

-- What arrived, and how that was proven. Written in the commit that makes a transfer done, and never changed.
-- It outlives its transfer and its account, so it says in words whose it was.
CREATE TABLE receipts (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer      TEXT    NOT NULL UNIQUE,
    account       TEXT    NOT NULL,
    username      TEXT    NOT NULL,
    site          TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    direction     TEXT    NOT NULL CHECK (direction IN ('upload', 'download')),
    remote        TEXT    NOT NULL,
    local_name    TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    proof         TEXT    NOT NULL CHECK (proof IN ('none', 'size', 'archive', 'fingerprint')),
    algorithm     TEXT,
    digest        TEXT,
    -- What is searched: one case, one way to write each letter.
    folded        TEXT    NOT NULL,
    CHECK ((proof = 'fingerprint') = (algorithm IS NOT NULL)),
    CHECK ((algorithm IS NULL) = (digest IS NULL))
) STRICT;
