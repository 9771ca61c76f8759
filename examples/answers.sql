-- The made-up answers that README.md's queries read: satisfaction on 1 to 5,
-- recommend on 0 to 10, NULL where nobody answered. Run it once.
CREATE TABLE answers (answered date, channel text, satisfaction integer, recommend integer);

INSERT INTO answers
SELECT answered::date, channel, satisfaction, recommend
FROM (VALUES
    ('2026-01-09', 'chat',  5, 10, 16), ('2026-01-09', 'chat',  4, 8, 12), ('2026-01-23', 'chat',  2, 4, 6),
    ('2026-01-12', 'email', 4,  9, 11), ('2026-01-19', 'email', 3, 7,  9), ('2026-01-26', 'email', 1, 2, 8),
    ('2026-01-16', 'phone', 5,  9,  4), ('2026-01-27', 'phone', 3, 6,  1),
    ('2026-02-06', 'chat',  5, 10, 19), ('2026-02-06', 'chat',  4, 9, 13), ('2026-02-20', 'chat',  3, 7, 5),
    ('2026-02-09', 'email', 5,  9, 10), ('2026-02-16', 'email', 4, 8, 14), ('2026-02-23', 'email', 2, 5, 7),
    ('2026-02-13', 'phone', 4,  8,  5), ('2026-02-24', 'phone', NULL, 9, 2),
    ('2026-03-06', 'chat',  5, 10, 21), ('2026-03-06', 'chat',  5, 9, 15), ('2026-03-20', 'chat',  3, 6, 4),
    ('2026-03-09', 'email', 5, 10, 16), ('2026-03-16', 'email', 4, 8, 13), ('2026-03-23', 'email', 2, 5, 5),
    ('2026-03-13', 'phone', 5, 10,  3), ('2026-03-24', 'phone', 2, NULL, 4)
) AS given (answered, channel, satisfaction, recommend, times)
CROSS JOIN generate_series(1, times);
