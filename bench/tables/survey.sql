-- The same answers as a survey tool keeps them: a time, a channel in text, a day
-- of 1,000, a weight, the scores after them and a comment last.
CREATE TABLE survey (responded_at timestamp, day date, region integer, customer integer,
	channel text, weight double precision, score integer, recommend integer, comment text)
	WITH (parallel_workers = 2);
INSERT INTO survey
SELECT timestamp '2023-01-01' + (n::float8 / :rows) * interval '1000 days', date '2023-01-01' + n % 1000, region, customer,
	(ARRAY['phone', 'chat', 'email', 'branch', 'app'])[1 + customer % 5], 0.4 + 0.17 * (customer % 11),
	score, recommend, CASE WHEN n % 4 = 0 THEN 'quick and friendly' END
FROM (SELECT *, (row_number() OVER () - 1)::integer AS n FROM answers) AS a;
CREATE TABLE agents (region integer PRIMARY KEY, team text);
INSERT INTO agents SELECT region, 'team ' || region % 4 FROM generate_series(0, 19) AS region;
