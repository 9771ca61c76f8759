-- How long it takes to count and score the years of airport_report.sql, and to
-- count their CSAT alone by hand: the best of nine runs each, in turns.
CREATE OR REPLACE FUNCTION pg_temp.milliseconds(query text) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz := clock_timestamp();
BEGIN
	EXECUTE query;
	RETURN 1000 * extract(epoch FROM clock_timestamp() - started);
END $$;

SELECT round(min(pg_temp.milliseconds('SELECT year, responses(csat_tally(score)), csat(score), csat_interval(csat_tally(score)), sparkline(csat_tally(score)) FROM airport_overall GROUP BY year')), 1) AS csat,
	round(min(pg_temp.milliseconds('SELECT year, count(score), 100.0 * count(*) FILTER (WHERE score >= 4) / nullif(count(score), 0) FROM airport_overall GROUP BY year')), 1) AS by_hand,
	(SELECT count(*) FROM airport_overall) AS answers
FROM generate_series(1, 9) \gset
\qecho The years: :csat ms for :answers answers; CSAT alone by count(*) FILTER: :by_hand ms
