-- The same answers as numeric, as imports from spreadsheets leave them.
CREATE TABLE numeric_answers (score numeric, recommend numeric)
	WITH (parallel_workers = 2);
INSERT INTO numeric_answers SELECT score, recommend FROM answers;
