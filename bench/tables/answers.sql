-- Survey answers, made up: `rows` of them, of 20 regions and of `customers`
-- customers in random order.  High scores are frequent, as they are in surveys:
-- 64 % of the scores are 4 or 5; 33 % recommend at 9 or 10 and 40 % at 0 to 6.
-- All that varies comes from the seed.
CREATE TABLE answers (score integer, recommend integer, region integer, customer integer)
	WITH (parallel_workers = 2);

SELECT setseed(0.5) \g /dev/null
-- not COPY and not CREATE TABLE AS: they leave the rows outside shared_buffers
INSERT INTO answers
SELECT 1 + floor(5 * sqrt(random())), floor(11 * sqrt(random())),
	floor(20 * random()), floor(:customers * random())
FROM generate_series(1, :rows);
