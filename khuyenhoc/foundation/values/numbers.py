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
    "about": Qualifier.ABOUT, "khoang": Qualifier.ABOUT, "chung": Qualifier.ABOUT, "do": Qualifier.ABOUT, "khoang chung": Qualifier.ABOUT,
}  # fmt: skip
_WORDS = {Qualifier.EXACT: "", Qualifier.OVER: "trên ", Qualifier.NEARLY: "gần ", Qualifier.ABOUT: "khoảng "}

_LEADING_WORD = re.compile(r"(tren|hon|gan|khoang chung|khoang|chung|do) (?=[0-9])")
_CURRENCY = re.compile(r"\s*(?:dong|vnd|d|₫)$")
_NUMBER = r"[0-9]+(?:[., ][0-9]+)*"
_PART = re.compile(rf"({_NUMBER})(?: ?({'|'.join(_SCALES)})\b)?(?: |$)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)|[0-9]+")
_RATE = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?%?")


class NotANumber(ValueError):
    """
    What stands there cannot be read as a number without guessing. `reason_vi` says why, and what to write
    instead.
    """

    def __init__(self, reason_vi: str) -> None:
        super().__init__(reason_vi)
        self.reason_vi = reason_vi


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
            raise NotANumber("Ô này là giá trị đúng/sai, không phải là số. Ghi lại bằng chữ số.")
        case int():
            return Reading(_bounded(written, f"{written}"), Qualifier.EXACT)
        case float() | Decimal():
            return Reading(_count_of_fraction(written), Qualifier.EXACT)
        case date():
            raise NotANumber(
                f"Ô này là ngày {date_text(written)}, không phải là số. Bảng tính có thể đã tự đổi số "
                "thành ngày: "
                "định dạng ô thành Văn bản rồi ghi lại."
            )
        case _:
            raise NotANumber("Ô này trống. Ghi một số; nếu chưa có số liệu thì bỏ cả dòng, đừng ghi 0.")


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
        raise NotANumber("Ô tỷ lệ này không phải là số. Ghi tỷ lệ như báo cáo in ra, chẳng hạn 52,6.")
    exact = Decimal(repr(written)) if isinstance(written, float) else Decimal(written)
    if exact.is_finite() and exact == exact.to_integral_value():
        # A spreadsheet's number 52 comes as 52.0: nobody printed that zero.
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
            f"{_quoted(written)} không phải là từ đi trước con số. Ghi trên, gần hoặc khoảng; số chính xác "
            "thì để trống."
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
    """ "trên 60.000"."""
    return f"{_WORDS[qualifier]}{grouped(n)}"


def count_in_sentence(n: int, qualifier: Qualifier = Qualifier.EXACT) -> str:
    """
    A count as a person says it: "trên 60 nghìn", "gần 27 triệu", "6.126".

    Only a qualified round number is put into words: an exact 60.000 keeps its digits, for it says that none
    is missing.
    """
    if qualifier is not Qualifier.EXACT and n >= 10_000:
        for size, word, decimals in ((10**9, "tỷ", 1), (10**6, "triệu", 1), (10**3, "nghìn", 0)):
            if n >= size and n % (size // 10**decimals) == 0:
                return f"{_WORDS[qualifier]}{_scaled(n, size)} {word}"
    return with_qualifier(n, qualifier)


def money_in_words_short(n: int) -> str:
    """Đồng, never rounded: "7,2 tỷ đồng", "834 triệu đồng", and where that would be long, "834.500 đồng"."""
    for size, word, decimals in ((10**9, "tỷ", 2), (10**6, "triệu", 1)):
        if n >= size and n % (size // 10**decimals) == 0:
            return f"{_scaled(n, size)} {word} đồng"
    return f"{grouped(n)} đồng"


def date_text(day: date) -> str:
    """ "09/11/2022"."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def date_in_document(day: date) -> str:
    """
    As Decree 30/2020 writes dates: a zero before days under 10 and before the months 1 and 2, "ngày 05 tháng
    01 năm 2026".
    """
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _count_of_text(text: str) -> Reading:
    quoted = _quoted(text)
    if len(text) > _LONGEST_TEXT:
        raise NotANumber(f"{quoted} không phải là số. Chỉ ghi số trong ô này, phần chữ ghi sang cột ghi chú.")
    plain = search_key(text)
    _refuse_what_only_looks_like_a_count(plain, quoted)
    word = _LEADING_WORD.match(plain)
    qualifier = _QUALIFIERS[word[1]] if word else Qualifier.EXACT
    amount = _CURRENCY.sub("", plain[word.end() :] if word else plain)
    return Reading(_bounded(_sum_of_parts(amount, quoted), quoted), qualifier)


def _refuse_what_only_looks_like_a_count(plain: str, quoted: str) -> None:
    if not plain:
        raise NotANumber("Ô này trống. Ghi một số; nếu chưa có số liệu thì bỏ cả dòng, đừng ghi 0.")
    if plain[0] in "=@":
        raise NotANumber(f"{quoted} là công thức. Dán giá trị thay cho công thức.")
    if re.match(r"[-−–]\s*[0-9]", plain):
        raise NotANumber(f"{quoted} là số âm. Số lượng và số tiền không được âm.")
    if "%" in plain:
        raise NotANumber(f"{quoted} là tỷ lệ. Ghi số lượng vào ô này và ghi tỷ lệ vào cột tỷ lệ.")
    if ratio := re.fullmatch(rf"({_NUMBER}) ?/ ?({_NUMBER})(?: .*)?", plain):
        raise NotANumber(f"{quoted} là hai số. Ghi {ratio[1]} vào ô này và ghi {ratio[2]} vào cột tổng số.")


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
            f"{quoted} không phải là số. Ghi bằng chữ số, chẳng hạn 6.126; nếu chưa có số liệu thì bỏ cả "
            "dòng."
        )
    if at < len(amount):
        sound = amount[:at].strip()
        way_out = f"Ghi {sound} rồi tải lại." if sound.isdigit() else "Chỉ ghi số, bỏ phần chữ phía sau."
        raise NotANumber(f"{quoted} không phải là số. {way_out}")
    if len(parts) == 1:
        return _number(*parts[0], quoted)
    total, room = 0, UPPER_BOUND
    for digits, scale in parts:
        value = _number(digits, scale, quoted)
        if "," in digits or scale == 1 or value >= room:
            raise NotANumber(f"{quoted} đọc được theo nhiều cách. Ghi đủ chữ số, chẳng hạn 1.200.000.000.")
        total, room = total + value, scale
    return total


def _number(digits: str, scale: int, quoted: str) -> int:
    whole, comma, decimals = digits.partition(",")
    if not _GROUPED.fullmatch(whole) or "," in decimals or (comma and not decimals.isdigit()):
        _refuse_marks(digits, scale, quoted)
    if not comma:
        return int(re.sub(r"[. ]", "", whole)) * scale
    if scale == 1 or (len(decimals) == 3 and decimals.endswith("0")):
        # "6,126" may be English thousands; and nobody writes the last zero of "1,500 triệu" as a decimal.
        _refuse_marks(digits, scale, quoted)
    exact = Decimal(f"{re.sub(r'[. ]', '', whole)}.{decimals}") * scale
    if exact != exact.to_integral_value():
        raise NotANumber(f"{quoted} có phần lẻ nhỏ hơn một đơn vị. Ghi đủ chữ số, không ghi phần lẻ.")
    return int(exact)


def _refuse_marks(digits: str, scale: int, quoted: str) -> None:
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", digits):
        bare = digits.replace(",", "")
        way_out = (
            f"ghi {grouped(int(bare))} hoặc {int(bare)}"
            if scale == 1
            else f"ghi {grouped(int(bare))}, rồi đến chữ"
        )
        raise NotANumber(
            f"{quoted} không rõ là số nào, vì dấu phẩy ngăn phần lẻ. Nếu là hàng nghìn, {way_out}."
        )
    if scale > 1 and re.fullmatch(r"[0-9]+\.[0-9]+", digits):
        raise NotANumber(
            f"{quoted} không rõ là số nào, vì dấu chấm ngăn hàng nghìn. Ghi phần lẻ sau dấu phẩy: "
            f"{digits.replace('.', ',')}."
        )
    if re.fullmatch(r"[0-9]+[.,][0-9]+", digits):
        raise NotANumber(
            f"{quoted} không phải là số nguyên. Dấu chấm chỉ đứng trước đúng ba chữ số, chẳng hạn 6.126."
        )
    raise NotANumber(f"{quoted} có dấu đặt lẫn lộn. Ghi lại, chẳng hạn 1.234.567 hoặc 1234567.")


def _count_of_fraction(number: float | Decimal) -> int:
    if not (number.is_finite() if isinstance(number, Decimal) else math.isfinite(number)):
        raise NotANumber("Ô này không chứa một số đọc được. Ghi lại bằng chữ số.")
    if number == int(number):
        return _bounded(int(number), f"{number}")
    exact = Decimal(repr(number)) if isinstance(number, float) else number
    shown = f"{exact.normalize():f}".replace(".", ",")
    thousands = exact * 1000
    way_out = (
        f"Nếu ý là {grouped(int(thousands))} thì ghi {int(thousands)}, không có dấu"
        if thousands > 0 and thousands == thousands.to_integral_value()
        else "Ghi số nguyên, không có dấu"
    )
    raise NotANumber(
        f"Bảng tính hiểu ô này là số lẻ {shown}. Có thể dấu ngăn hàng nghìn đã bị đọc thành dấu lẻ. "
        f"{way_out}, rồi tải lại."
    )


def _bounded(n: int, shown: str) -> int:
    if n < 0:
        raise NotANumber(f"{shown} là số âm. Số lượng và số tiền không được âm.")
    if n >= UPPER_BOUND:
        raise NotANumber("Số này quá lớn (từ một triệu tỷ trở lên). Xem lại số chữ số 0.")
    return n


def _rate_of_text(text: str) -> Decimal:
    quoted = _quoted(text)
    plain = " ".join(text.split())
    if not plain:
        raise NotANumber("Ô tỷ lệ này trống. Ghi tỷ lệ như báo cáo in ra, chẳng hạn 52,6.")
    if plain[0] in "=@":
        raise NotANumber(f"{quoted} là công thức. Dán giá trị thay cho công thức.")
    if re.match(r"[-−–]\s*[0-9]", plain):
        raise NotANumber(f"{quoted} là số âm. Tỷ lệ không được âm.")
    written = _RATE.fullmatch(plain) if len(plain) <= _LONGEST_TEXT else None
    if written is None:
        raise NotANumber(
            f"{quoted} không phải là tỷ lệ. Chỉ ghi số phần trăm như báo cáo in ra, chẳng hạn 52,6."
        )
    return _sensible_rate(Decimal(written[1].replace(",", ".")), quoted)


def _sensible_rate(rate: Decimal, shown: str) -> Decimal:
    if not rate.is_finite():
        raise NotANumber(
            "Ô tỷ lệ này không chứa một số đọc được. Ghi tỷ lệ như báo cáo in ra, chẳng hạn 52,6."
        )
    if rate < 0:
        raise NotANumber(f"{shown} là số âm. Tỷ lệ không được âm.")
    if rate > HIGHEST_RATE:
        raise NotANumber(f"{shown} quá lớn cho một tỷ lệ phần trăm. Xem lại dấu phẩy.")
    if -int(rate.as_tuple().exponent) > MOST_DECIMALS:
        raise NotANumber(f"{shown} có quá nhiều chữ số lẻ. Ghi tỷ lệ như báo cáo in ra, chẳng hạn 52,63.")
    return rate


def _scaled(n: int, size: int) -> str:
    """An exact multiple in the speech of its scale: 7_200_000_000 by 10**9 is "7,2"."""
    whole, rest = divmod(n, size)
    decimals = f"{rest:0{len(str(size)) - 1}}".rstrip("0")
    return f"{grouped(whole)}{',' + decimals if decimals else ''}"


def _quoted(written: object) -> str:
    text = " ".join(str(written).split())
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"
