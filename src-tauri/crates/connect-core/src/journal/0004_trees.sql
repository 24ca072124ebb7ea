-- Every folder on its way: one row each. Its files are in `tree_items`, and those at work in `transfers` too.
CREATE TABLE trees (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE,
    request       TEXT    NOT NULL UNIQUE,
    account       TEXT    NOT NULL,
    owner         TEXT    NOT NULL,
    direction     TEXT    NOT NULL CHECK (direction IN ('upload', 'download')),
    -- The folder that is sent, or the one that is made.
    local         BLOB    NOT NULL,
    -- The folder that is fetched, or the one into which the other is sent.
    remote        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    phase         TEXT    NOT NULL,
    place         INTEGER NOT NULL,
    -- It is about to be made: what has its name from now on is ours.
    begun         INTEGER NOT NULL CHECK (begun IN (0, 1)),
    -- It is there.
    settled       INTEGER NOT NULL CHECK (settled IN (0, 1)),
    -- A JSON value: what the person said about the folder, and about names inside it.
    answer        TEXT,
    same_names    TEXT,
    problem       TEXT,
    created       INTEGER NOT NULL,
    changed       INTEGER NOT NULL
) STRICT;

-- What is in them, in the order in which it was found.
CREATE TABLE tree_items (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    tree          TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('file', 'folder', 'other')),
    -- Where it is below the folder at the sending end, so that nothing is found twice.
    source        BLOB    NOT NULL,
    -- Where it goes below the folder of this computer, by the eyes of that disk: no two are the same file.
    seat          BLOB    NOT NULL,
    local         BLOB    NOT NULL,
    remote        TEXT    NOT NULL,
    -- Its name at the receiving end, where that is another one.
    renamed       TEXT,
    size          INTEGER,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'needs_you', 'failed', 'left_out')),
    -- Of a folder: everything in it is here.
    listed        INTEGER NOT NULL CHECK (listed IN (0, 1)),
    -- What the person has to decide about, why it failed, or why it is left out.
    why           TEXT,
    answer        TEXT,
    -- Its transfer, and then its receipt.
    transfer      TEXT,
    UNIQUE (tree, source)
) STRICT;

CREATE INDEX tree_items_by_state ON tree_items (tree, state, kind, number);
CREATE INDEX tree_items_by_seat ON tree_items (tree, seat);
CREATE INDEX tree_items_to_list ON tree_items (tree, number) WHERE kind = 'folder' AND listed = 0;

-- A file at work that belongs to a folder. It goes when the file has arrived: what stays is the item and the receipt.
ALTER TABLE transfers ADD COLUMN tree TEXT;
ALTER TABLE transfers ADD COLUMN item INTEGER;
CREATE INDEX transfers_of_tree ON transfers (tree, item) WHERE tree IS NOT NULL;
