"""List numbers as Word writes them: «十二», «贰», «乙», «③», «iv» (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable


def format_number(count: int, format: str) -> str:
    """Write a list number in the format of a w:numFmt (17.18.59); formats that Chinese reports do not use become decimal."""
    written = _FORMATS.get(format)
    return str(count) if written is None else written(count)


def _positional(count: int, digits: str, units: str) -> str:
    text, gap = "", False
    for power in range(len(units) - 1, -1, -1):
        digit = count // 10**power % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + units[power].strip()
        gap = not digit
    return text or digits[0]


def _counting(count: int) -> str:
    text = _positional(count, "零一二三四五六七八九", " 十百千万")
    return text[1:] if 10 <= count < 20 else text


def _counting_short(count: int) -> str:
    return _counting(count) if 0 < count < 100 else _digits("○一二三四五六七八九")(count)


def _legal(count: int) -> str:
    return _positional(count, "零壹贰叁肆伍陆柒捌玖", " 拾佰仟万")


def _digits(digits: str) -> Callable[[int], str]:
    return lambda count: "".join(digits[int(digit)] for digit in str(count))


def _named(names: str) -> Callable[[int], str]:
    """Return a format with one character for each of the first numbers, and decimal after them."""
    return lambda count: names[count - 1] if 0 < count <= len(names) else str(count)


def _letters(first: str) -> Callable[[int], str]:
    """Return the format a … z, aa, bb …: Word repeats the letter."""
    return lambda count: chr(ord(first) + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""


def _roman(count: int) -> str:
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (count // worth)
        count %= worth
    return text


def _range(first: int, length: int) -> str:
    return "".join(map(chr, range(first, first + length)))


_FULL_WIDTH = _digits(_range(0xFF10, 10))
_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda count: "",
    "bullet": lambda count: "",
    "chineseCounting": _counting_short,
    "taiwaneseCounting": _counting_short,
    "chineseCountingThousand": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "chineseLegalSimplified": _legal,
    "ideographTraditional": _named("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _named("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _named(_range(0x3220, 10)),
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "decimalEnclosedCircle": _named(_range(0x2460, 20) + _range(0x3251, 15) + _range(0x32B1, 15)),
    "decimalEnclosedCircleChinese": _named(_range(0x2460, 20) + _range(0x3251, 15) + _range(0x32B1, 15)),
    "decimalEnclosedFullstop": _named(_range(0x2488, 20)),
    "decimalEnclosedParen": _named(_range(0x2474, 20)),
    "numberInDash": lambda count: f"- {count} -",
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
}
