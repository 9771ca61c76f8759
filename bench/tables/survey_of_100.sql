-- A hundred of them.
CREATE TABLE survey_of_100 AS SELECT * FROM survey LIMIT 100;
