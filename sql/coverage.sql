-- The part of the table in doc/reference.md that takes no time.
\set ECHO none
\set sizes '5, 10'
\i bench/coverage.sql
