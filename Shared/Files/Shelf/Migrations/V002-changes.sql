-- How often a chunk was put or changed: what was checked is what there is, or it is checked again.
ALTER TABLE uploads ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
