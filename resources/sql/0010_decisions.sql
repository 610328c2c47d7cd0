-- When a person decided what is to be kept of a photo (keep_jpg, keep_raw, keep_other); null: nobody did, and all of it is.
ALTER TABLE photos ADD COLUMN decided_at TEXT;
CREATE INDEX photos_decided ON photos (project_id, id) WHERE decided_at IS NOT NULL;
