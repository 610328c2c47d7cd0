-- Places that a photo left for another project, as long as its file may still lie there under its old name: the rows
-- moved in the transaction that wrote these, and the names are removed after it.
CREATE TABLE departures (
    id {{identity}},
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    file_id BIGINT NOT NULL REFERENCES files (id) ON DELETE CASCADE
);
