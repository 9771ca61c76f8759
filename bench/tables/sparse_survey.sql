-- The same, of which 30 % were left open, each question by itself.
CREATE TABLE sparse_survey (region integer, score integer, recommend integer)
	WITH (parallel_workers = 2);
SELECT setseed(0.25) \g /dev/null
INSERT INTO sparse_survey
SELECT region, CASE WHEN random() >= 0.3 THEN score END, CASE WHEN random() >= 0.3 THEN recommend END
FROM answers;
