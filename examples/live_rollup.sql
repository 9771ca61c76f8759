-- Scores that are always fresh, without reading the answers again.
--
-- Each statement that changes answers appends to a second table what it added
-- and what it took away, as tallies: a few small rows, whether it changed one
-- answer or a million. Readers add those tallies up. It needs CREATE EXTENSION
-- csat, and to be the owner of the table.
--
-- Run it once: a second run stops at the first CREATE. For a table of your own
-- take the second statement; answers that are there already are counted.

-- The answers. A score outside its scale (a blank coded as 99) would fail in
-- the trigger, as it would in csat() itself; the checks say so earlier.
CREATE TABLE responses (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	responded_at timestamptz NOT NULL DEFAULT now(),
	channel text NOT NULL,
	satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
	recommend integer CHECK (recommend BETWEEN 0 AND 10),
	comment text
);

-- The view daily_tallies: a tally for each day and channel.
SELECT create_tally_rollup('daily_tallies', 'responses',
	keys    => ARRAY['(responded_at AT TIME ZONE ''UTC'')::date AS day', 'channel'],
	tallies => ARRAY['csat_tally(satisfaction) AS satisfaction', 'nps_tally(recommend) AS recommend']);

-- Some answers, a change of mind, a removal, and the scores after each
INSERT INTO responses (responded_at, channel, satisfaction, recommend)
SELECT timestamptz '2026-03-01 00:00+00' + i * interval '7 hours', (ARRAY['phone', 'chat', 'email'])[1 + i % 3],
	1 + i * i % 5, (i * 7) % 11
FROM generate_series(1, 300) AS i;

SELECT channel, responses(sum(satisfaction)), round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM daily_tallies GROUP BY channel ORDER BY channel;

UPDATE responses SET satisfaction = 5 WHERE channel = 'chat' AND satisfaction = 1;
DELETE FROM responses WHERE channel = 'phone' AND responded_at < '2026-04-01 00:00+00';

-- Folds what has piled up into one row for each day and channel; the more often,
-- the less readers have to add up. Every five minutes by pg_cron or by cron:
--     SELECT cron.schedule('compact daily_tallies', '*/5 * * * *', $$SELECT compact_tally_rollup('daily_tallies')$$);
--     */5 * * * *  psql -X -q -d surveys -c "SELECT compact_tally_rollup('daily_tallies')" >/dev/null
SELECT compact_tally_rollup('daily_tallies');

SELECT channel, responses(sum(satisfaction)), round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM daily_tallies GROUP BY channel ORDER BY channel;
