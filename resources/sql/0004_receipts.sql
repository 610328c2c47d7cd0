-- What an ingest found at each of its source roots, and what became of every file: the journal that it goes on from, and
-- afterwards the proof that a card may be erased.
CREATE TABLE receipts (
    id {{identity}},
    uuid TEXT NOT NULL UNIQUE,
    job_id BIGINT REFERENCES jobs (id) ON DELETE SET NULL,
    project_id BIGINT REFERENCES projects (id) ON DELETE SET NULL,
    project_name TEXT NOT NULL,
    root TEXT NOT NULL,
    volume TEXT NOT NULL DEFAULT '',
    volume_label TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    is_whole INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1)),
    is_move INTEGER NOT NULL DEFAULT 0 CHECK (is_move IN (0, 1)),
    wanted_places INTEGER NOT NULL DEFAULT 1,
    second_folder TEXT NOT NULL DEFAULT '',
    is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
    started_at TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX receipts_job ON receipts (job_id);
CREATE INDEX receipts_root ON receipts ({{long_text: root}});

-- One row a file that was found. The library's copy lies at stored_path below the folder of its project, the second copy
-- at the absolute second_path; a place without a time is not proven.
CREATE TABLE receipt_items (
    id {{identity}},
    receipt_id BIGINT NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    matter TEXT NOT NULL,
    size BIGINT NOT NULL DEFAULT 0,
    mtime_ns BIGINT NOT NULL DEFAULT 0,
    md5 TEXT,
    xxh128 TEXT,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    file_id BIGINT,
    project_name TEXT NOT NULL DEFAULT '',
    stored_path TEXT NOT NULL DEFAULT '',
    stored_level TEXT NOT NULL DEFAULT '',
    stored_at TEXT,
    second_path TEXT NOT NULL DEFAULT '',
    second_level TEXT NOT NULL DEFAULT '',
    second_at TEXT,
    is_source_removed INTEGER NOT NULL DEFAULT 0 CHECK (is_source_removed IN (0, 1)),
    counter INTEGER NOT NULL DEFAULT 0,
    settled_at TEXT NOT NULL,
    {{unique_text: receipt_id, name}}
);
CREATE INDEX receipt_items_file ON receipt_items (file_id);
CREATE INDEX tombstones_reason ON tombstones (reason, xxh128);
