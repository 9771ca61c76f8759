"""The tasks of README.md, asked by SQLAlchemy's tables and functions."""

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, insert, select
from sqlalchemy.exc import DataError
from sqlalchemy.types import UserDefinedType


class ScoreTally(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **options):
        return "score_tally"


metadata = MetaData()
overall = Table("airport_overall", metadata, Column("year", Integer), Column("score", Integer))
nobody = Table("nobody", metadata, Column("score", Integer))
kept = Table("kept_by_sqlalchemy", metadata, Column("year", Integer, primary_key=True), Column("tally", ScoreTally))
engine = create_engine("postgresql+psycopg2://", future=True)


def rows(statement):
    with engine.begin() as connection:
        return connection.execute(statement).all()


for year, csat in rows(select(overall.c.year, func.csat(overall.c.score)).group_by(overall.c.year).order_by(overall.c.year)):
    print(year, "%.2f" % csat, sep="\t")
print(".")
for year, in rows(select(overall.c.year).group_by(overall.c.year).having(func.csat(overall.c.score, 5) > 80).order_by(overall.c.year)):
    print(year)
print(".")
print(rows(select(func.csat(nobody.c.score)))[0][0] or "\\N")
print(".")
try:
    rows(select(func.csat(overall.c.year)))
except DataError as error:
    print("ERROR", error.orig.pgcode, sep="\t")
print(".")
kept.create(engine)
tallies = select(overall.c.year, func.csat_tally(overall.c.score, type_=ScoreTally)).group_by(overall.c.year)
with engine.begin() as connection:
    connection.execute(insert(kept), [{"year": year, "tally": tally} for year, tally in connection.execute(tallies)])
for year, tally in rows(select(kept).order_by(kept.c.year)):
    print(year, tally, sep="\t")
print("%.2f" % rows(select(func.csat(kept.c.tally)))[0][0])
print(".")
