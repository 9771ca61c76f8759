-- The same answers as smallint.
CREATE TABLE smallint_answers (score smallint, recommend smallint)
	WITH (parallel_workers = 2);
INSERT INTO smallint_answers SELECT score, recommend FROM answers;
