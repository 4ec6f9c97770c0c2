-- A job could be woken before there was something to forget, and not again: it looks once more.
UPDATE jobs SET due_at = 0 WHERE name = 'forgetting';
