-- Whose catalogue this is: the UUID of the library's marker. One row, or none in a catalogue from before.
CREATE TABLE library (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uuid TEXT NOT NULL
);
