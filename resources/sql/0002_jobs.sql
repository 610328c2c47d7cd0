-- Jobs become a queue: what is asked for waits here, is claimed by a worker, and goes on after a crash where it stood.

-- What a job is about: '' is the whole library, 'project:7', or 'photos:7:<digest of their ids>'.
ALTER TABLE jobs ADD COLUMN scope TEXT NOT NULL DEFAULT '';
-- Type, scope, steps and options as one text. Who asks for what waits already, joins it.
ALTER TABLE jobs ADD COLUMN request_key TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 50;
-- How often a worker took it up, and when the next one may.
ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN not_before TEXT;
ALTER TABLE jobs ADD COLUMN heartbeat_at TEXT;
-- What another program asks of the worker: '', 'pause' or 'cancel'.
ALTER TABLE jobs ADD COLUMN wish TEXT NOT NULL DEFAULT '';
-- Samples over the run: [[ms since the start, things done, resident MiB], …].
ALTER TABLE jobs ADD COLUMN metrics TEXT NOT NULL DEFAULT '[]';
CREATE INDEX jobs_queue ON jobs (state, priority, id);

-- The steps of a job, in order. resume_from is the task's own cursor, JSON.
CREATE TABLE job_steps (
    id {{identity}},
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    task TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued',
    resume_from TEXT NOT NULL DEFAULT '{}',
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT,
    result TEXT NOT NULL DEFAULT '{}',
    error TEXT NOT NULL DEFAULT '',
    started_at TEXT,
    finished_at TEXT,
    UNIQUE (job_id, ordinal)
);

-- Single things that a step has to do, proposes, or could not do. state: 0 queued, 1 running, 2 done, 3 failed, 4 left
-- alone, 5 proposed, 6 dismissed.
CREATE TABLE job_items (
    id {{identity}},
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    step_id BIGINT NOT NULL REFERENCES job_steps (id) ON DELETE CASCADE,
    project_id BIGINT REFERENCES projects (id) ON DELETE CASCADE,
    photo_id BIGINT,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 6),
    attempts INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    payload TEXT NOT NULL DEFAULT '{}',
    updated_at TEXT NOT NULL
);
CREATE INDEX job_items_step ON job_items (step_id, state, id);
CREATE INDEX job_items_job ON job_items (job_id, state, id);
-- A name can be longer than what PostgreSQL puts into an ordered index.
{{sqlite}} CREATE INDEX job_items_subject ON job_items (job_id, subject) WHERE state = 5;
{{postgresql}} CREATE INDEX job_items_subject ON job_items USING hash (subject) WHERE state = 5;

CREATE INDEX job_items_unfinished ON job_items (project_id, action) WHERE state IN (0, 1);

-- What was removed from the catalogue, so that it is known when it is met again. One row a file.
CREATE TABLE tombstones (
    id {{identity}},
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    job_id BIGINT REFERENCES jobs (id) ON DELETE SET NULL,
    stem TEXT NOT NULL,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    size BIGINT NOT NULL DEFAULT 0,
    md5 TEXT,
    xxh128 TEXT,
    phash BIGINT,
    reason TEXT NOT NULL,
    removed_at TEXT NOT NULL
);
CREATE INDEX tombstones_digest ON tombstones (xxh128);
CREATE INDEX tombstones_project ON tombstones (project_id, id);

-- Corrections of other kinds than availability say before and after in words.
ALTER TABLE corrections ADD COLUMN kind TEXT NOT NULL DEFAULT 'availability';
ALTER TABLE corrections ADD COLUMN before_text TEXT NOT NULL DEFAULT '';
ALTER TABLE corrections ADD COLUMN after_text TEXT NOT NULL DEFAULT '';

-- What becomes of what lies in the trash: 0 kept, 1 being put there, 2 being restored, 3 restored, 4 being removed for
-- good, 5 removed. 1, 2 and 4 are what a crash leaves; the next start goes on from there.
ALTER TABLE trash ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trash ADD COLUMN purged_at TEXT;
CREATE INDEX trash_state ON trash (state, id);
CREATE INDEX trash_photo ON trash (photo_id);
CREATE INDEX trash_deleted ON trash (deleted_at);

-- Files whose digest is pending are few, and looked for often.
CREATE INDEX files_pending ON files (project_id, id) WHERE md5 IS NULL;
