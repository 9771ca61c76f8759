-- Answers of up to `customers` customers in random order: a score and the
-- customer, and nothing else, 36 bytes a row, so that many rows fit in memory.
-- Unlogged, since nobody reads the log of what is dropped again.
CREATE UNLOGGED TABLE grouped_answers (score integer, customer integer)
	WITH (parallel_workers = 2);

SELECT setseed(0.5) \g /dev/null
-- a function in FROM would keep all of its rows aside before the first is used
INSERT INTO grouped_answers
SELECT 1 + floor(5 * sqrt(random())), floor(:customers * random())
FROM (SELECT generate_series(1, :rows)) AS numbers;
