"""Asks a server through one of two of Python's drivers.

usage: dbapi.py psycopg | pyodbc, with libpq's PG... variables set.
What is read and printed is told in README.md.
"""

import importlib
import os
import re
import sys
from decimal import Decimal


class Psycopg:
    placeholder = "%s"

    def __init__(self, driver):
        self.connection = driver.connect("")
        self.connection.autocommit = True

    def cursor(self, form):
        return self.connection.cursor(binary=form == "binary")

    def diagnosis(self, error):
        return error.sqlstate, error.diag.message_primary, error.diag.message_hint


class Pyodbc:
    placeholder = "?"

    def __init__(self, driver):
        self.connection = driver.connect(
            "DRIVER={PostgreSQL Unicode};SERVER=%(PGHOST)s;PORT=%(PGPORT)s;"
            "UID=%(PGUSER)s;PWD=%(PGPASSWORD)s;DATABASE=%(PGDATABASE)s" % os.environ,
            autocommit=True)

    def cursor(self, form):
        return self.connection.cursor()

    def diagnosis(self, error):
        # ODBC has one text for an error, in which its driver puts the message
        # and the detail, and not the hint.
        sqlstate, text = error.args
        return sqlstate, re.search("ERROR: (.*?);?\n", text)[1], None


def printed(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return bytes(value).hex()
    if hasattr(value, "lower_inc"):
        return "%s%s,%s%s" % ("[" if value.lower_inc else "(", value.lower,
                              value.upper, "]" if value.upper_inc else ")")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def answer(client, form, statement, *parameters):
    cursor = client.cursor(form)
    cursor.execute(statement.replace("$1", client.placeholder), parameters)
    for row in cursor.fetchall():
        print(*map(printed, row), sep="\t")


def main(name):
    driver = importlib.import_module(name)
    client = Pyodbc(driver) if name == "pyodbc" else Psycopg(driver)
    for line in sys.stdin:
        try:
            answer(client, *line.rstrip("\n").split("\t"))
        except driver.Error as error:
            print("ERROR", *map(printed, client.diagnosis(error)), sep="\t")
        print(".")


main(sys.argv[1])
