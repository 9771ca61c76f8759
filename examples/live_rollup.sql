-- Scores that are always fresh, without reading the answers again.
--
-- Each statement that changes answers appends to a second table what it added
-- and what it took away, as tallies: a few small rows, whether it changed one
-- answer or a million. Readers add those tallies up. It needs CREATE EXTENSION
-- csat and no rights but those of the tables' owner.
--
-- Run it once: a second run stops at the first CREATE. For a table of your own,
-- replace "responses" and its columns; answers that are there already are
-- counted by the last INSERT of the transaction below.

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

-- What was added and removed, by day and channel. Two tallies and not their
-- difference, because a deletion alone would be less than nothing, which no
-- tally can be. Rows are only ever added and removed, never updated: writers
-- do not wait for each other. No index: compaction keeps the table small.
CREATE TABLE responses_rollup (
	day date NOT NULL,
	channel text NOT NULL,
	satisfaction_added score_tally,
	satisfaction_removed score_tally,
	recommend_added score_tally,
	recommend_removed score_tally
);

-- One call for a statement, not for a row. "added" and "removed" are the rows
-- that the statement put in and took out; an UPDATE has both. It runs with the
-- rights of whoever writes to responses, who needs INSERT on responses_rollup,
-- and TRUNCATE on it to truncate responses.
CREATE FUNCTION responses_roll_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		INSERT INTO responses_rollup (day, channel, satisfaction_added, recommend_added)
		SELECT (responded_at AT TIME ZONE 'UTC')::date, channel, csat_tally(satisfaction), nps_tally(recommend)
		FROM added GROUP BY 1, 2;
	END IF;
	IF TG_OP IN ('UPDATE', 'DELETE') THEN
		INSERT INTO responses_rollup (day, channel, satisfaction_removed, recommend_removed)
		SELECT (responded_at AT TIME ZONE 'UTC')::date, channel, csat_tally(satisfaction), nps_tally(recommend)
		FROM removed GROUP BY 1, 2;
	END IF;
	IF TG_OP = 'TRUNCATE' THEN
		-- not DELETE, which would miss what a compaction is about to commit
		TRUNCATE responses_rollup;
	END IF;
	RETURN NULL;
END
$$;

-- In one transaction, so that no answer is missed or counted twice: from the
-- first CREATE TRIGGER to the COMMIT others can read responses but not write.
BEGIN;

CREATE TRIGGER roll_up_insert AFTER INSERT ON responses
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION responses_roll_up();
CREATE TRIGGER roll_up_update AFTER UPDATE ON responses
	REFERENCING NEW TABLE AS added OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION responses_roll_up();
CREATE TRIGGER roll_up_delete AFTER DELETE ON responses
	REFERENCING OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION responses_roll_up();
CREATE TRIGGER roll_up_truncate AFTER TRUNCATE ON responses
	FOR EACH STATEMENT EXECUTE FUNCTION responses_roll_up();

INSERT INTO responses_rollup (day, channel, satisfaction_added, recommend_added)
SELECT (responded_at AT TIME ZONE 'UTC')::date, channel, csat_tally(satisfaction), nps_tally(recommend)
FROM responses GROUP BY 1, 2;

COMMIT;

-- What readers use: a tally for each day and channel. Nothing is removed that
-- was not added, as far as anyone can see: who sees a deletion sees the insert
-- before it.
CREATE VIEW daily_tallies AS
SELECT day, channel,
	coalesce(sum(satisfaction_added) - sum(satisfaction_removed), sum(satisfaction_added)) AS satisfaction,
	coalesce(sum(recommend_added) - sum(recommend_removed), sum(recommend_added)) AS recommend
FROM responses_rollup
GROUP BY day, channel;

-- Folds what has piled up into one row for each day and channel; a group that
-- came to nothing goes. Call it every few minutes, from pg_cron or by hand; the
-- more often, the less readers have to add up.
--
-- One statement: a reader sees the rows as they were or the folded one, never
-- both or neither. It adds up exactly those rows that it deletes, so what others
-- insert meanwhile waits for the next time. It locks no answer and no writer.
-- While one is at work another does nothing. (In a REPEATABLE READ transaction
-- it can fail with a serialization error, as any DELETE can; then nothing is
-- folded.)
CREATE FUNCTION compact_responses_rollup() RETURNS void
BEGIN ATOMIC
	WITH folded AS (
		DELETE FROM responses_rollup
		WHERE (day, channel) IN (SELECT day, channel FROM responses_rollup GROUP BY day, channel HAVING count(*) > 1)
		AND (SELECT pg_try_advisory_xact_lock('responses_rollup'::regclass::oid::bigint))
		RETURNING *
	)
	INSERT INTO responses_rollup
	SELECT day, channel, sum(satisfaction_added), sum(satisfaction_removed), sum(recommend_added), sum(recommend_removed)
	FROM folded
	GROUP BY day, channel
	HAVING (sum(satisfaction_added), sum(recommend_added))
		IS DISTINCT FROM (sum(satisfaction_removed), sum(recommend_removed));
END;

-- Some answers, a change of mind, a removal, and the scores after each
INSERT INTO responses (responded_at, channel, satisfaction, recommend)
SELECT timestamptz '2026-03-01 00:00+00' + i * interval '7 hours', (ARRAY['phone', 'chat', 'email'])[1 + i % 3],
	1 + i * i % 5, (i * 7) % 11
FROM generate_series(1, 300) AS i;

SELECT channel, responses(sum(satisfaction)), round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM daily_tallies GROUP BY channel ORDER BY channel;

UPDATE responses SET satisfaction = 5 WHERE channel = 'chat' AND satisfaction = 1;
DELETE FROM responses WHERE channel = 'phone' AND responded_at < '2026-04-01 00:00+00';
SELECT compact_responses_rollup();

SELECT channel, responses(sum(satisfaction)), round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM daily_tallies GROUP BY channel ORDER BY channel;

-- Three things that statement triggers do not see: rows written to a partition
-- by its own name instead of the parent's, rows that logical replication applies
-- to a subscriber, and anything while session_replication_role is "replica".
