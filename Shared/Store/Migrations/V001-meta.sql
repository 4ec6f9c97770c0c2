-- Facts of the database as a whole: whose it is, its log's epoch, the answers' watermark.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;
