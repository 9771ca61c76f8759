"""The tasks of README.md, asked by Django's models."""

import django
from django.conf import settings
from django.db import DataError, connection, models
from django.db.models import Aggregate, DecimalField, F

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres"}},
                   DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()


class ScoreTallyField(models.TextField):
    def db_type(self, connection):
        return "score_tally"


class Overall(models.Model):
    year = models.IntegerField()
    score = models.IntegerField(primary_key=True)

    class Meta:
        app_label, managed, db_table = "survey", False, "airport_overall"


class Nobody(models.Model):
    score = models.IntegerField(primary_key=True)

    class Meta:
        app_label, managed, db_table = "survey", False, "nobody"


class Kept(models.Model):
    year = models.IntegerField(primary_key=True)
    tally = ScoreTallyField()

    class Meta:
        app_label, db_table = "survey", "kept_by_django"


def csat(column, *more):
    return Aggregate(F(column), *more, function="csat", output_field=DecimalField())


def csat_tally(column):
    return Aggregate(F(column), function="csat_tally", output_field=ScoreTallyField())


years = Overall.objects.values("year").order_by("year")

for row in years.annotate(csat=csat("score")):
    print(row["year"], "%.2f" % row["csat"], sep="\t")
print(".")
for row in years.annotate(csat=csat("score", 5)).filter(csat__gt=80):
    print(row["year"])
print(".")
print(Nobody.objects.aggregate(csat=csat("score"))["csat"] or "\\N")
print(".")
try:
    Overall.objects.aggregate(csat=csat("year"))
except DataError as error:
    # psycopg's name of it, and psycopg2's
    print("ERROR", getattr(error.__cause__, "sqlstate", None) or error.__cause__.pgcode, sep="\t")
print(".")
with connection.schema_editor() as editor:
    editor.create_model(Kept)
Kept.objects.bulk_create(Kept(year=row["year"], tally=row["tally"]) for row in years.annotate(tally=csat_tally("score")))
for kept in Kept.objects.order_by("year"):
    print(kept.year, kept.tally, sep="\t")
print("%.2f" % Kept.objects.aggregate(csat=csat("tally"))["csat"])
print(".")
