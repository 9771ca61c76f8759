-- Scores from a materialized view that pg_cron refreshes every night.
--
-- An administrator prepares the server once: install pg_cron (Debian's package
-- is postgresql-15-cron, or that of your version), set
--     shared_preload_libraries = 'pg_cron'
--     cron.database_name = 'the database that this file runs in'
-- restart, and as superuser
--     CREATE EXTENSION pg_cron;
--     GRANT USAGE ON SCHEMA cron TO the_owner_of_the_view;
-- pg_cron runs a job by connecting to the server as whoever scheduled it, so
-- pg_hba.conf has to let that user in without asking; with
-- cron.use_background_workers = on it does not connect.
--
-- The rest needs CREATE EXTENSION csat and no superuser. Run it once: a second
-- run stops at the first CREATE. The schedule alone can be run again, since a
-- job of the same name is replaced.

CREATE TABLE public.responses (
	responded_at timestamptz NOT NULL DEFAULT now(),
	channel text NOT NULL,
	satisfaction integer,
	recommend integer,
	comment text
);

INSERT INTO public.responses (responded_at, channel, satisfaction, recommend)
SELECT timestamptz '2026-01-01 00:00+00' + i * interval '5 hours', (ARRAY['phone', 'chat', 'email'])[1 + i % 3],
	1 + i * i % 5, (i * 7) % 11
FROM generate_series(1, 400) AS i;

-- Tallies and not scores: the months, the quarters and the whole year can be
-- read from them, and from the scores of single days they could not.
CREATE MATERIALIZED VIEW public.daily_responses AS
SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel,
	csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
FROM public.responses
GROUP BY 1, 2;

-- A concurrent refresh finds by it which rows are new. It lets readers go on,
-- and writes only the days that changed.
CREATE UNIQUE INDEX ON public.daily_responses (day, channel);

-- Every night at 3:15, in GMT unless cron.timezone says otherwise. The view has
-- its schema here, because the job's session has a search_path of its own. The
-- search_path of the view's query does not matter: it is resolved when the view
-- is made.
SELECT cron.schedule('refresh daily_responses', '15 3 * * *',
	'REFRESH MATERIALIZED VIEW CONCURRENTLY public.daily_responses') IS NOT NULL AS scheduled;

-- How the last nights went
SELECT job.jobname, run.status, run.return_message, run.start_time
FROM cron.job LEFT JOIN cron.job_run_details AS run USING (jobid)
WHERE job.jobname = 'refresh daily_responses'
ORDER BY run.start_time DESC
LIMIT 7;

-- What a dashboard asks
SELECT date_trunc('month', day)::date AS month, responses(sum(satisfaction)),
	round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM public.daily_responses
GROUP BY 1
ORDER BY 1;
