-- A million answers to insert, in the order of their time, 1,000 in 9 hours; a
-- table with a live rollup to insert them into, and the same table without.
CREATE TABLE answers_to_insert AS
SELECT i AS number, timestamptz '2025-01-01 00:00+00' + i * interval '32 seconds' AS responded_at,
	(ARRAY['phone', 'chat', 'email'])[1 + floor(3 * random())::integer] AS channel,
	(1 + floor(5 * sqrt(random())))::integer AS satisfaction,
	floor(11 * sqrt(random()))::integer AS recommend
FROM generate_series(1, 1000000) AS i;
CREATE UNIQUE INDEX ON answers_to_insert (number);
CREATE SCHEMA plain;
CREATE TABLE plain.responses (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, responded_at timestamptz NOT NULL,
	channel text NOT NULL, satisfaction integer, recommend integer);
CREATE SCHEMA rolled_up;
CREATE TABLE rolled_up.responses (LIKE plain.responses INCLUDING ALL);
SELECT create_tally_rollup('rolled_up.responses_daily', 'rolled_up.responses',
	keys => ARRAY['(responded_at AT TIME ZONE ''UTC'')::date AS day', 'channel'],
	tallies => ARRAY['csat_tally(satisfaction) AS satisfaction', 'nps_tally(recommend) AS recommend']) \g /dev/null
