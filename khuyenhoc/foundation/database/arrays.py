"""Columns against very many values: one array is handed over, however many there are."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, TextField, Value

from khuyenhoc.foundation.values.mandates import UnitId


class AnyOf(Func):
    """
    Whether a column is one of an array: a single parameter.

    Of the column's own type, or PostgreSQL goes through the array for every row instead of making a table of
    it once.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class NoneOf(AnyOf):
    arg_joiner = " <> ALL("


def among_units(column: str, units: Collection[UnitId]) -> AnyOf:
    return AnyOf(F(column), _units(units))


def not_among_units(column: str, units: Collection[UnitId]) -> NoneOf:
    return NoneOf(F(column), _units(units))


def among_words(column: str, words: Collection[str]) -> AnyOf:
    return AnyOf(F(column), Value(list(words), output_field=ArrayField(TextField())))


def _units(units: Collection[UnitId]) -> Value:
    return Value(sorted(units), output_field=ArrayField(BigIntegerField()))
