-- Scores over answers that are on two servers, without fetching the answers.
--
-- Run it in a database of the server that asks, with psql, naming the others:
--     psql -v europe_host=10.0.0.1 -v europe_port=5432 -v europe_dbname=survey \
--          -v america_host=10.0.0.2 -v america_port=5432 -v america_dbname=survey \
--          -f several_servers.sql
-- Each of the two has, in its schema public,
--     CREATE EXTENSION csat;
--     CREATE TABLE responses (
--         region text NOT NULL, channel text NOT NULL,
--         satisfaction integer, recommend integer);
-- csat has to be in a schema of the same name everywhere and of the same version:
-- the queries sent name its aggregates with their schema.
--
-- CREATE EXTENSION postgres_fdw needs a superuser; CREATE SERVER needs USAGE on
-- that foreign-data wrapper. A user who is no superuser has to give a password in
-- the user mapping. Run it once: a second run stops at the first CREATE.

CREATE EXTENSION postgres_fdw;

-- "extensions" says that csat is there as well. Without it postgres_fdw sends
-- no query that calls one of its functions, and fetches all rows instead.
-- "async_capable" has both servers compute at once, in 0.67 of the time that one
-- after the other takes (125 ms of 188).  "fetch_size" is how many rows come at a
-- time where rows are pulled: with 50,000 that took 0.36 of the time that it takes
-- with the 100 that are the default (1.2 s of 3.3).  300,000 answers on each of
-- two servers, PostgreSQL 15.18, 30 November 2026, on one virtual machine of two
-- processors that had other work to do: test/beside/postgres_fdw.pl measures it.
CREATE SERVER europe FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host :'europe_host', port :'europe_port', dbname :'europe_dbname', extensions 'csat', async_capable 'true', fetch_size '50000');
CREATE SERVER america FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host :'america_host', port :'america_port', dbname :'america_dbname', extensions 'csat', async_capable 'true', fetch_size '50000');
CREATE USER MAPPING FOR CURRENT_USER SERVER europe OPTIONS (user :'USER');
CREATE USER MAPPING FOR CURRENT_USER SERVER america OPTIONS (user :'USER');

CREATE TABLE responses (
	region text NOT NULL,
	channel text NOT NULL,
	satisfaction integer,
	recommend integer
) PARTITION BY LIST (region);
CREATE FOREIGN TABLE responses_europe PARTITION OF responses FOR VALUES IN ('north', 'south')
	SERVER europe OPTIONS (schema_name 'public', table_name 'responses');
CREATE FOREIGN TABLE responses_america PARTITION OF responses FOR VALUES IN ('east', 'west')
	SERVER america OPTIONS (schema_name 'public', table_name 'responses');

-- Off by default. For all sessions: ALTER DATABASE … SET …
SET enable_partitionwise_aggregate = on;

-- By the partition key: each server computes the scores of its own regions, in
-- one query, and sends one row for each.
SELECT region, count(*) AS responses, round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM responses
GROUP BY region
ORDER BY region;

-- By anything else a score needs answers of both servers. Written as above,
--     SELECT channel, csat(satisfaction) FROM responses GROUP BY channel
-- postgres_fdw pulls all rows: it has no way to ask for half an aggregate. A
-- tally is that half, and an ordinary value. So ask each server for tallies, by
-- the partition key and whatever is wanted, again in one query each, and merge
-- these here.
CREATE VIEW response_tallies AS
SELECT region, channel, csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
FROM responses
GROUP BY region, channel;

SELECT channel, responses(sum(satisfaction)), round(csat(satisfaction), 1) AS csat, round(nps(recommend), 1) AS nps
FROM response_tallies
GROUP BY channel
ORDER BY channel;

-- The tallies of all: also with no group at all
SELECT round(csat(satisfaction), 1) AS csat, csat_interval(sum(satisfaction)), round(nps(recommend), 1) AS nps
FROM response_tallies;
