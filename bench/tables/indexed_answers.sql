-- The same answers again, with an index on the day they were given.
CREATE TABLE indexed_answers (day date, region integer, score integer);
INSERT INTO indexed_answers SELECT day, region, score FROM dated_answers;
CREATE INDEX ON indexed_answers (day);
