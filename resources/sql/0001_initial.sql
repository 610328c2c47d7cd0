-- The first catalogue. Statements end with a semicolon at the end of a line; what is in braces is written in the engine's
-- own way (core/db/dialect.h): an entry of a PostgreSQL index holds no more than 2,700 bytes, and a stem may have 4,096.
-- Booleans are 0 or 1, times are ISO 8601 UTC text, names are carried text (core/base/pathtext.h).

CREATE TABLE projects (
    id {{identity}},
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    checked_at TEXT,
    removed_at TEXT
);
CREATE UNIQUE INDEX projects_live_name ON projects ({{long_text: name}}) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX projects_live_folder ON projects ({{long_text: folder}}) WHERE removed_at IS NULL;

CREATE TABLE photos (
    id {{identity}},
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    stem TEXT NOT NULL,
    jpg_available INTEGER NOT NULL DEFAULT 0 CHECK (jpg_available IN (0, 1)),
    raw_available INTEGER NOT NULL DEFAULT 0 CHECK (raw_available IN (0, 1)),
    other_available INTEGER NOT NULL DEFAULT 0 CHECK (other_available IN (0, 1)),
    keep_jpg INTEGER NOT NULL DEFAULT 1 CHECK (keep_jpg IN (0, 1)),
    keep_raw INTEGER NOT NULL DEFAULT 1 CHECK (keep_raw IN (0, 1)),
    keep_other INTEGER NOT NULL DEFAULT 1 CHECK (keep_other IN (0, 1)),
    taken_at TEXT,
    taken_offset_minutes INTEGER,
    orientation INTEGER NOT NULL DEFAULT 1,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    camera TEXT NOT NULL DEFAULT '',
    lens TEXT NOT NULL DEFAULT '',
    thumbnail_status INTEGER NOT NULL DEFAULT 0,
    preview_status INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    {{unique_text: project_id, stem}}
);
-- Covers the pages that the manifest check reads, so that it never touches the wide rows.
CREATE INDEX photos_check ON photos (project_id, id{{covering: stem, jpg_available, raw_available, other_available}});
{{postgresql}} CREATE INDEX photos_stem ON photos USING hash (stem);
CREATE INDEX photos_taken ON photos (project_id, taken_at, id);

-- One row a variant or sidecar. md5 and xxh128 are null while the digest is pending.
CREATE TABLE files (
    id {{identity}},
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    photo_id BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    present INTEGER NOT NULL DEFAULT 1 CHECK (present IN (0, 1)),
    size BIGINT NOT NULL DEFAULT 0,
    mtime_ns BIGINT NOT NULL DEFAULT 0,
    md5 TEXT,
    xxh128 TEXT,
    phash BIGINT,
    phash_version INTEGER,
    damage TEXT NOT NULL DEFAULT '',
    verified_at TEXT,
    verified_level TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    {{unique_text: project_id, name}}
);
CREATE INDEX files_check ON files (project_id, photo_id{{covering: name, present}});
{{postgresql}} CREATE INDEX files_name ON files USING hash (name);
CREATE INDEX files_photo ON files (photo_id);
CREATE INDEX files_digest ON files (xxh128);
CREATE INDEX files_size ON files (size);

CREATE TABLE jobs (
    id {{identity}},
    uuid TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    project_id BIGINT REFERENCES projects (id) ON DELETE SET NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT,
    payload TEXT NOT NULL DEFAULT '{}',
    result TEXT NOT NULL DEFAULT '{}',
    error TEXT NOT NULL DEFAULT '',
    worker TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT
);
CREATE INDEX jobs_state ON jobs (state);

CREATE TABLE corrections (
    id {{identity}},
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    photo_id BIGINT NOT NULL,
    stem TEXT NOT NULL,
    before_bits INTEGER NOT NULL,
    after_bits INTEGER NOT NULL,
    files TEXT NOT NULL DEFAULT '[]',
    created_at TEXT NOT NULL,
    undone_at TEXT
);
CREATE INDEX corrections_job ON corrections (job_id, id);
CREATE INDEX corrections_project ON corrections (project_id, id);

CREATE TABLE trash (
    id {{identity}},
    uuid TEXT NOT NULL UNIQUE,
    project_id BIGINT REFERENCES projects (id) ON DELETE SET NULL,
    photo_id BIGINT,
    origin TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    reason TEXT NOT NULL,
    size BIGINT,
    md5 TEXT,
    xxh128 TEXT,
    deleted_at TEXT NOT NULL,
    restored_at TEXT
);
