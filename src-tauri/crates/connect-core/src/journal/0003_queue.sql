-- Its place in the queue: the smaller, the sooner.
ALTER TABLE transfers ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
-- What had the target's name when it was chosen: that may be replaced, and nothing that came later.
ALTER TABLE transfers ADD COLUMN replaces_size INTEGER;
ALTER TABLE transfers ADD COLUMN replaces_time TEXT;
