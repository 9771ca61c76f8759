-- The same answers with weights: 11 different ones, as a survey has that is
-- weighted by strata.
CREATE TABLE weighted_answers (recommend integer, weight double precision)
	WITH (parallel_workers = 2);
INSERT INTO weighted_answers SELECT recommend, 0.4 + 0.17 * (customer % 11) FROM answers;
