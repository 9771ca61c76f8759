/* csat--1.0.0--1.1.0.sql */

-- Run by ALTER EXTENSION csat UPDATE.  What changed in each room's part of the
-- install script, in the same order.
\echo Use "ALTER EXTENSION csat UPDATE TO '1.1.0'" to load this file. \quit

--
-- src/tally
--

--
-- src/read
--

--
-- src/aggregates
--

--
-- src/inference
--

--
-- src/rating
--

--
-- src/rollup
--
