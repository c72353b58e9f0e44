"""Faults of the three tables: sums that do not hold, cells that are no numbers, rows and columns exchanged, and their near-misses."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.clean.planting import Planted, drop, fault, put, trap
from tests.clean.report import CleanReport
from tests.writers.spans import DETAILS

_ROW_WORDS = {
    "new": ("本年新收", "新收"), "carried_in": ("上年结转",), "granted": ("予以公开",), "partial": ("部分公开",),
    "total": ("总计", "办理结果"), "carried_out": ("结转下年度",), "unable_not_held": ("不掌握",), "denied_law": ("禁止公开",),
}  # fmt: skip


def _add(cells: list[str], place: int, more: int) -> None:
    cells[place] = str(int(cells[place]) + more)


def _told(report: CleanReport, sentence: str, dropped: tuple[str, ...], near: str) -> CleanReport:
    """The report with this sentence in the place of all that was told of the matter."""
    changed = report.changed()
    put(changed, sentence, near, "", drop(changed, dropped))
    return changed


@fault("t3.row_sum")
def row_total_off(report: CleanReport, rng: random.Random) -> Planted:
    """The 总计 of a detail row is not the sum of its six cells."""
    changed = report.changed()
    row = rng.choice(("partial", "unable_not_held", "denied_law"))
    _add(changed.cells["requests"][row], 6, rng.randint(1, 3))
    return Planted(changed, _ROW_WORDS[row])


@fault("t3.row_sum")
def new_total_off(report: CleanReport, rng: random.Random) -> Planted:
    """The 总计 of the first row is not the sum of its six cells."""
    changed = report.changed()
    _add(changed.cells["requests"]["new"], 6, rng.randint(1, 9))
    return Planted(changed, _ROW_WORDS["new"])


@trap("t3.row_sum")
@trap("t3.detail_sum")
@trap("t3.balance")
def thousands(report: CleanReport, rng: random.Random) -> Planted | None:
    """Figures with commas between thousands are figures."""
    if report.figures.licensing < 1000:
        return None
    changed = report.changed()
    changed.cells["proactive"]["licensing"] = [f"{report.figures.licensing:,}"]
    return Planted(changed)


@trap("t3.row_sum")
@trap("t4.total")
def padded(report: CleanReport, rng: random.Random) -> Planted:
    """Blanks around figures are no fault."""
    changed = report.changed()
    for row in changed.cells["requests"].values():
        row[:] = [f" {cell} " for cell in row]
    return Planted(changed)


@fault("t3.detail_sum")
def results_total_off(report: CleanReport, rng: random.Random) -> Planted:
    """（七）总计 is not the sum of the rows above it, in a column and in its own total."""
    changed = report.changed()
    place, more = rng.randint(0, 5), rng.randint(1, 4)
    for column in (place, 6):
        _add(changed.cells["requests"]["total"], column, more)
        _add(changed.cells["requests"]["new"], column, more)
    return Planted(changed, _ROW_WORDS["total"])


@fault("t3.detail_sum")
def detail_left_out(report: CleanReport, rng: random.Random) -> Planted | None:
    """A result was forgotten: the row is nought though the total counts it."""
    row = next((row for row in DETAILS if report.figures.requests[row][6]), None)
    if row is None:
        return None
    changed = report.changed()
    changed.cells["requests"][row] = ["0"] * 7
    return Planted(changed, _ROW_WORDS["total"])


@fault("t3.balance")
def carried_out_off(report: CleanReport, rng: random.Random) -> Planted:
    """What came in is not what was done and what is left."""
    changed = report.changed()
    for place in (0, 6):
        _add(changed.cells["requests"]["carried_out"], place, 2)
    return Planted(changed, ("结转下年度", "本年新收"))


@fault("t3.balance")
def carried_in_off(report: CleanReport, rng: random.Random) -> Planted:
    """More was carried in than was handled."""
    changed = report.changed()
    for place in (1, 6):
        _add(changed.cells["requests"]["carried_in"], place, 3)
    return Planted(changed, ("上年结转", "本年新收"))


@fault("t4.total")
def remedies_total_off(report: CleanReport, rng: random.Random) -> Planted:
    """A 总计 of table four is not the sum of the four results."""
    changed = report.changed()
    row, words = rng.choice(
        (("review", "行政复议"), ("litigation_direct", "未经复议"), ("litigation_after_review", "复议后"))
    )
    _add(changed.cells["remedies"][row], 4, rng.choice((1, 2)))
    return Planted(changed, (words,))


@fault("t4.total")
def remedies_result_off(report: CleanReport, rng: random.Random) -> Planted:
    """A result of table four was raised without its total."""
    changed = report.changed()
    _add(changed.cells["remedies"]["review"], rng.randint(0, 3), 1)
    return Planted(changed, ("行政复议",))


def _spoilt(kind: str, text: str, *wants: str) -> None:
    def plant(report: CleanReport, rng: random.Random) -> Planted:
        changed = report.changed()
        table, row, place = rng.choice((("requests", "partial", 0), ("requests", "new", 2), ("remedies", "review", 3)))
        words = {"partial": "部分公开", "new": "本年新收", "review": "行政复议"}[row]
        changed.cells[table][row][place] = text
        return Planted(changed, (*wants, words))

    fault(kind)(plant)


_spoilt("cell.negative", "-1")
_spoilt("cell.word", "若干")
_spoilt("cell.word", "见附件")
_spoilt("cell.half", "1.5")
_spoilt("cell.placeholder", "XX", "XX")
_spoilt("cell.placeholder", "#REF!", "#REF!")


@fault("cell.unit")
def unit_typed(report: CleanReport, rng: random.Random) -> Planted | None:
    """A unit is typed where the form prints none."""
    if not report.figures.licensing:
        return None
    changed = report.changed()
    text = f"{report.figures.licensing}{rng.choice(('件', '项', '宗'))}"
    changed.cells["proactive"]["licensing"] = [text]
    return Planted(changed, (text, "行政许可"))


@fault("cell.unit")
def fee_unit_typed(report: CleanReport, rng: random.Random) -> Planted | None:
    """The fees are written in 元 though the form says 万元."""
    if report.figures.fees < 100:
        return None
    changed = report.changed()
    text = f"{report.figures.fees * 100}元"
    changed.cells["proactive"]["fees"] = [text]
    return Planted(changed, (text, "收费"))


@trap("cell.unit")
@trap("cell.word")
@trap("cell.half")
@trap("cell.negative")
@trap("cell.placeholder")
def fee_with_places(report: CleanReport, rng: random.Random) -> Planted:
    """Fees have places behind the point, down to a fraction of a 元."""
    base = report.changed()
    put(base, "", "", "", drop(base, ("fees", "part.note2")))
    changed = base.changed()
    changed.cells["proactive"]["fees"] = [f"{report.figures.fees / 100 + rng.randint(1, 99) / 1000000 + 20:.6f}"]
    return Planted(changed, base=base)


@fault("cell.blank")
def blank_row(report: CleanReport, rng: random.Random) -> Planted:
    """A row of table three is left blank."""
    changed = report.changed()
    row = rng.choice(("partial", "unable_not_held", "carried_in"))
    changed.cells["requests"][row] = [""] * 7
    return Planted(changed, (*_ROW_WORDS[row], "空", "没有填"))


@fault("cell.blank")
def blank_two(report: CleanReport, rng: random.Random) -> Planted:
    """A cell of table two is left blank."""
    changed = report.changed()
    row, word = rng.choice((("licensing", "行政许可"), ("punishment", "行政处罚"), ("fees", "收费")))
    changed.cells["proactive"][row] = [""]
    return Planted(changed, (word,))


@trap("cell.blank")
@trap("row.dropped")
@trap("table.none")
def all_nought(report: CleanReport, rng: random.Random) -> Planted | None:
    """A table of noughts is a table."""
    if report.figures.coercion:
        return None
    changed = report.changed()
    changed.cells["proactive"]["coercion"] = ["0"]
    return Planted(changed)


@fault("row.dropped")
def row_dropped(report: CleanReport, rng: random.Random) -> Planted:
    """A row of the form is missing."""
    changed = report.changed()
    row, word = rng.choice(
        (("denied_safety", "三安全"), ("refused_publication", "公开出版物"), ("carried_out", "结转下年度"))
    )
    del changed.cells["requests"][row]
    return Planted(changed, (word,))


@fault("row.dropped")
def row_dropped_two(report: CleanReport, rng: random.Random) -> Planted:
    """A row of table two is missing."""
    changed = report.changed()
    row, word = rng.choice((("coercion", "行政强制"), ("rules", "规章"), ("fees", "行政事业性收费")))
    del changed.cells["proactive"][row]
    return Planted(changed, (word,))


@fault("label.wrong")
def label_misspelt(report: CleanReport, rng: random.Random) -> Planted:
    """A label of the form is misspelt."""
    changed = report.changed()
    row, label, want = rng.choice((
        ("other_unpaid", "2.申请人预期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "预期"),
        ("denied_internal", "5.属于三类内部事物信息", "事物"),
        ("refused_excessive", "4.无正当理由大量反复申清", "申清"),
        ("unable_create", "2.没有现成信息须要另行制做", "制做"),
        ("carried_out", "四、结转下年度继续办里", "办里"),
    ))  # fmt: skip
    changed.labels = {"requests": {row: label}}
    return Planted(changed, (want,))


@trap("label.wrong")
def label_in_half_width(report: CleanReport, rng: random.Random) -> Planted:
    """Half-width marks in a label are no fault."""
    changed = report.changed()
    changed.labels = {
        "requests": {"partial": "(二)部分公开(区分处理的,只计这一情形,不计其他情形)", "total": "(七)总计"}
    }
    return Planted(changed)


@fault("table.none")
def table_missing(report: CleanReport, rng: random.Random) -> Planted | None:
    """A table is missing altogether."""
    numeral, word = rng.choice((("二", "表二"), ("三", "表三"), ("四", "表四")))
    changed = report.changed()
    changed.bare = numeral
    return Planted(changed, (word,))


@fault("rules.by_department")
def rules_by_department(report: CleanReport, rng: random.Random) -> Planted | None:
    """A body that cannot make rules counts some."""
    if report.body.kind not in ("department", "township", "street") or report.body.name.startswith("国家税务"):
        return None
    changed = report.changed()
    changed.cells["proactive"]["rules"] = rng.choice((["1", "0", "3"], ["0", "0", "2"], ["2", "0", "2"]))
    return Planted(changed, ("规章",))


@trap("rules.by_department")
def rules_by_city(report: CleanReport, rng: random.Random) -> Planted | None:
    """The government of a city with districts makes rules."""
    if report.body.name != f"{report.body.place.city}人民政府":
        return None
    changed = report.changed()
    changed.cells["proactive"]["rules"] = ["2", "1", "16"]
    return Planted(changed)


@fault("rows.exchanged")
def came_and_carried(report: CleanReport, rng: random.Random) -> Planted | None:
    """本年新收 and 上年结转 are exchanged in the table; the sums still hold, the text says otherwise."""
    new, carried = report.facts["new"], report.facts["carried"]
    if not carried or new == carried:
        return None
    sentence = f"本年新收政府信息公开申请{new}件，上年结转{carried}件。"
    changed = _told(report, sentence, ("received", "answered", "none", "part.note3"), "received")
    rows = changed.cells["requests"]
    rows["new"], rows["carried_in"] = rows["carried_in"], rows["new"]
    return Planted(changed, (str(new), str(carried)))


@fault("rows.exchanged")
def results_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """予以公开 and 部分公开 are exchanged in the table, the text says otherwise."""
    granted, partial = report.facts["granted"], report.facts["partial"]
    if granted == partial:
        return None
    sentence = f"办理结果中，予以公开{granted}件、部分公开{partial}件。"
    changed = _told(report, sentence, ("received", "answered", "none"), "received")
    rows = changed.cells["requests"]
    rows["granted"], rows["partial"] = rows["partial"], rows["granted"]
    return Planted(changed, (str(granted), str(partial)))


@fault("columns.exchanged")
def columns_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """自然人 and 商业企业 are exchanged in the table, the text says otherwise."""
    natural, business = report.facts["natural"], report.facts["business"]
    if natural == business or report.facts["carried"]:
        return None
    sentence = f"收到的申请中，自然人申请{natural}件，商业企业申请{business}件。"
    changed = _told(report, sentence, ("received", "answered", "none"), "received")
    for row in changed.cells["requests"].values():
        row[0], row[1] = row[1], row[0]
    return Planted(changed, (str(natural), str(business)))


@fault("remedies.exchanged")
def remedies_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """Reviews stand where suits belong, the text says otherwise."""
    review, suits = report.facts["review"], report.facts["suits"]
    if review == suits:
        return None
    sentence = f"政府信息公开行政复议{review}件，政府信息公开行政诉讼{suits}件。"
    changed = _told(report, sentence, ("remedy", "review", "suit", "part.note4"), "remedy")
    rows = changed.cells["remedies"]
    rows["review"], rows["litigation_direct"], rows["litigation_after_review"] = (
        [str(int(a) + int(b)) for a, b in zip(rows["litigation_direct"], rows["litigation_after_review"], strict=True)],
        rows["review"], ["0"] * 5,
    )  # fmt: skip
    return Planted(changed, (str(review), str(suits)))


@fault("remedies.exchanged")
def remedy_results_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """维持 and 纠正 are exchanged in the table, the text says otherwise."""
    upheld, corrected = report.facts["v1"], report.facts["v2"]
    if upheld == corrected:
        return None
    sentence = f"政府信息公开行政复议{report.facts['review']}件，其中结果维持{upheld}件、结果纠正{corrected}件。"
    changed = _told(report, sentence, ("remedy", "review", "suit", "part.note4"), "remedy")
    row = changed.cells["remedies"]["review"]
    row[0], row[1] = row[1], row[0]
    return Planted(changed, (str(upheld), str(corrected)))


@fault("decisions.exchanged")
def decisions_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """行政许可 and 行政处罚 are exchanged in the table, the text says otherwise."""
    licensing, punishment = report.figures.licensing, report.figures.punishment
    if licensing == punishment or not licensing or not punishment:
        return None
    sentence = f"全年作出行政许可决定{licensing}件、行政处罚决定{punishment}件。"
    changed = _told(report, sentence, ("decisions", "part.note2"), "decisions")
    cells = changed.cells["proactive"]
    cells["licensing"], cells["punishment"] = cells["punishment"], cells["licensing"]
    return Planted(changed, (str(licensing), str(punishment)))


@fault("normative.exchanged")
def normative_exchanged(report: CleanReport, rng: random.Random) -> Planted | None:
    """制发 and 现行有效 are exchanged in the table, the text says otherwise."""
    issued, _, in_force = report.figures.normative
    if issued == in_force or not issued:
        return None
    sentence = f"全年制发行政规范性文件{issued}件，现行有效行政规范性文件{in_force}件。"
    changed = _told(report, sentence, ("normative", "part.note2"), "manage")
    row = changed.cells["proactive"]["normative"]
    row[0], row[2] = row[2], row[0]
    return Planted(changed, (str(issued), str(in_force), "现行有效"))


def _right(sentence: str, dropped: tuple[str, ...], near: str) -> Callable[[CleanReport, random.Random], Planted]:
    def plant(report: CleanReport, rng: random.Random) -> Planted:
        base = report.changed()
        put(base, "", near, "", drop(base, dropped))
        return Planted(_told(report, sentence.format(**report.facts), dropped, near), base=base)

    return plant


trap("rows.exchanged")(_right("上年结转{carried}件，本年新收政府信息公开申请{new}件，合计{handled}件。",
                              ("received", "answered", "none"), "received"))  # fmt: skip
trap("columns.exchanged")(_right("收到申请{new}件。法人或其他组织提出{legal}件，自然人提出{natural}件。",
                                 ("received", "answered", "none"), "received"))  # fmt: skip
trap("remedies.exchanged")(_right("政府信息公开行政诉讼{suits}件，行政复议{review}件。",
                                  ("remedy", "review", "suit"), "remedy"))  # fmt: skip
trap("decisions.exchanged")(_right("行政处罚决定{punishment}件、行政许可决定{licensing}件，均按规定公示。",
                                   ("decisions",), "decisions"))  # fmt: skip
trap("normative.exchanged")(_right("现行有效行政规范性文件{g2}件，其中本年制发{g0}件。", ("normative",), "manage"))
