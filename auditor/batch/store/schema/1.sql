-- What a run found, by what it was found from: the same content, rules and report of the year before give the same key.
CREATE TABLE result (
    key TEXT PRIMARY KEY,
    content TEXT NOT NULL,      -- digest of the report's bytes
    basis TEXT NOT NULL,        -- digest of rules, waivers, settings and program
    previous TEXT NOT NULL,     -- digest of the report of the year before it was compared with, or empty
    year INTEGER,
    agency TEXT,
    error TEXT,                 -- why it could not be read
    lasting INTEGER NOT NULL,   -- 0 where another try may end in another way
    record BLOB NOT NULL
);
CREATE INDEX result_by_content ON result (content, basis);

-- Where a report lay when it was last seen: year 0 is not known; the run is counted from 1.
CREATE TABLE place (
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    run INTEGER NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (name, year)
);
CREATE INDEX place_by_run ON place (run, name);
CREATE INDEX place_by_key ON place (key);

CREATE TABLE finding (
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    year INTEGER,
    agency TEXT
);
CREATE INDEX finding_by_report ON finding (key, rule, severity);
CREATE INDEX finding_by_rule ON finding (rule, year, agency);
CREATE INDEX finding_by_id ON finding (id);

-- Reports of earlier years, by content and program: whose they are, or why they could not be read.
CREATE TABLE former (
    key TEXT PRIMARY KEY,
    agency TEXT,
    year INTEGER,
    error TEXT
);

CREATE TABLE decision (
    finding TEXT PRIMARY KEY,
    choice TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
