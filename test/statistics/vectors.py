"""Limits of NPS's score interval and changes of both scores, to 40 digits and
by root finding alone: what test/t/003_statistics.pl compares the extension's
closed forms with.  Needs mpmath:

    python3 test/statistics/vectors.py > test/statistics/vectors.txt
"""
from mpmath import mp, mpf, sqrt, hypot, erfc, erfinv, nstr

mp.dps = 50


def quantile(level):
    # of the level as double precision has it
    return sqrt(2) * erfinv(mpf(float(level)))


def bisect(f, low, high):
    """Where f, positive at low and negative at high, is 0."""
    for _ in range(170):
        middle = (low + high) / 2
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return low


def nps_score(d, s, p):
    return mpf(p - d) / (d + s + p)


def nps_low(d, s, p, z):
    n = d + s + p
    score = nps_score(d, s, p)

    def test(theta):
        b = -d - p + (2 * n - p + d) * theta
        q = (sqrt(b * b + 8 * n * d * theta * (1 - theta)) - b) / (4 * n)
        return p - d - n * theta - z * sqrt(n * (2 * q + theta * (1 - theta)))

    return mpf(-1) if d == n else bisect(test, mpf(-1), score)


def csat_score(d, s, p):
    return mpf(p) / (d + s + p)


def csat_low(d, s, p, z):
    n = d + s + p
    return bisect(lambda x: p - n * x - z * sqrt(n * x * (1 - x)), mpf(0), csat_score(d, s, p))


# the score, its lower limit, and the answers turned round
NPS = (nps_score, nps_low, lambda d, s, p: (p, s, d), 0)
CSAT = (csat_score, csat_low, lambda d, s, p: (d, p, s), 1)


def change(kind, before, after, level):
    score, low, turned, top = kind

    def limit(before, after, z):
        up = score(*after) - low(*after, z)
        down = top - low(*turned(*before), z) - score(*before)  # upper limit less score
        return score(*after) - score(*before) - hypot(up, down)

    z = quantile(level)
    difference = score(*after) - score(*before)
    high = -limit(turned(*before), turned(*after), z)
    if difference == 0:
        p = mpf(1)
    else:
        pair = (before, after) if difference > 0 else (turned(*before), turned(*after))
        root = bisect(lambda z: limit(*pair, z), mpf(0), mpf(60))
        p = erfc(root / sqrt(2))
    return limit(before, after, z), high, p


COUNTS = [(1, 0, 3388451), (3388451, 0, 1), (0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 0, 1), (1, 2, 3),
          (342, 968, 1436), (1, 10**6, 3), (0, 10**9, 1), (0, 5, 10**6), (7, 0, 10**12), (10**15, 10**15, 10**15)]
PAIRS = [((259, 717, 1150), (83, 251, 286)), ((1, 0, 0), (0, 0, 1)), ((5, 0, 0), (4, 1, 0)), ((0, 10, 0), (0, 9, 1)),
         ((1, 0, 3388451), (5, 0, 3388451)), ((1, 10**6, 3), (3, 10**6, 1)), ((100, 0, 0), (0, 1, 199)),
         ((300, 0, 0), (0, 0, 300)), ((2, 3, 10**9), (9, 3, 10**7)), ((1, 2, 3), (10**6, 10**6, 10**6))]
TWO = [tuple((0, d + s, p) for d, s, p in pair) for pair in PAIRS]

for level in ('1e-6', '0.5', '0.95', '0.999999'):
    for counts in COUNTS:
        z = quantile(level)
        low, high = nps_low(*counts, z), -nps_low(*reversed(counts), z)
        print('interval', *counts, level, nstr(low, 40), nstr(high, 40))
for name, kind, pairs in (('nps', NPS, PAIRS), ('csat', CSAT, TWO)):
    for before, after in pairs:
        for level in ('0.5', '0.95'):
            print(name, *before, *after, level, *(nstr(x, 40) for x in change(kind, before, after, level)))
