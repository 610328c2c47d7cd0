-- How many files were found at a receipt's root when it was opened: one that has fewer items says nothing of the rest. 0: not
-- counted then.
ALTER TABLE receipts ADD COLUMN listed BIGINT NOT NULL DEFAULT 0;
