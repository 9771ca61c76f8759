-- What one answer means.  In databases of its own, since what forms show is
-- Unicode and the database of the other tests can be in any encoding.
\set ECHO none
-- what a run left that was stopped
SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname LIKE 'regress\_csat\_%' \gexec
\set ECHO all
SELECT current_database() AS home \gset
CREATE DATABASE regress_csat_utf8 TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_csat_utf8
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
CREATE EXTENSION csat;
-- emoji are as wide as psql's release thinks they are
\pset format unaligned

-- the result of a query, or its error
CREATE FUNCTION outcome(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	detail text;
	hint text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
-- without the hint: only an aggregate's can speak of FILTER
CREATE FUNCTION message_of(query text) RETURNS text LANGUAGE sql RETURN array_to_string((string_to_array(outcome(query), ' | '))[1:2], ' | ');

--
-- nps_category
--
SELECT nps_category(score), array_agg(score) AS scores FROM generate_series(0, 10) score GROUP BY 1 ORDER BY 2;
SELECT nps_category(9::smallint), nps_category(8::bigint), nps_category(6.0::numeric), nps_category(-0.0::real), nps_category(NULL);
-- it counts as the aggregate counts, and refuses what it refuses
SELECT count(*) FILTER (WHERE nps_category(score) = 'promoter') = promoters(nps_tally(score)) AS promoters,
	count(*) FILTER (WHERE nps_category(score) = 'passive') = passives(nps_tally(score)) AS passives,
	count(*) FILTER (WHERE nps_category(score) = 'detractor') = detractors(nps_tally(score)) AS detractors
FROM generate_series(0, 10) score;
SELECT nps_category(11);
SELECT nps_category(6.5);
SELECT score, message_of(format('SELECT nps_category(%L)', score)) = message_of(format('SELECT nps(%L::float8)', score)) AS same_error
FROM unnest(ARRAY['-1', '11', '99', '1001', '-1e300', '8.5', '1e-9', 'NaN', 'Infinity', '-Infinity']) score;

--
-- is_satisfied
--
SELECT points, array_agg(score ORDER BY score) AS satisfied
FROM generate_series(2, 10) points, generate_series(1, points) score
WHERE is_satisfied(score, points) GROUP BY points ORDER BY points;
SELECT is_satisfied(3), is_satisfied(4), is_satisfied(4::smallint, 7), is_satisfied(8.0::numeric, 10), is_satisfied(NULL), is_satisfied(5, NULL);
SELECT points, count(*) FILTER (WHERE is_satisfied(score, points)) = satisfied(csat_tally(score, points)) AS as_csat_counts
FROM generate_series(2, 10) points, generate_series(1, points) score GROUP BY points ORDER BY points;
SELECT is_satisfied(6);
SELECT is_satisfied(4.5);
SELECT is_satisfied(1, 11);
SELECT score, points, message_of(format('SELECT is_satisfied(%L, %s)', score, points))
	= message_of(format('SELECT csat(%L::float8, %s)', score, points)) AS same_error
FROM unnest(ARRAY['0', '6', '-1', '1001', '1.5', 'NaN', 'Infinity', '11', '1', '1', '1', '1', '0.5'],
	ARRAY[5, 5, 7, 5, 5, 5, 5, 10, 1, 0, -5, 11, 2147483647]) s(score, points);

--
-- csat_band
--
SELECT score, csat_band(score)
FROM unnest(ARRAY[0, 59.99, 59.9999994, 59.9999995, 60, 60.00, 75, 80, 80.0, 80.0000004, 80.0000005, 81, 100, 100.000, -0.0]) score;
SELECT csat_band(NULL), csat_band(80 + 1), csat_band(csat(score)) FROM generate_series(2, 5) score;
SELECT csat_band(100.000000000000000000001);
SELECT csat_band(-0.000000000000000000001);
SELECT outcome(format('SELECT csat_band(%L)', score)) FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', '1e1000', '0.8.1']) score;

--
-- csat_rating: what it reads
--
CREATE TABLE readable (rating int, answers text[]);
INSERT INTO readable VALUES
	-- numbers
	(1, '{1,1.0,1/5,1 of 5,1 out of 5,1 star,1 Star,1 out of 5 stars,"1,0"}'),
	(2, '{2,2.0,2/5,2 / 5}'),
	(3, '{3,3.0,3/5,3 /5}'),
	(4, '{4,4.0,4.00,4/5,4/ 5,4 / 5,4 of 5,4 out of 5,4.0/5,4.0/5.0,4.0 out of 5.0,"4,0","4,00","4,0/5",4 stars,4 star,4 Stars,4_stars,4.0 stars,4 out of 5 stars,4/5 stars}'),
	(5, '{5,5.0,5/5,5 out of 5,5 OUT OF 5,5 stars}'),
	-- digits of other scripts: Arabic, Persian and Urdu, Devanagari, Bengali, Thai
	(1, '{١,۱,१,১,๑}'), (2, '{٢,۲,२,২,๒}'), (3, '{٣,۳,३,৩,๓}'), (4, '{٤,۴,४,৪,๔,٤/٥,४ / ५,٤٫٠,۴٫۰,۴.۰}'), (5, '{٥,۵,५,৫,๕}'),
	-- labels
	(1, '{very dissatisfied,very unsatisfied,very unhappy}'),
	(2, '{dissatisfied,unsatisfied,unhappy}'),
	(3, '{neutral,neither,neither satisfied nor dissatisfied,neither dissatisfied nor satisfied,neither happy nor unhappy,neither unhappy nor happy,neither satisfied or dissatisfied,neither dissatisfied or satisfied}'),
	(4, '{satisfied,happy}'),
	(5, '{very satisfied,very happy}'),
	(5, '{Very satisfied,Very Satisfied,VERY SATISFIED,vErY hApPy,very_satisfied,VERY_SATISFIED,_very__satisfied_,Very satisfied.,Very satisfied!,Very satisfied !,5 - Very satisfied.,5|Very satisfied,5 | VERY_SATISFIED,Very satisfied|5}'),
	-- stars
	(1, '{★,⭐,🌟,★☆☆☆☆,⭐☆☆☆☆}'),
	(2, '{★★,⭐⭐,★★☆☆☆}'),
	(3, '{★★★,⭐⭐⭐,★★★☆☆}'),
	(4, '{★★★★,⭐⭐⭐⭐,🌟🌟🌟🌟,★★★★☆,⭐⭐⭐⭐☆,★ ★ ★ ★ ☆,★★★★ ☆}'),
	(5, '{★★★★★,⭐⭐⭐⭐⭐,🌟🌟🌟🌟🌟,★⭐🌟⭐★}'),
	-- faces
	(1, '{😡}'), (2, '{🙁}'), (3, '{😐}'), (4, '{🙂}'), (5, '{😍}'),
	-- the words of one vendor's API, and what spreadsheets put around a text
	(1, '{ONE,one}'), (2, '{TWO}'), (3, '{THREE}'), (4, '{FOUR,Four,FOUR - Satisfied}'), (5, '{FIVE,five}'),
	(4, ARRAY['''4', '="4"', '="4 - Satisfied"', ' ="4" ', '''' || 'Satisfied', '=" 4 "', '''4 stars']),
	-- two marks of different kinds that agree
	(4, '{4 - Satisfied,4 – Satisfied,4 — Satisfied,4-Satisfied,4: Satisfied,4 : satisfied,4 = Satisfied,4. Satisfied,4) Satisfied,(4) Satisfied,(4)Satisfied,4 Satisfied,4 (Satisfied),4(Satisfied)}'),
	(4, '{Satisfied (4),Satisfied(4),( Satisfied ) ( 4 ),Satisfied - 4,Satisfied: 4,Satisfied 4,Satisfied (4/5),Satisfied (4.0),Satisfied − 4}'),
	(1, '{1 - Very dissatisfied,Very dissatisfied (1/5),1/5: very unhappy,😡 Very dissatisfied,★ (1),★☆☆☆☆ 1/5}'),
	(3, '{3 - Neutral,3 - Neither satisfied nor dissatisfied,Neither happy nor unhappy (3),Neutral 3,neither - 3}'),
	(5, '{5.0 - Very satisfied,5 out of 5 - Very satisfied,⭐⭐⭐⭐⭐ Very happy,5 ⭐⭐⭐⭐⭐,★★★★★ (5/5),Very satisfied 😍,😍: 5,(😍) ★★★★★}'),
	-- what does not stop it: variation selectors, skin tones, zero width
	(4, ARRAY[U&'\2B50\FE0F\2B50\FE0F\2B50\FE0F\2B50\FE0F', U&'\2605\FE0E\2605\2605\2605\2606\FE0E', U&'\+01F642\FE0F',
		U&'\+01F642\+01F3FB', U&'\+01F642\+01F3FF\FE0F', U&'\FEFF4', U&'4\200B', U&'\200E4\200F', U&'4\FE0F\20E3',
		U&'satis\00ADfied', U&'\2066Satisfied\2069', U&'4\2060 -\200D Satisfied']),
	(2, ARRAY[U&'\+01F641\FE0F']),
	-- full-width forms
	(4, '{４,４．０,４／５,４　／　５,４－Ｓａｔｉｓｆｉｅｄ,４：ＳＡＴＩＳＦＩＥＤ,Satisfied（４）,４）satisfied,４＝satisfied}'),
	(1, '{１}'), (2, '{２}'), (3, '{３}'), (5, '{５}'),
	-- space of all kinds, around and between
	(4, ARRAY[' 4', '4 ', E'\t4\n', E'\r\n 4 \r\n', E'\x0b4\f', U&'\00A04\00A0', U&'\30004\3000', U&'\20074\202F', U&'\20284\2029',
		U&'\00854\1680', U&'\205F4', '4   -   Satisfied', U&'4\00A0/\00A05', E'4\tof\n5', repeat(' ', 399) || '4', '4' || repeat(' ', 399)]),
	(5, ARRAY[U&'very\00A0satisfied', E'very\n\t satisfied', '  Very   Happy  ']);
SELECT count(*) AS answers, count(*) FILTER (WHERE csat_rating(answer) = rating) AS read FROM readable, unnest(answers) answer;
SELECT DISTINCT rating, answer, outcome FROM readable, unnest(answers) answer,
	outcome(format('SELECT csat_rating(%L)', answer)) WHERE outcome IS DISTINCT FROM rating::text;
SELECT csat_rating(NULL), csat_rating('4'::varchar(10)), csat_rating('4'::char(200)), csat_rating('Satisfied'::name), pg_typeof(csat_rating('4'));
SELECT csat(csat_rating(answer)) FROM unnest(ARRAY['5', '★★★★', NULL, 'Neutral', '😡']) answer;

--
-- csat_rating: what it does not know
--
SELECT csat_rating('');
SELECT csat_rating(' ');
SELECT csat_rating('somewhat satisfied');
-- what reads it instead: labels of one's own, another language
SELECT answer, split_part(outcome(format('SELECT csat_rating(%L)', answer)), ' | ', 3) AS hint
FROM unnest(ARRAY['5 - Excellent', '7: Great', '(5) Excellent', 'sehr zufrieden', '5 - sehr zufrieden', 'neutre', 'satisfeito', 'indiferente']) answer;
SELECT csat_rating('neutral', 'fr');
SELECT csat_rating('4/10');
SELECT csat_rating('4 - Dissatisfied');
SELECT csat_rating('Very satisfied (4)');
\set VERBOSITY sqlstate
SELECT csat_rating('6');
\set VERBOSITY default
CREATE TABLE unreadable (answers text[]);
INSERT INTO unreadable VALUES
	-- numbers that are off the scale, on another one, fractions, or not plain
	('{0,6,7,9,10,11,99,44,04,-1,-4,+4,4.5,4.01,4.,.4,"4,5","4,",4e0,0x4,4th,4+,4*,#4,4%,six,zero,four.0,4 four,FOUR STARS,IV,½,²,④,٠,۶,٤٥,Ⅳ,4́,10/10,4/10,8/10,4/4,4/6,4/50,0/5,6/5,4/,/5,4//5,4\\\\5,4 5,4|5,4/5/5,4 out of,out of 5,4 outof 5,4 in 5,4 von 5,4of5,4 off 5,4stars,4 stars.,4 starss,4 stars of 5,6 stars,0 stars,4 out of 10 stars,stars,4-star,4 stars 4}'),
	-- ranges, dates, more than one answer
	('{4-5,4 - 5,4 - 4,"4, 5",4;5,4:5,1.5,4 4,4 or 5,1-5,4 (5),5 (5)}'),
	-- stars
	('{☆,☆☆☆☆☆,★★★☆,★★★★☆☆,★★★★★☆,★★★★★★,⭐⭐⭐⭐⭐⭐,☆★★★★,★★☆★★,★☆★☆★,★★½,★★★★x,*****,✩✩✩,✭✭✭✭,🌠,★-★,★ (★★)}'),
	-- faces that are not in the table, or not alone
	('{😐😐,😡😍,🙂🙂🙂🙂,🙂★,😃,😀,😄,😠,☹,☹️,🤩,😞,😊,☺,😢,😭,😕,😟,🤷,👍,👎,🙂👍,:),:-),":(",❤}'),
	-- labels
	('{very,satisfied very,very very satisfied,verysatisfied,satisfie,satisfiedd,satisfied..,satisfied!!,.satisfied,satisfied?,!,not satisfied,somewhat satisfied,somewhat dissatisfied,somewhat,extremely satisfied,completely satisfied,quite happy,neither satisfied,nor,neither nor,neutral neutral,good,bad,ok,N/A,n.a.,none,"null","NULL",don''t know,no answer,blank,true,false,yes,no,sehr zufrieden,satisfait,满意,ｓａｔｉsfie,very-satisfied,"very,satisfied",4.!,★!}'),
	(ARRAY['''', '''' || '''' || '4', '4' || '''', '"4"', '="4', '4"', '=4', '=""', '="4"5', '="=""4"""', '’4', '''' || '"4"']),
	-- two marks
	('{5 - Satisfied,4 - Very satisfied,1 - Very satisfied,2 - Neutral,Satisfied (5),Dissatisfied (4),4/5 - Neutral,★★★★ 5,5 ★★★★☆,⭐ 4,4 ⭐,🙂 5,😡 Satisfied,🙂 Very happy}'),
	('{4 -,- 4,-4 satisfied,- Satisfied,4 - ,4 - Good,4 - 4 - Satisfied,4 - Satisfied - 4,4 Satisfied 4,4 -- Satisfied,4satisfied,satisfied4,Satisfied) 4,Satisfied. 4,Satisfied = 4,"4, Satisfied",4/Satisfied,4 || Satisfied,4|5,4|Very satisfied,6 - Satisfied,0 - Neutral,4/10 - Satisfied,(4),((4)),(Satisfied),(4 - Satisfied),4 (Satisfied,4 Satisfied),Satisfied (,Satisfied (),Satisfied ((4)),[4] Satisfied,Satisfied - Happy,satisfied happy,🙂 ★,4 ( ),()()}'),
	-- nothing to be seen
	(ARRAY['', ' ', '   ', E'\t\n', U&'\00A0', U&'\3000', U&'\FE0F', U&'\200B', U&'\FEFF', U&'\+01F3FD', U&' \200B ', '-', ' - ', '()', '.', '/']),
	(ARRAY[U&'\FFFD', U&'4\0301', U&'\0001', U&'4\0001', U&'\+10FFFF', U&'\+01F6424', U&'4 \2044 5']);
SELECT count(*) AS answers, count(*) FILTER (WHERE starts_with(outcome, format('22P02 | "%s" is not a rating of 1 to 5 | ', answer))) AS refused
FROM unreadable, unnest(answers) answer, outcome(format('SELECT csat_rating(%L)', answer));
SELECT answer, outcome FROM unreadable, unnest(answers) answer, outcome(format('SELECT csat_rating(%L)', answer))
WHERE starts_with(outcome, format('22P02 | "%s" is not a rating of 1 to 5 | ', answer)) IS NOT TRUE;
SELECT answer, split_part(outcome, ' | ', 3) AS detail FROM unreadable, unnest(answers) answer,
	outcome(format('SELECT csat_rating(%L)', answer)) WHERE outcome LIKE '%parts differ%';
SELECT count(*) AS blank FROM unreadable, unnest(answers) answer,
	outcome(format('SELECT csat_rating(%L)', answer)) WHERE outcome LIKE '%blank answers%';
-- a label that anything is added to, or taken from, is not known any more
SELECT count(*) FILTER (WHERE outcome NOT LIKE '22P02%') AS guessed
FROM unnest(ARRAY['very dissatisfied', 'neither satisfied nor dissatisfied', 'very happy']) label, generate_series(1, length(label)) i,
	unnest(ARRAY[overlay(label PLACING '' FROM i FOR 1), overlay(label PLACING '!' FROM i FOR 0), overlay(label PLACING 'é' FROM i FOR 1)]) changed,
	outcome(format('SELECT csat_rating(%L)', changed))
WHERE changed NOT IN (SELECT unnest(answers) FROM readable);

-- long texts: refused by their length, quoted in part, cut between characters
SELECT csat_rating(repeat('★', 134));
SELECT csat_rating(repeat('x', 79) || '★' || 'y');
SELECT csat_rating(repeat('x', 81));
SELECT csat_rating(repeat('x', 80));
SELECT length, outcome(format('SELECT csat_rating(repeat('' '', %s) || ''4'')', length - 1)) FROM unnest(ARRAY[400, 401]) length;
SELECT outcome('SELECT csat_rating(repeat(U&''\200B'', 133) || ''4'')'), outcome('SELECT csat_rating(repeat(''-'', 400))') LIKE '22P02%' AS refused;
CREATE TABLE long (answer text);
INSERT INTO long VALUES (repeat('4', 3000000));
ALTER TABLE long ALTER answer SET STORAGE EXTERNAL;
INSERT INTO long VALUES (repeat('🙂', 1000000));
SELECT outcome(format('SELECT csat_rating(answer) FROM long WHERE answer LIKE %L', start)) FROM unnest(ARRAY['4%', '🙂%']) start;

-- whatever the bytes, an error or 1 to 5
SELECT count(*) AS texts, count(*) FILTER (WHERE outcome !~ '^([1-5]$|22P02)') AS strange
FROM generate_series(1, 20000) i,
	LATERAL (SELECT string_agg((ARRAY['4', '5', '0', '/', ' ', '-', '(', ')', '.', ':', '★', '☆', '🙂', 'satisfied', 'very', 'of', 'out', U&'\FE0F', '４', '　'])
		[1 + abs(hashint4extended(i, n)) % 20], '') AS answer FROM generate_series(1, 1 + i % 9) n) a,
	outcome(format('SELECT csat_rating(%L)', answer));

--
-- csat_rating in other languages: what the labels' file says
--
\set source `cat "$PG_ABS_SRCDIR/src/rating/rating_labels.h"`
CREATE TABLE labels AS
SELECT entry[1] AS language, rating, label
FROM regexp_matches(:'source', '{"(\w+)", {\s*((?:"[^"]*",?\s*){5})}', 'g') AS entry,
	regexp_matches(entry[2], '"([^"]*)"', 'g') WITH ORDINALITY AS answers (answer, rating),
	regexp_split_to_table(answer[1], '; *') AS label
WHERE label <> '';
SELECT count(DISTINCT language) AS languages, count(*) > 200 AS many, count(*) FILTER (WHERE language = 'tr') AS turkish FROM labels;
SELECT string_agg(DISTINCT language, ' ' ORDER BY language) AS without_a_label_of_some_answer FROM (SELECT language FROM labels GROUP BY language HAVING count(DISTINCT rating) < 5) AS missing;
-- each label reads as its answer, composed or decomposed, with marks beside it: any that does not
SELECT language, rating, label, written, outcome FROM labels,
	unnest(ARRAY[label, normalize(label, NFC), normalize(label, NFD), upper(label), '  ' || label || U&'\200F ', label || '.', label || '!', replace(label, ' ', '_'),
		rating || ' - ' || label, label || ' (' || rating || '/5)', repeat('★', rating::integer) || ' ' || label]) AS written,
	outcome(format('SELECT csat_rating(%L, %L)', written, language)) WHERE outcome <> rating::text;
-- no label of one language means another rating in another one
SELECT a.language, a.label, a.rating, b.language, b.rating FROM labels a JOIN labels b ON normalize(a.label, NFD) = normalize(b.label, NFD) AND a.rating < b.rating;
-- as they are written elsewhere
SELECT language, answer, csat_rating(answer, language) AS rating
FROM (VALUES ('az', 'NARAZIYAM'), ('az', 'ÇOX MƏMNUNAM'), ('az', 'çox razi qaldim'), ('tr', 'HİÇ MEMNUN DEĞİLİM'), ('tr', 'Memnun Değilim'), ('tr', U&'memnun deg\0306ili\0307m'),
	('tr', 'KARARSIZIM'), ('ar', 'راض جدا'), ('ar', 'غـيـر راضٍ'), ('ar', 'راضِي'), ('fa', 'خيلي راضي'), ('ur', 'بهت مطمئن'), ('ur', U&'\0645\0637\0645\064A\0654\0646'), ('ur', '۴ - مطمئن'),
	('fr', 'TRÈS SATISFAIT'), ('da', 'MEGET TILFREDS'), ('nb', 'SVÆRT FORNØYD'), ('ru', 'ОЧЕНЬ ДОВОЛЕН'), ('ru', 'Удовлетворён'), ('uk', 'ДУЖЕ НЕЗАДОВОЛЕНИЙ'), ('ro', 'Mulţumit'), ('ro', 'NEMULȚUMITĂ'),
	('el', 'ΠΟΛΎ ΙΚΑΝΟΠΟΙΗΜΈΝΟΣ'), ('el', 'ΠΟΛΥ ΙΚΑΝΟΠΟΙΗΜΕΝΟΣ'), ('vi', 'RẤT KHÔNG HÀI LÒNG'), ('cs', 'Velmi spokojený.'), ('es', 'Muy satisfecho/a'), ('zh', '５：非常满意'), ('hi', '५ बहुत संतुष्ट'), ('th', '๕ พึงพอใจมาก'),
	('de', '4 stars'), ('de', '★★★☆☆'), ('DE', 'zufrieden'), ('pt-BR', 'Satisfeito'), ('ZH_TW', '滿意'), ('en', 'Satisfied'),
	('no', 'svært fornøyd'), ('NO', '4'), ('no-NO', 'Fornøyd'), ('iw', 'מרוצה'), ('iw_IL', '5'), (' de', 'zufrieden'), (E'de\t', 'zufrieden'), (E'\n de_AT ', 'zufrieden'), ('zh-Hant-TW', '滿意'),
	('de', 'teils/teils'), ('de', 'Weder zufrieden noch unzufrieden')) AS form (language, answer);
-- what is not sure, and what is of another language
CREATE TABLE unsure (language, answer) AS
VALUES ('ru', 'скорее доволен'), ('ru', 'скорее недоволен'), ('tr', 'çok memnun değilim'), ('az', 'razıyam'), ('az', 'RAZIYAM'), ('ja', '満足'), ('ja', '不満'), ('ja', 'やや満足'), ('id', 'tidak puas'), ('id', 'cukup puas'),
	('id', 'netral'), ('fr', 'satisfait·e'), ('de', 'satisfied'), ('de', 'zufrieden 3'), ('de', 'zufriden'), ('en', 'zufrieden'), ('ur', 'راضی'), ('fa', 'مطمئن'), ('el', 'ικανοποιημενοςη');
SELECT language, answer, outcome(format('SELECT csat_rating(%L, %L)', answer, language)) AS read FROM unsure
WHERE outcome(format('SELECT csat_rating(%L, %L)', answer, language)) NOT LIKE '22P02%' OR try_csat_rating(answer, language) IS NOT NULL;
SELECT csat_rating('zufriden', 'de');
SELECT csat_rating('zufrieden', 'deu');
SELECT language, left(outcome, 70) AS outcome FROM unnest(ARRAY['', 'd', '-', 'de de', 'de de-AT', '_de', 'english', 'n', 'noo', 'é', repeat('x', 90)]) language, outcome(format('SELECT csat_rating(''4'', %L)', language));
-- an answer without a language would be lost; no answer is none in any
SELECT csat_rating('4', NULL);
SELECT try_csat_rating('4', NULL);
SELECT csat_rating(NULL, 'de'), csat_rating(NULL), csat_rating(NULL, NULL), csat_rating(NULL, 'xx'), try_csat_rating(NULL), try_csat_rating(NULL, NULL), try_csat_rating(NULL, 'xx');
-- as the functions of 1.0.0 are, which a server has until they are updated
ALTER FUNCTION csat_rating(text, text) STRICT;
SELECT csat_rating('4', NULL), csat_rating('4', 'no');
ALTER FUNCTION csat_rating(text, text) CALLED ON NULL INPUT;

--
-- try_csat_rating: NULL where csat_rating is an error, and nowhere else
--
SELECT answer, outcome, try_csat_rating(answer) FROM (SELECT answers FROM readable UNION ALL SELECT answers FROM unreadable) AS both_tables, unnest(answers) answer,
	outcome(format('SELECT csat_rating(%L)', answer))
WHERE try_csat_rating(answer)::text IS DISTINCT FROM CASE WHEN outcome ~ '^[1-5]$' THEN outcome END OR try_csat_rating(answer) IS DISTINCT FROM try_csat_rating(answer, 'en');
SELECT try_csat_rating(answer), count(*) FROM long GROUP BY 1;
SELECT try_csat_rating('4', 'xx');
SELECT try_csat_rating(repeat(' ', 400) || '4'), try_csat_rating('4 - Dissatisfied'), try_csat_rating('4 - Satisfied'), try_csat_rating('sehr zufrieden', 'de');

--
-- nps_rating
--
SELECT DISTINCT score, answer, outcome
FROM (SELECT n AS score, unnest(ARRAY[n::text, n || '.0', n || ',0', n || '.00', n || '/10', n || ' / 10', n || ' out of 10', '''' || n, '="' || n || '"', ' ' || n || ' ', U&'\FEFF' || n]) AS answer FROM generate_series(0, 10) n
	UNION ALL VALUES (10, '10 - Extremely likely'), (0, '0 = Not at all likely'), (0, '0 - NOT AT ALL LIKELY'), (10, '10: Very likely'), (0, '0 (Not likely)'), (5, '5 - Neutral'), (10, '10/10 - Extremely likely.'),
		(8, '８'), (10, '１０'), (10, '١٠'), (9, '۹'), (0, '०')) AS form,
	outcome(format('SELECT nps_rating(%L)', answer)) WHERE outcome <> score::text;
SELECT answer, outcome FROM unnest(ARRAY['11', '-1', '+9', '100', '010', '00', '05', '9.5', '9,5', '9.', '1e1', '9/5', '9/11', '9 10', '9-10', '9, 10', '10 10', 'nine', 'FIVE', '9 stars', '★★★★★', '🙂', 'Extremely likely', 'Neutral',
	'9 - Extremely likely', '10 - Not at all likely', '7 - Likely', '10 - Satisfied', 'likely', 'promoter', '-', '12345678901234567890', '10 - Äußerst wahrscheinlich']) answer,
	outcome(format('SELECT nps_rating(%L)', answer)) WHERE outcome NOT LIKE '22P02%' OR try_nps_rating(answer) IS NOT NULL;
SELECT nps_rating('11');
SELECT nps_rating('10 - Not at all likely');
SELECT nps_rating(' ');
SELECT nps_rating(NULL), try_nps_rating(NULL), try_nps_rating('11'), try_nps_rating('9'), try_nps_rating(repeat(' ', 400) || '9'), pg_typeof(nps_rating('9'));
SELECT nps(nps_rating(answer)) FROM unnest(ARRAY['10 - Extremely likely', '8', '="0"', NULL]) answer;

--
-- label_rating
--
CREATE TABLE forms (form text, labels text[]);
INSERT INTO forms VALUES
	('Qualtrics', '{Extremely dissatisfied,Somewhat dissatisfied,Neither satisfied nor dissatisfied,Somewhat satisfied,Extremely satisfied}'),
	('agreement', '{Strongly disagree,Disagree,Neither agree nor disagree,Agree,Strongly agree}'),
	('quality', '{Poor,Fair,Good,Very good.,Excellent!}'), ('faces', '{😞,😐,🙂,😄,😍}'), ('choice codes', '{A5,A4,A3,A2,A1}'), ('signs', '{--,-,0,+,++}'), ('German', '{Überhaupt nicht,Eher nicht,Teilweise,Überwiegend,Völlig}'),
	('yes and no', '{No,Yes}'), ('seven', '{a,b,c,d,e,f,g}'), ('numbers', '{5,4,3,2,1}'), ('a hundred', (SELECT array_agg(chr(97 + i / 10) || chr(97 + i % 10) ORDER BY i) FROM generate_series(0, 99) i));
-- each label is its place, however it is written; any that is not
SELECT form, place, written, outcome FROM forms, unnest(labels) WITH ORDINALITY l(label, place),
	unnest(ARRAY[label, upper(label), normalize(label, NFD), E' \t' || label || ' ', replace(label, ' ', '_'), rtrim(label, '.!'), rtrim(label, '.!') || '.', '="' || label || '"', U&'\FEFF' || label]) written,
	outcome(format('SELECT label_rating(%L, %L)', written, labels)) WHERE outcome <> place::text;
-- a number alone or before its label, unless a label has a digit in it
SELECT form, string_agg(format('%s: %s', answer, try_label_rating(answer, labels)), '; ' ORDER BY answer COLLATE "C") AS read
FROM forms, unnest(ARRAY['2', '２', '2.0', '2/5', '2 - Fair', '2: Yes', 'Fair (2)', '7', '100', '0', '3 - Fair', '2 stars', 'TWO', '04']) answer
WHERE try_label_rating(answer, labels) IS NOT NULL GROUP BY form ORDER BY form COLLATE "C";
-- nothing else
SELECT form, answer FROM forms, unnest(ARRAY['', ' ', 'N/A', 'Goo', 'Very', 'Good Good', 'Good - Fair', 'satisfied', 'A6', '-1', '1 2', '★★', 'nein', '5 - Fair', repeat('x', 401)]) answer WHERE try_label_rating(answer, labels) IS NOT NULL;
-- each label is read as its own place, whatever dots it ends in
SELECT answer, label_rating(answer, '{4.,4..,Fine...}') FROM unnest(ARRAY['4', '4.', '4..', 'Fine...', 'fine...']) answer;
SELECT label_rating('Great', '{Poor,Fair,Good}');
SELECT label_rating('3 - Fair', '{Poor,Fair,Good}');
SELECT label_rating('', '{Poor,Fair,Good}');
-- labels that are none, beside a good answer and in try_label_rating too
SELECT left(labels, 20) AS labels, outcome(format('SELECT label_rating(''a'', %L)', labels)) AS outcome, outcome(format('SELECT try_label_rating(''a'', %L)', labels)) = outcome(format('SELECT label_rating(''a'', %L)', labels)) AS same
FROM unnest(ARRAY['{}', '{a,NULL}', '{a,b,A}', '{a,""}', '{a,b,c,d,"b."}', '{a," "}', '{a,.}', '{{a,b},{c,d}}', format('{a,%s}', repeat('x', 401))]) labels;
SELECT label_rating('a', NULL);
SELECT try_label_rating('a', NULL);
SELECT label_rating(NULL, '{a,a}'), label_rating(NULL, NULL), try_label_rating(NULL, '{}'), label_rating('b', '[0:1]={a,b}'), pg_typeof(label_rating('a', '{a}'));
-- labels that change from row to row, of all lengths and storages
SELECT count(*) AS answers, count(*) FILTER (WHERE label_rating(label, labels) <> place) AS wrong
FROM (SELECT labels, label, place FROM forms, unnest(labels) WITH ORDINALITY l(label, place), generate_series(1, 3) ORDER BY hashtext(label || form), form) AS shuffled;
CREATE TABLE stored AS SELECT ARRAY[repeat('a', 300), repeat('b', 300)] || array_agg(repeat('c', 200) || i) AS labels FROM generate_series(1, 60) i;
ALTER TABLE stored ALTER labels SET STORAGE EXTERNAL;
INSERT INTO stored SELECT labels FROM stored;
SELECT label_rating(repeat('B', 300), labels), label_rating(repeat('c', 200) || 60, labels) FROM stored;

--
-- Other encodings
--
CREATE DATABASE regress_csat_euc_jp TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_csat_euc_jp
SET client_encoding = 'UTF8';
CREATE EXTENSION csat;
SELECT csat_rating('★★★★☆'), csat_rating('４　－　Ｓａｔｉｓｆｉｅｄ'), csat_rating('5'), csat_rating(NULL);
SELECT csat_rating('★★★☆');
SELECT csat_rating('');
SELECT csat_rating('非常に満足', 'ja'), csat_rating('5 大変満足', 'ja'), try_csat_rating('満足', 'ja'), csat_rating('очень доволен', 'ru');
SELECT csat_rating(repeat('満足', 41));
-- no character of Unicode, and none that a client could be shown
DO $$ BEGIN
	PERFORM csat_rating(convert_from('\xa9a1', 'EUC_JP'));
EXCEPTION WHEN invalid_text_representation THEN
	RAISE NOTICE 'refused';
END $$;

CREATE DATABASE regress_csat_win1252 TEMPLATE template0 ENCODING 'WIN1252' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_csat_win1252
SET client_encoding = 'UTF8';
CREATE EXTENSION csat;
SELECT csat_rating('4 – Satisfied'), csat_rating(U&'\00A0Satisfied\00A0(4)'), csat_rating('4 — Satisfied'), csat_rating('3'), csat_rating(repeat(' ', 399) || '2');
SELECT label_rating('Überwiegend', '{Kaum,ÜBERWIEGEND}'), nps_rating('10 – Extremely likely');
SELECT csat_rating('TRÈS SATISFAIT', 'fr'), csat_rating('nöjd', 'sv'), try_csat_rating('très satisfaits', 'fr'), csat_rating('satisfeito', 'pt');
SELECT csat_rating('zufrieden für immer');
SELECT csat_rating(repeat('é', 401));
SELECT csat_band(81), nps_category(10), is_satisfied(4);
DO $$ BEGIN
	PERFORM csat_rating('4' || chr(129));
EXCEPTION WHEN invalid_text_representation THEN
	RAISE NOTICE 'refused';
END $$;

CREATE DATABASE regress_csat_sql_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';
\c regress_csat_sql_ascii
SET client_encoding = 'UTF8';
CREATE EXTENSION csat;
SELECT csat_rating('★★★★☆'), csat_rating('４／５'), csat_rating('🙁️'), csat_rating('4 – Satisfied'), csat_rating(repeat(' ', 399) || '2');
SELECT csat_rating('ÇOX MƏMNUNAM', 'az'), csat_rating('بہت مطمئن', 'ur'), try_csat_rating(E'zufrieden\xff', 'de'), try_csat_rating(E'\xe2', 'az');
SELECT csat_rating('★★★☆');
SELECT csat_rating(repeat('x', 79) || '★' || 'y');
-- bytes that are no UTF-8: cut off, overlong, a surrogate, beyond Unicode
DO $$
DECLARE
	bytes text;
BEGIN
	FOREACH bytes IN ARRAY ARRAY[E'\xff', E'4\x80', E'4\xe2', E'\xe2\x98', E'4\xc0\xa0', E'4\xe0\x80\xa0', E'\xed\xa0\x80', E'\xf4\x90\x80\x80',
		E'\xf0\x9f\x99', E'\xa0\x34', E'satisfied\xe9', repeat(E'\xe2', 80), repeat(E'\xf0', 500)]
	LOOP
		BEGIN
			PERFORM csat_rating(bytes);
			RAISE NOTICE 'read %', encode(bytes::bytea, 'hex');
		EXCEPTION WHEN invalid_text_representation THEN
			NULL;
		END;
	END LOOP;
END $$;

\c :home
DROP DATABASE regress_csat_utf8;
DROP DATABASE regress_csat_euc_jp;
DROP DATABASE regress_csat_win1252;
DROP DATABASE regress_csat_sql_ascii;
