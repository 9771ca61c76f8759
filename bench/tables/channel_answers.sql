-- The same answers with a second key, of 5 values.
CREATE TABLE channel_answers (score integer, region integer, channel integer)
	WITH (parallel_workers = 2);
INSERT INTO channel_answers SELECT score, region, customer % 5 FROM answers;
