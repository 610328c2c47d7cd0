-- Folders that are watched: what comes to lie there is taken in. options is an ingest's request, JSON; its project's name
-- counts until there is a project of that name, from then on project_id does.
CREATE TABLE watched_folders (
    id {{identity}},
    folder TEXT NOT NULL,
    project_id BIGINT REFERENCES projects (id) ON DELETE SET NULL,
    options TEXT NOT NULL DEFAULT '{}',
    enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX watched_folders_folder ON watched_folders ({{long_text: folder}});
