"""Faults of telephone numbers, e-mail addresses and postcodes; anything that may be right in some reading is ignored.

All take folded text in which blanks are kept as one space, and return the fault in Chinese, or an empty string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

# Shorter runs are extensions or hotlines; longer ones are two numbers that lost the blank between them.
SHORTEST, LONGEST = 6, 12
MOST_GROUPS = 16
_NUMBERS = re.compile(r"[、，；;]|或者?")
_COUNTRY = re.compile(r"^[（ ]*(?:(?:\+|00)86|86(?=[） -]))")
_HOTLINE = re.compile(r"1[12]\d|1[0-2]\d{3,4}|9[56]\d{3,4}")
_ANYWHERE = re.compile(r"0?1[3-9]\d{9}|[48]00\d{7}|950\d{7,8}")

_PROVIDER = re.compile(
    r"(?:163|126|139|189|qq|sina|sohu|foxmail|yeah|aliyun|hotmail|outlook|gmail)\.?(?:com|cn|net)", re.I
)
# A user name and a domain with a full stop in place of the @; the web page of a mailbox has a path or begins with «www».
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|net|org)", re.I)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_NO_DOMAIN = frozenset({"con", "cmo", "ocm", "vom", "comm", "comcn", "govcn"})


def telephone(written: str) -> str:
    """Report numbers of a length no telephone number has, and area codes that do not exist."""
    for number in _NUMBERS.split(written):
        groups = _groups(number)
        if _judged(groups) and not _reads(groups, _possible):
            return _why(groups)
    return ""


def local_number(written: str) -> str:
    """Report numbers that do not exist in the area of their own code: seven digits where all have eight, or the reverse."""
    for number in _NUMBERS.split(written):
        groups = _groups(number)
        if not _judged(groups) or not _reads(groups, _possible) or _reads(groups, _fits):
            continue
        ends = range(1, len(groups) + 1)
        first = next((n for end in ends if _possible(n := "".join(groups[:end]))), "")
        if first and not _fits(first):
            code, rest = _parted(first)
            return f"区号 {code} 的固定电话号码是 {_lengths(code)[0]} 位，这里是 {len(rest)} 位"
    return ""


def _groups(number: str) -> list[str]:
    return re.findall(r"\d+", _COUNTRY.sub("", number.strip()))


def _judged(groups: Sequence[str]) -> bool:
    few = len(groups) <= MOST_GROUPS
    return few and sum(map(len, groups)) >= SHORTEST and all(len(group) <= LONGEST for group in groups)


def _reads(groups: Sequence[str], fits: Callable[[str], bool], *, behind: bool = False) -> bool:
    """Return whether groups of digits can be read as consecutive numbers; short groups after a number are its extensions."""
    if not groups:
        return True
    if behind and len(groups[0]) <= SHORTEST and _reads(groups[1:], fits, behind=True):
        return True
    ends = range(1, len(groups) + 1)
    return any(fits("".join(groups[:end])) and _reads(groups[end:], fits, behind=True) for end in ends)


def _possible(digits: str) -> bool:
    if _HOTLINE.fullmatch(digits) or _ANYWHERE.fullmatch(digits):
        return True
    if not digits.startswith("0"):
        # Some write the area code without its 0; without an area code only the length can be judged.
        return len(digits) in (7, 8) or (len(digits) > 8 and _possible("0" + digits))
    code, rest = _parted(digits)
    return bool(_lengths(code)) and (len(rest) in (7, 8) or bool(_HOTLINE.fullmatch(rest)))


def _fits(digits: str) -> bool:
    if not digits.startswith("0") or _ANYWHERE.fullmatch(digits):
        return _possible(digits)
    code, rest = _parted(digits)
    return len(rest) in _lengths(code) or bool(_HOTLINE.fullmatch(rest))


def _parted(digits: str) -> tuple[str, str]:
    """Split a number that starts with 0 into area code and rest: 010 and 02x have three digits, all others four."""
    size = 3 if digits[:3] == "010" or digits[1:2] == "2" else 4
    return digits[:size], digits[size:]


@lru_cache(maxsize=512)
def _lengths(code: str) -> tuple[int, ...]:
    """Return how many digits the numbers of an area have; empty if there is no such area."""
    import phonenumbers  # imported here because it takes 30 ms, which reports without a number need not pay

    probes = {7: "2345671", 8: "23456712"}
    found = []
    for length, subscriber in probes.items():
        number = phonenumbers.PhoneNumber(country_code=86, national_number=int(code[1:] + subscriber))
        if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE:
            found.append(length)
    return tuple(found)


def _why(groups: Sequence[str]) -> str:
    digits = "".join(groups)
    if digits.startswith("0"):
        code, rest = _parted(digits)
        if not _lengths(code):
            return f"没有 {code} 这个区号"
        return f"区号后面是 {len(rest)} 位，固定电话号码是 7 位或 8 位"
    if digits.startswith("1"):
        return f"手机号码是 11 位，这里是 {len(digits)} 位" if len(digits) != 11 else "手机号码没有这样的号段"
    if digits.startswith(("400", "800")):
        return f"{digits[:3]} 号码是 10 位，这里是 {len(digits)} 位"
    return f"这里是 {len(digits)} 位，固定电话号码是 7 位或 8 位（不算区号）"


def email(written: str) -> str:
    """Report addresses without @ or with too many, or without a user name or a domain."""
    whole = written.replace(" ", "")
    if "*" in whole or "/" in whole.replace("//", ""):
        return ""  # masked, a web page, or several addresses in an unusual notation
    ats = whole.count("@")
    if ats == 0:
        if not _PLAIN.fullmatch(whole) or whole.lower().startswith(("mail.", "www.", "email.", "http")):
            return ""
        provider = _PROVIDER.search(whole)
        return "没有“@”" if (provider and provider.start()) or _DOMAIN.fullmatch(whole) else ""
    if ats > 1:
        several = all(word.count("@") <= 1 for word in written.split(" "))
        return "" if several else "有不止一个“@”"
    user, _, domain = whole.rstrip(".").partition("@")
    if not user:
        return "“@”前面没有用户名"
    if not domain:
        return "“@”后面没有域名"
    labels = domain.split(".")
    if len(labels) < 2:
        return f"“@”后面的“{domain}”不是完整的域名"
    if "" in labels or labels[-1].lower() in _NO_DOMAIN:
        return f"没有“{domain}”这样的域名"
    return ""


def postcode(written: str) -> str:
    """Report anything but six digits, and 000000."""
    groups = written.split()
    joined = "".join(groups)
    if joined[:6] == "000000" and len(joined) <= SHORTEST:
        return "没有这个邮政编码"
    sizes = {len("".join(groups[:end])) for end in range(1, len(groups) + 1)}
    # Four to eight digits were meant as a postcode; fewer are a fragment, more have run together with the following text.
    return f"邮政编码是 6 位，这里是 {len(joined)} 位" if 6 not in sizes and 4 <= len(joined) <= 8 else ""


PROBLEMS: Mapping[str, Callable[[str], str]] = {
    "telephone": telephone,
    "local_number": local_number,
    "email": email,
    "postcode": postcode,
}
