"""The tables of a catalogue: one row for each file of a store, and its texts for searching.

A row's id is its place in "newest first": what changed later has a smaller one.
"""

from __future__ import annotations

EDITION = "3"
"""Another one, and a catalogue is made anew."""

FIRST = 2**40
"""The first id; newer files take those below it."""

COLUMNS = (
    *("id", "name", "changed_ns", "file_bytes", "inode", "api", "endpoint", "model", "scope", "status", "asked"),
    *("pictures", "thumbnail", "frames", "is_streaming", "tokens_in", "tokens_out", "dollars", "first_ms"),
    *("duration_ms", "recorded", "body_bytes", "answer", "format", "fingerprint", "sequence", "not_servable"),
    *("damage", "is_ambiguous", "tags"),
)

SCHEMA = f"""
CREATE TABLE fact (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE recording (
    {COLUMNS[0]} INTEGER PRIMARY KEY,
    {COLUMNS[1]} TEXT NOT NULL UNIQUE,
    {", ".join(COLUMNS[2:])}
);
CREATE INDEX by_api ON recording (api, id);
CREATE INDEX by_model ON recording (model, id);
CREATE INDEX by_scope ON recording (scope, id);
CREATE INDEX by_fingerprint ON recording (fingerprint, answer, file_bytes);
CREATE INDEX by_recorded ON recording (recorded, id);
CREATE INDEX by_duration ON recording (duration_ms, id);
CREATE INDEX by_tokens ON recording (tokens_out, id);
CREATE INDEX by_dollars ON recording (dollars, id);
CREATE INDEX by_frames ON recording (frames, id);
CREATE INDEX by_thumbnail ON recording (thumbnail) WHERE thumbnail != '';
CREATE INDEX by_damage ON recording (id) WHERE damage != '';
CREATE INDEX by_ambiguity ON recording (id) WHERE is_ambiguous;
CREATE INDEX by_servability ON recording (id) WHERE not_servable != '';
CREATE INDEX by_first ON recording (first_ms);
CREATE INDEX by_tokens_in ON recording (tokens_in);
CREATE INDEX by_size ON recording (file_bytes);
CREATE INDEX sums_by_model ON recording (api, model, file_bytes, tokens_in, tokens_out, dollars);
CREATE INDEX sums_by_scope ON recording (scope, file_bytes, tokens_in, tokens_out, dollars);
CREATE TABLE tag (tag TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (tag, id)) WITHOUT ROWID;
CREATE INDEX tag_by_id ON tag (id);
CREATE VIRTUAL TABLE said USING fts5 (about, text, tokenize = 'trigram');
"""

INSERT = f"INSERT INTO recording VALUES ({', '.join('?' * len(COLUMNS))})"

AMBIGUOUS = """
UPDATE recording SET is_ambiguous = fingerprint != '' AND fingerprint IN (
    SELECT fingerprint FROM recording WHERE fingerprint != '' GROUP BY fingerprint, sequence
    HAVING count(DISTINCT ifnull(scope, '')) > 1 AND count(DISTINCT answer) > 1 AND count(scope) = count(*)
)
WHERE is_ambiguous IS NOT (fingerprint != '' AND fingerprint IN (
    SELECT fingerprint FROM recording WHERE fingerprint != '' GROUP BY fingerprint, sequence
    HAVING count(DISTINCT ifnull(scope, '')) > 1 AND count(DISTINCT answer) > 1 AND count(scope) = count(*)
))
"""
"""Equal requests of several scopes with different answers: without its scope nobody knows which one is meant."""
