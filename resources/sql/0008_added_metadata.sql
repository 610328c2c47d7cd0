-- A sidecar may be written with what a person said of all pictures of an ingest: then it has other bytes than its source.
-- These say which; null: the file is a copy of its source. A source of no bytes: there was none, and it was made.
ALTER TABLE files ADD COLUMN source_size BIGINT;
ALTER TABLE files ADD COLUMN source_md5 TEXT;
ALTER TABLE files ADD COLUMN source_xxh128 TEXT;
-- The same of what a receipt names: md5 and xxh128 are of the stored bytes, of which there are stored_size.
ALTER TABLE receipt_items ADD COLUMN stored_size BIGINT;
ALTER TABLE receipt_items ADD COLUMN source_md5 TEXT;
ALTER TABLE receipt_items ADD COLUMN source_xxh128 TEXT;
