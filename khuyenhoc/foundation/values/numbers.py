"""
Numbers as Vietnamese reports write them (RULE-19, RULE-20): a dot parts thousands, a comma decimals, words
scale and qualify.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import gettext_noop

UPPER_BOUND = 10**15
"""No count and no amount in đồng the platform keeps reaches this."""

HIGHEST_RATE = Decimal(10_000)
MOST_DECIMALS = 6
_LONGEST_TEXT = 80

_SCALES = {
    "nghin ty": 10**12, "ngan ty": 10**12, "nghin ti": 10**12, "ngan ti": 10**12, "ty": 10**9, "ti": 10**9,
    "trieu": 10**6, "tr": 10**6, "nghin": 10**3, "ngan": 10**3,
}  # fmt: skip
_QUALIFIERS = {
    "over": Qualifier.OVER, "tren": Qualifier.OVER, "hon": Qualifier.OVER,
    "nearly": Qualifier.NEARLY, "gan": Qualifier.NEARLY,
    "about": Qualifier.ABOUT, "khoang": Qualifier.ABOUT, "chung": Qualifier.ABOUT, "do": Qualifier.ABOUT,
    "khoang chung": Qualifier.ABOUT,
}  # fmt: skip
_QUALIFIED = {
    Qualifier.OVER: gettext_noop("over %(number)s"),
    Qualifier.NEARLY: gettext_noop("nearly %(number)s"),
    Qualifier.ABOUT: gettext_noop("about %(number)s"),
}

_LEADING_WORD = re.compile(r"(tren|hon|gan|khoang chung|khoang|chung|do) (?=[0-9])")
_CURRENCY = re.compile(r"\s*(?:dong|vnd|d|₫)$")
_NUMBER = r"[0-9]+(?:[., ][0-9]+)*"
_PART = re.compile(rf"({_NUMBER})(?: ?({'|'.join(_SCALES)})\b)?(?: |$)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)|[0-9]+")
_RATE = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?%?")


class NotANumber(ValueError):
    """
    What stands there cannot be read as a number without guessing. `reason` says why, and what to write
    instead.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole number, not negative, below `UPPER_BOUND`, and the word that stood before it."""

    value: int
    qualifier: Qualifier


def read_count(written: object) -> Reading:
    """
    Read a count, or an amount of money in đồng, from a cell: `6.126`, `trên 60 nghìn`, `7,2 tỷ đồng`, or a
    spreadsheet's own number.

    :raises NotANumber: it is empty, negative, broken, ambiguous, a formula, or has words after it
    """
    match written:
        case str():
            return _count_of_text(written)
        case bool():
            raise NotANumber(_("This cell holds true or false, not a number. Write it again in digits."))
        case int():
            return Reading(_bounded(written, f"{written}"), Qualifier.EXACT)
        case float() | Decimal():
            return Reading(_count_of_fraction(written), Qualifier.EXACT)
        case date():
            raise NotANumber(
                _(
                    "This cell is the day %(day)s, not a number. The spreadsheet may have changed the "
                    "number into a day: format the cell as Text, then write it again."
                )
                % {"day": date_text(written)}
            )
        case _:
            raise NotANumber(
                _(
                    "This cell is empty. Write a number; where there is no figure yet, leave out the whole "
                    "row instead of writing 0."
                )
            )


def read_rate(written: object) -> Decimal:
    """
    Read a percentage with as many decimals as were printed (RULE-16): `52.6`, `30,03%`, `52,60 %`. Dot and
    comma are both decimal marks.

    :raises NotANumber: it is empty, negative, above 10 000, more finely divided than any report prints, or no
      number
    """
    if isinstance(written, str):
        return _rate_of_text(written)
    if isinstance(written, bool) or not isinstance(written, (int, float, Decimal)):
        raise NotANumber(_("This share is not a number. Write it as the report prints it, for example 52,6."))
    exact = Decimal(repr(written)) if isinstance(written, float) else Decimal(written)
    if exact.is_finite() and exact == exact.to_integral_value():
        # A spreadsheet's number 52 comes as 52.0: the report printed no zero.
        exact = exact.quantize(Decimal(1)) if abs(exact) <= HIGHEST_RATE else exact
    return _sensible_rate(exact, f"{written}")


def read_qualifier(written: object) -> Qualifier:
    """
    Read the word before a number: empty, `over`, `nearly`, `about`, or the Vietnamese word for it.

    :raises NotANumber: it is another word
    """
    if written is None or (isinstance(written, str) and not written.strip()):
        return Qualifier.EXACT
    key = search_key(written) if isinstance(written, str) else ""
    if key not in _QUALIFIERS:
        raise NotANumber(
            _(
                "%(written)s is not a word that stands before a number. Write over, nearly or about; leave "
                "it empty for an exact number."
            )
            % {"written": _quoted(written)}
        )
    return _QUALIFIERS[key]


def grouped(n: int) -> str:
    """`6126` as "6.126"."""
    return f"{n:,}".replace(",", ".")


def percent_text(rate: Decimal, places: int = 2) -> str:
    """
    A percentage with the decimals it has, at most `places` of them (half up): "30,03 %", "52,6 %". A no-break
    space before the sign.
    """
    exponent = rate.as_tuple().exponent
    if isinstance(exponent, int) and (-exponent > places or exponent > 0):
        rate = rate.quantize(Decimal(1).scaleb(-places if exponent < 0 else 0), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rate:,f}".partition(".")
    return f"{whole.replace(',', '.')}{',' + decimals if decimals else ''}\u00a0%"


def with_qualifier(n: int, qualifier: Qualifier) -> str:
    """ "trên 60.000", "over 60.000": in the active language."""
    return _(_QUALIFIED[qualifier]) % {"number": grouped(n)} if qualifier in _QUALIFIED else grouped(n)


def date_text(day: date) -> str:
    """ "09/11/2022"."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _count_of_text(text: str) -> Reading:
    quoted = _quoted(text)
    if len(text) > _LONGEST_TEXT:
        raise NotANumber(
            _(
                "%(quoted)s is not a number. Write only the number in this cell, and the words in the "
                "column of notes."
            )
            % {"quoted": quoted}
        )
    plain = search_key(text)
    _refuse_what_only_looks_like_a_count(plain, quoted)
    word = _LEADING_WORD.match(plain)
    qualifier = _QUALIFIERS[word[1]] if word else Qualifier.EXACT
    amount = _CURRENCY.sub("", plain[word.end() :] if word else plain)
    return Reading(_bounded(_sum_of_parts(amount, quoted), quoted), qualifier)


def _refuse_what_only_looks_like_a_count(plain: str, quoted: str) -> None:
    if not plain:
        raise NotANumber(
            _(
                "This cell is empty. Write a number; where there is no figure yet, leave out the whole row "
                "instead of writing 0."
            )
        )
    if plain[0] in "=@":
        raise NotANumber(_("%(quoted)s is a formula. Paste the value in its place.") % {"quoted": quoted})
    if re.match(r"[-−–]\s*[0-9]", plain):
        raise NotANumber(
            _("%(quoted)s is a negative number. Counts and amounts cannot be negative.") % {"quoted": quoted}
        )
    if "%" in plain:
        raise NotANumber(
            _("%(quoted)s is a share. Write the count in this cell and the share in the column of shares.")
            % {"quoted": quoted}
        )
    if ratio := re.fullmatch(rf"({_NUMBER}) ?/ ?({_NUMBER})(?: .*)?", plain):
        raise NotANumber(
            _(
                "%(quoted)s is two numbers. Write %(first)s in this cell and %(second)s in the column of "
                "totals."
            )
            % {"quoted": quoted, "first": ratio[1], "second": ratio[2]}
        )


def _sum_of_parts(amount: str, quoted: str) -> int:
    """
    The number itself, without the word before and the currency after it: one part ("60 nghin") or several ("1
    ty 200 trieu").
    """
    parts: list[tuple[str, int]] = []
    at = 0
    while part := _PART.match(amount, at):
        parts.append((part[1], _SCALES[part[2]] if part[2] else 1))
        at = part.end()
    if not parts:
        raise NotANumber(
            _(
                "%(quoted)s is not a number. Write it in digits, for example 6.126; where there is no "
                "figure yet, leave out the whole row."
            )
            % {"quoted": quoted}
        )
    if at < len(amount):
        sound = amount[:at].strip()
        way_out = (
            _("Write %(sound)s, then load the file again.") % {"sound": sound}
            if sound.isdigit()
            else _("Write only the number, without the words after it.")
        )
        raise NotANumber(
            _("%(quoted)s is not a number. %(way_out)s") % {"quoted": quoted, "way_out": way_out}
        )
    if len(parts) == 1:
        return _number(*parts[0], quoted)
    total, room = 0, UPPER_BOUND
    for digits, scale in parts:
        value = _number(digits, scale, quoted)
        if "," in digits or scale == 1 or value >= room:
            raise NotANumber(
                _("%(quoted)s can be read in several ways. Write all digits, for example 1.200.000.000.")
                % {"quoted": quoted}
            )
        total, room = total + value, scale
    return total


def _number(digits: str, scale: int, quoted: str) -> int:
    whole, comma, decimals = digits.partition(",")
    if not _GROUPED.fullmatch(whole) or "," in decimals or (comma and not decimals.isdigit()):
        _refuse_marks(digits, scale, quoted)
    if not comma:
        return int(re.sub(r"[. ]", "", whole)) * scale
    if scale == 1 or (len(decimals) == 3 and decimals.endswith("0")):
        # "6,126" may be English thousands; and the last zero of "1,500 triệu" is not written as a decimal.
        _refuse_marks(digits, scale, quoted)
    exact = Decimal(f"{re.sub(r'[. ]', '', whole)}.{decimals}") * scale
    if exact != exact.to_integral_value():
        raise NotANumber(
            _("%(quoted)s has a part smaller than one unit. Write all digits, without decimals.")
            % {"quoted": quoted}
        )
    return int(exact)


def _refuse_marks(digits: str, scale: int, quoted: str) -> None:
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", digits):
        bare = digits.replace(",", "")
        way_out = (
            _("write %(grouped)s or %(bare)s") % {"grouped": grouped(int(bare)), "bare": int(bare)}
            if scale == 1
            else _("write %(grouped)s, then the word") % {"grouped": grouped(int(bare))}
        )
        raise NotANumber(
            _(
                "%(quoted)s is not clear, because a comma stands before decimals. If it parts thousands, "
                "%(way_out)s."
            )
            % {"quoted": quoted, "way_out": way_out}
        )
    if scale > 1 and re.fullmatch(r"[0-9]+\.[0-9]+", digits):
        raise NotANumber(
            _(
                "%(quoted)s is not clear, because a dot parts thousands. Write decimals after a comma: "
                "%(number)s."
            )
            % {"quoted": quoted, "number": digits.replace(".", ",")}
        )
    if re.fullmatch(r"[0-9]+[.,][0-9]+", digits):
        raise NotANumber(
            _(
                "%(quoted)s is not a whole number. A dot stands only before exactly three digits, for "
                "example 6.126."
            )
            % {"quoted": quoted}
        )
    raise NotANumber(
        _("%(quoted)s has its dots and commas mixed. Write it again, for example 1.234.567 or 1234567.")
        % {"quoted": quoted}
    )


def _count_of_fraction(number: float | Decimal) -> int:
    if not (number.is_finite() if isinstance(number, Decimal) else math.isfinite(number)):
        raise NotANumber(_("This cell holds no readable number. Write it again in digits."))
    if number == int(number):
        return _bounded(int(number), f"{number}")
    exact = Decimal(repr(number)) if isinstance(number, float) else number
    shown = f"{exact.normalize():f}".replace(".", ",")
    thousands = exact * 1000
    way_out = (
        _("If %(grouped)s is meant, write %(plain)s without a mark")
        % {"grouped": grouped(int(thousands)), "plain": int(thousands)}
        if thousands > 0 and thousands == thousands.to_integral_value()
        else _("Write a whole number, without a mark")
    )
    raise NotANumber(
        _(
            "The spreadsheet takes this cell for the decimal number %(shown)s. The mark between thousands "
            "may have been read as the one before decimals. %(way_out)s, then load the file again."
        )
        % {"shown": shown, "way_out": way_out}
    )


def _bounded(n: int, shown: str) -> int:
    if n < 0:
        raise NotANumber(
            _("%(shown)s is a negative number. Counts and amounts cannot be negative.") % {"shown": shown}
        )
    if n >= UPPER_BOUND:
        raise NotANumber(
            _("This number is too large (a million billion or more). Check the number of zeros.")
        )
    return n


def _rate_of_text(text: str) -> Decimal:
    quoted = _quoted(text)
    plain = " ".join(text.split())
    if not plain:
        raise NotANumber(_("This share is empty. Write it as the report prints it, for example 52,6."))
    if plain[0] in "=@":
        raise NotANumber(_("%(quoted)s is a formula. Paste the value in its place.") % {"quoted": quoted})
    if re.match(r"[-−–]\s*[0-9]", plain):
        raise NotANumber(
            _("%(quoted)s is a negative number. A share cannot be negative.") % {"quoted": quoted}
        )
    written = _RATE.fullmatch(plain) if len(plain) <= _LONGEST_TEXT else None
    if written is None:
        raise NotANumber(
            _(
                "%(quoted)s is not a share. Write only the percentage as the report prints it, for example "
                "52,6."
            )
            % {"quoted": quoted}
        )
    return _sensible_rate(Decimal(written[1].replace(",", ".")), quoted)


def _sensible_rate(rate: Decimal, shown: str) -> Decimal:
    if not rate.is_finite():
        raise NotANumber(
            _("This share holds no readable number. Write it as the report prints it, for example 52,6.")
        )
    if rate < 0:
        raise NotANumber(_("%(shown)s is a negative number. A share cannot be negative.") % {"shown": shown})
    if rate > HIGHEST_RATE:
        raise NotANumber(_("%(shown)s is too large for a percentage. Check the comma.") % {"shown": shown})
    if -int(rate.as_tuple().exponent) > MOST_DECIMALS:
        raise NotANumber(
            _("%(shown)s has too many decimals. Write the share as the report prints it, for example 52,63.")
            % {"shown": shown}
        )
    return rate


def _quoted(written: object) -> str:
    text = " ".join(str(written).split())
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"
