-- A copy that a receipt counts lies on the very volume that would be formatted.
ALTER TABLE receipts ADD COLUMN shares_volume INTEGER NOT NULL DEFAULT 0 CHECK (shares_volume IN (0, 1));
