-- Run by CREATE EXTENSION with the extension's schema first on the search
-- path: names without a schema are the objects that this script makes.
\echo Use "CREATE EXTENSION csat" to load this file. \quit

