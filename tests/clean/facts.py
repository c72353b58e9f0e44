"""What a report tells, as the words and numbers its wordings are filled with."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.clean.bodies import Body
from tests.clean.figures import Figures
from tests.clean.pen import lists

_DIGITS = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SPIRIT = {
    2021: "党的十九大和十九届历次全会精神",
    2022: "党的二十大精神",
    2023: "党的二十大精神",
    2024: "党的二十大和二十届二中、三中全会精神",
    2025: "党的二十大和二十届历次全会精神",
}
_PLANS = {2021: 12, 2022: 8}


def chinese(number: int) -> str:
    """A number below 10,000 in Chinese numerals, as people write it: 十二, 三十, 一百零五."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    text, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + word
            zero = False
        elif text:
            zero = True
    return text[1:] if text.startswith("一十") else text


def chinese_year(year: int) -> str:
    """A year digit by digit: 二〇二四."""
    return "".join(_DIGITS[int(digit)] for digit in str(year))


def wide(text: object) -> str:
    """With full-width digits."""
    return str(text).translate(_WIDE)


def day(when: date) -> str:
    """A day as it is written: 2025年1月15日."""
    return f"{when.year}年{when.month}月{when.day}日"


def facts(body: Body, year: int, found: Figures, rng: random.Random, fresh: date | None) -> dict[str, object]:
    """Every word and number that wordings share, by the name they use for it."""
    known: dict[str, object] = {}
    for more in (
        _words(body, year, rng),
        _dates(body, year, rng, fresh),
        _address(body, rng),
        _table_two(found, rng),
        _table_three(found, year, rng),
        _table_four(found),
        _small(rng),
        {"cents": found.fees, "fee_units": found.fees // 100},
        {"fresh": int(fresh is not None), "department": int(body.kind == "department")},
        {"government": int(body.due_in_march or body.kind == "zone"), "township": int(body.kind == "township")},
    ):
        if twice := known.keys() & more.keys():
            raise ValueError(f"facts with one name: {twice}")
        known |= more
    return known


def _words(body: Body, year: int, rng: random.Random) -> dict[str, object]:
    named = body.seat if body.kind in ("government", "prefecture") and rng.random() < 0.6 else body.name
    place = body.place
    own_site = body.kind == "department" and rng.random() < 0.4
    own_site = own_site or body.kind == "prefecture"
    sitename = f"{body.name}门户网站" if own_site else f"{body.seat}人民政府门户网站"
    return {
        "name": body.name, "named": named, "self": body.us, "all": body.all, "upper": body.upper, "seat": body.seat,
        "office": body.office, "province": place.province, "letter": place.province_short,
        "city": body.seat if body.kind == "prefecture" else place.city,
        "f1": body.field[0], "f2": body.field[1], "f3": body.field[2],
        "u1": body.units[0], "u2": body.units[1], "u3": body.units[2],
        "year": year, "last": year - 1, "last2": year - 2, "next": year + 1, "cnyear": chinese_year(year),
        "wideyear": wide(year), "spirit": _SPIRIT[year], "plan": _PLANS.get(year, 0), "sitename": sitename,
    }  # fmt: skip


def _dates(body: Body, year: int, rng: random.Random, fresh: date | None) -> dict[str, object]:
    last = date(year + 1, 3, 31) if body.due_in_march else date(year + 1, 1, 31)
    issued = date(year + 1, 1, 4) + timedelta(rng.randint(0, (last - date(year + 1, 1, 4)).days))
    published = min(last, issued + timedelta(rng.choice((0, 0, 1, 3))))
    cn = f"{chinese_year(issued.year)}年{chinese(issued.month)}月{chinese(issued.day)}日"
    return {
        "issued": day(issued), "cnissued": cn, "wideissued": wide(day(issued)),
        "spacedissued": f"{issued.year} 年 {issued.month} 月 {issued.day} 日",
        "shown": published.isoformat(), "hits": rng.randint(20, 900), "freshday": day(fresh) if fresh else "",
    }  # fmt: skip


def _address(body: Body, rng: random.Random) -> dict[str, object]:
    area = body.place.area_code
    length = 8 if area in ("0871", "0577") else 7
    numbers = [
        "".join([str(rng.choice((6, 8))), *(str(rng.randint(0, 9)) for _ in range(length - 1))]) for _ in range(2)
    ]
    host = rng.choice(("xxgk", "zwgk", "gkb")) + rng.choice(("", "2020", "_bgs"))
    address = f"{body.seat}{rng.choice(lists()['roads'])}{rng.randint(1, 299)}号"
    return {
        "area": area, "number": numbers[0], "number2": numbers[1], "fax": f"{area}-{numbers[1]}",
        "post": body.place.post_code, "mail": f"{host}@gov.example.cn", "url": f"http://www.{host[:3]}.example.gov.cn",
        "address": address + rng.choice(("", "", "行政中心3号楼302室", "政务服务中心5楼")),
    }  # fmt: skip


def _table_two(found: Figures, rng: random.Random) -> dict[str, object]:
    issued, repealed, in_force = found.normative
    amended = min(rng.randint(0, 3), in_force - issued)
    return {
        "g0": issued, "g1": repealed, "g2": in_force, "g3": in_force - issued + repealed,
        "l0": in_force - issued + repealed, "l1": in_force - issued - amended, "l2": repealed, "l3": amended,
        "licensing": found.licensing, "punishment": found.punishment,
        "published": found.punishment - rng.randint(1, 1 + found.punishment // 3),
        "fees": f"{found.fees / 100:g}", "z0": found.processing_items, "z1": found.processing,
    }  # fmt: skip


def _table_three(found: Figures, year: int, rng: random.Random) -> dict[str, object]:
    rows = found.requests
    new, natural, business = rows["new"][6], rows["new"][0], rows["new"][1]
    c1 = rng.randint(0, new)
    c2 = rng.randint(0, new - c1)
    b1 = rng.randint(0, new // 2)
    b2 = rng.randint(0, (new - b1) // 2)
    y1, y2 = max(1, new + rng.randint(-9, 12)), max(1, new + rng.randint(-9, 12))
    if y2 == new:
        change = "持平"
    elif y2 < new:
        change = rng.choice((f"增加{new - y2}件", f"增长{(new - y2) * 100 / y2:.1f}%"))
    else:
        change = rng.choice((f"减少{y2 - new}件", f"下降{(y2 - new) * 100 / y2:.1f}%"))
    return {
        "new": new, "carried": rows["carried_in"][6], "handled": new + rows["carried_in"][6], "done": rows["total"][6],
        "out": rows["carried_out"][6], "natural": natural, "legal": new - natural, "business": business,
        "others": new - natural - business, "cnew": "两" if new == 2 else chinese(new),
        "wnew": wide(new), "not_held": rows["unable_not_held"][6],
        "c1": c1, "c2": c2, "c3": new - c1 - c2, "c4": new - c1, "t1": rng.randint(1, new) if new else 0,
        "b1": b1, "b2": b2, "b3": new - b1 - b2, "y1": y1, "y2": y2, "three": y1 + y2 + new, "change": change,
        "ceiling": new // 12 + 1, "mean": max(1, round(new / 12)),
        "together": found.group("granted") + found.group("partial"), "region": new + rng.randint(5, 90),
        "rest": new - found.group("granted") - rows["carried_out"][6],
    } | {key: found.group(key) for key in ("granted", "partial", "denied", "unable", "refused", "misc")}  # fmt: skip


def _table_four(found: Figures) -> dict[str, object]:
    review = found.remedies["review"]
    words: dict[str, object] = {
        "review": review[4],
        "suits": found.suits(),
        "direct": found.remedies["litigation_direct"][4],
        "after": found.remedies["litigation_after_review"][4],
    }
    for place in range(4):
        words |= {f"v{place + 1}": review[place], f"w{place + 1}": found.suits(place)}
    return words


def _small(rng: random.Random) -> dict[str, object]:
    small = rng.randint
    proposals, motions = small(1, 20), small(1, 20)
    adopted, refused = small(0, 30), small(0, 30)
    kept, repealed, amended = small(2, 30), small(0, 6), small(0, 6)
    issued, returned = small(100, 300), small(60, 99)
    a, b = small(10, 60), small(3, 20)
    return {
        "j0": proposals + motions, "j1": proposals, "j2": motions, "i0": small(3, 9), "i1": small(9, 20), "i2": small(1, 3),
        "h0": small(1, 9), "h1": adopted + refused, "h2": adopted, "h3": refused,
        "x0": kept + repealed + amended, "x1": kept, "x2": repealed, "x3": amended, "a1": small(1, 3), "a2": small(20, 50),
        "a3": small(2, 19), "d1": small(1, 6), "d2": small(40, 400), "d3": small(3, 30), "d4": small(1, 4), "d5": small(1, 5),
        "d6": small(2, 9), "d7": issued, "d8": returned, "d9": small(1, 9), "percent": rng.choice((96, 97.5, 98.2, 99)),
        "e1": small(1, 5), "e2": small(2, 40), "e3": small(60, 900), "e4": small(1, 6), "e5": small(3, 9), "e6": small(4, 12),
        "e7": small(3, 90) * 100, "c5": small(5, 90), "k1": small(1, 9),
        "thousands": f"{small(1000, 99999):,}", "fans": small(900, 60000), "wan": f"{small(11, 900) / 10:g}",
        "wide1": wide(a + b), "wide2": wide(a), "wide3": wide(b),
    }  # fmt: skip
