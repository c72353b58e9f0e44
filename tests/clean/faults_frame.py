"""Faults of a report's frame: title, parts, headings, signature, date, and the whole of part one and five; with near-misses."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.clean.planting import Planted, drop, fault, put, tidy, trap
from tests.clean.report import CleanReport

_OTHERS = ("审计局", "统计局", "司法局", "气象局", "文化和旅游局")


def _other(report: CleanReport, rng: random.Random) -> str:
    """The name of another body of the same place, or of the same bureau elsewhere."""
    own = rng.choice([name for name in _OTHERS if name not in report.body.name])
    return f"{report.body.seat}{own}"


def _titled(*titles: str) -> Callable[[CleanReport, random.Random], Planted]:
    def plant(report: CleanReport, rng: random.Random) -> Planted:
        changed = report.changed()
        changed.title = [rng.choice(titles).format(**report.facts)]
        changed.after, changed.before = [], []
        return Planted(changed, ("标题", "年度", "信息信息"))

    return plant


fault("title.no_annual")(_titled("{named}{year}年政府信息公开工作总结", "{named}{year}年政府信息公开工作自查报告"))
fault("title.no_annual")(_titled("{named}{year}年政府信息公开工作报告", "{named}{year}年政府信息公开工作情况报告"))
fault("title.no_year")(_titled("{named}政府信息公开工作年度报告"))
fault("title.typo")(_titled("{named}{year}年政府信息公工作年度报告", "{named}{year}年政府信息信息公开工作年度报告"))
for _kind in ("title.no_annual", "title.no_year", "title.typo"):
    trap(_kind)(_titled("{named}{year}年度政府信息公开工作年报", "{year}年{named}政府信息公开年度工作报告"))


@fault("title.last_year")
def title_last_year(report: CleanReport, rng: random.Random) -> Planted:
    """The title names the year before."""
    changed = report.changed()
    changed.title = [f"{report.facts['named']}{report.year - 1}年政府信息公开工作年度报告"]
    changed.before, changed.after = [], []
    return Planted(changed, (str(report.year - 1), f"{report.year - 1}年"))


@trap("title.last_year")
def title_both(report: CleanReport, rng: random.Random) -> Planted:
    """A page's neighbours name other years."""
    changed = report.changed()
    changed.after = [*changed.after, f"上一篇：{report.facts['named']}{report.year - 1}年政府信息公开工作年度报告"]
    return Planted(changed)


@fault("body.title")
def other_body_in_title(report: CleanReport, rng: random.Random) -> Planted:
    """The title names another body than text and signature."""
    changed = report.changed()
    other = _other(report, rng)
    changed.title = [f"{other}{report.year}年政府信息公开工作年度报告"]
    changed.before, changed.after = [], []
    changed.signature, changed.issued = report.body.name, str(report.facts["issued"])
    return Planted(changed, (other, report.body.name))


@fault("body.signature")
def other_body_signs(report: CleanReport, rng: random.Random) -> Planted:
    """The signature names another body."""
    changed = report.changed()
    changed.signature, changed.issued = _other(report, rng), str(report.facts["issued"])
    return Planted(changed, (changed.signature,))


@trap("body.signature")
@trap("body.title")
def office_signs(report: CleanReport, rng: random.Random) -> Planted | None:
    """The office of a government may sign for it."""
    if report.body.kind not in ("government", "prefecture"):
        return None
    changed = report.changed()
    changed.signature, changed.issued = report.body.office, str(report.facts["issued"])
    return Planted(changed)


@fault("body.contact")
def other_body_to_ask(report: CleanReport, rng: random.Random) -> Planted | None:
    """The contact clause names another body's office."""
    if report.body.kind != "department":
        return None
    base = report.changed()
    place = drop(base, ("contact.lead",))
    changed, other = base.changed(), _other(report, rng)
    facts = report.facts
    clause = f"如对本报告有疑问，请与{other}办公室联系（地址：{facts['address']}，电话：{facts['area']}-{facts['number']}）。"
    put(changed, clause, "", "preamble", place)
    return Planted(changed, (other,))


@trap("body.contact")
def centre_to_ask(report: CleanReport, rng: random.Random) -> Planted:
    """Another office of one's own may answer questions."""
    base = report.changed()
    place = drop(base, ("contact.lead",))
    changed, facts = base.changed(), report.facts
    clause = f"如对本报告有疑问，请与我单位政策法规科联系（地址：{facts['address']}，电话：{facts['area']}-{facts['number']}）。"
    put(changed, clause, "", "preamble", place)
    return Planted(changed)


@fault("body.opening")
def other_body_opens(report: CleanReport, rng: random.Random) -> Planted:
    """The opening names another body as the one that reports."""
    base = report.changed()
    place = drop(base, ("opening.basis", "opening.plain"))
    changed, other = base.changed(), _other(report, rng)
    said = rng.choice(
        ("现将{}{}年度政府信息公开工作情况报告如下。", "{}根据《中华人民共和国政府信息公开条例》编制{}年度报告。")
    )
    put(changed, said.format(other, report.year), "", "preamble", place)
    return Planted(changed, (other,))


@trap("body.opening")
def superior_in_opening(report: CleanReport, rng: random.Random) -> Planted:
    """A superior's notice in the opening names a superior."""
    changed = report.changed()
    put(changed, f"编制工作得到{report.body.seat}审计局、{report.body.seat}统计局的支持。", "", "preamble", None)
    return Planted(changed)


@fault("issued.early")
def issued_in_report_year(report: CleanReport, rng: random.Random) -> Planted:
    """The date under the report lies a year early, as January people write it."""
    changed = report.changed()
    changed.issued = f"{report.year}年1月{rng.randint(5, 30)}日"
    return Planted(changed, (changed.issued,))


@fault("issued.late")
def issued_late(report: CleanReport, rng: random.Random) -> Planted | None:
    """The report is dated after the day the regulation sets."""
    if report.body.kind not in ("department", "government"):
        return None
    changed = report.changed()
    month = rng.choice((2, 3)) if report.body.kind == "department" else rng.choice((4, 5))
    changed.issued = f"{report.year + 1}年{month}月{rng.randint(3, 27)}日"
    return Planted(changed, (changed.issued,))


@trap("issued.late")
@trap("issued.early")
def issued_on_the_day(report: CleanReport, rng: random.Random) -> Planted:
    """The last day is in time."""
    changed = report.changed()
    changed.issued = f"{report.year + 1}年3月31日" if report.body.due_in_march else f"{report.year + 1}年1月31日"
    return Planted(changed)


@fault("issued.impossible")
def issued_never(report: CleanReport, rng: random.Random) -> Planted:
    """The date under the report does not exist."""
    changed = report.changed()
    changed.issued = f"{report.year + 1}年{rng.choice(('13月5日', '2月30日', '1月32日', '0月12日'))}"
    return Planted(changed, (changed.issued, changed.issued[5:]))


@fault("issued.incomplete")
def issued_incomplete(report: CleanReport, rng: random.Random) -> Planted:
    """The date under the report lacks its day or month."""
    changed = report.changed()
    changed.issued = rng.choice((f"{report.year + 1}年1月日", f"{report.year + 1}年月日", f"{report.year + 1}年 月 日"))
    return Planted(changed, (changed.issued, "月日", "月 日"))


@trap("issued.impossible")
@trap("issued.incomplete")
def issued_iso(report: CleanReport, rng: random.Random) -> Planted:
    """Other ways to write a day."""
    changed = report.changed()
    changed.issued = rng.choice(
        (f"{report.year + 1}-01-12", f"{report.year + 1}.1.12", f"{report.year + 1}年1月12日印发")
    )
    return Planted(changed)


@fault("part.missing")
def part_missing(report: CleanReport, rng: random.Random) -> Planted:
    """A part is missing."""
    changed = report.changed()
    gone, word = rng.choice((("五", "问题"), ("六", "其他需要报告"), ("四", "行政复议")))
    changed.order = changed.order.replace(gone, "")
    return Planted(changed, (f"第{gone}部分", word))


@fault("part.empty")
def part_empty(report: CleanReport, rng: random.Random) -> Planted:
    """A part is a heading only."""
    changed = report.changed()
    numeral, word = rng.choice((("一", "总体情况"), ("五", "问题"), ("六", "其他需要报告")))
    changed.parts[numeral] = []
    return Planted(changed, (f"第{numeral}部分", word))


@fault("part.order")
def parts_exchanged(report: CleanReport, rng: random.Random) -> Planted:
    """Two parts are exchanged."""
    changed = report.changed()
    changed.order = rng.choice(("一二三四六五", "一三二四五六", "一二四三五六"))
    return Planted(changed, ("次序", "顺序", "第五部分", "第三部分", "第四部分"))


@fault("part.numbered")
def numbers_wrong(report: CleanReport, rng: random.Random) -> Planted:
    """The numbers of the parts skip or repeat."""
    changed = report.changed()
    for numeral, wrong in rng.choice(((("四", "五"), ("五", "六"), ("六", "七")), (("四", "三"),), (("六", "五"),))):
        changed.headings[numeral] = wrong + changed.headings[numeral][1:]
    return Planted(changed, ("序号", "编号", "五、", "三、"))


@fault("part.heading")
def heading_of_old(report: CleanReport, rng: random.Random) -> Planted:
    """A heading that says something else than the form's."""
    changed = report.changed()
    numeral, words = rng.choice((
        ("三", "依申请公开办理工作"), ("五", "下一年度工作打算"), ("二", "信息发布工作"), ("六", "附表"), ("五", "工作亮点"),
    ))  # fmt: skip
    changed.headings[numeral] = f"{numeral}、{words}"
    return Planted(changed, (words, f"第{numeral}部分"))


@trap("part.missing")
@trap("part.empty")
@trap("part.heading")
@trap("part.order")
@trap("part.numbered")
def heading_of_regulation(report: CleanReport, rng: random.Random) -> Planted:
    """Headings in the words of the regulation's article and the notice; blanks beside the number."""
    changed = report.changed()
    changed.headings["四"] = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    changed.headings["五"] = "五、政府信息公开工作存在的主要问题及改进情况"
    changed.headings["二"] = "二、 行政机关主动公开政府信息情况"
    return Planted(changed)


@fault("problems.none")
def no_problems(report: CleanReport, rng: random.Random) -> Planted:
    """Part five tells no problem at all."""
    changed = report.changed()
    us = report.body.us
    changed.parts["五"] = [rng.choice((
        f"{report.year}年，{us}政府信息公开工作成效显著，受到上级肯定和群众好评。", "无。", "本年度无。",
        f"{us}将一如既往做好信息公开工作，服务群众，服务企业，再创佳绩。",
    ))]  # fmt: skip
    return Planted(changed, ("问题", "第五部分"))


@fault("measures.none")
def no_measures(report: CleanReport, rng: random.Random) -> Planted:
    """Part five tells problems but nothing that is done about them."""
    changed = report.changed()
    changed.parts["五"] = [rng.choice((
        "一是部分栏目更新不够及时；二是政策解读形式单一；三是工作人员业务能力不足。",
        "政策解读形式较为单一，栏目更新不及时的现象仍然存在。",
    ))]  # fmt: skip
    return Planted(changed, ("改进", "措施", "第五部分"))


@trap("problems.none")
@trap("measures.none")
def told_softly(report: CleanReport, rng: random.Random) -> Planted:
    """Problems and measures without these words."""
    changed = report.changed()
    changed.parts["五"] = [rng.choice((
        "与群众期盼相比，解读材料仍显单调，栏目更新有时滞后。今后要多用图表和视频，每周核对一次栏目，力争让群众看得懂、找得到。",
        "工作力量偏弱，检索功能欠佳。已增配一名专职人员，并对检索功能作了升级。",
    ))]  # fmt: skip
    return Planted(changed)


@fault("aspect.missing")
def aspect_missing(report: CleanReport, rng: random.Random) -> Planted:
    """Part one says nothing at all of one of the five aspects."""
    changed = report.changed()
    aspects = {
        "主动公开": "围绕中心工作，全年主动公开各类信息210条，公开内容全面准确。",
        "依申请公开": "",
        "政府信息管理": "严格信息发布保密审查，动态更新公开目录。",
        "平台建设": "优化门户网站专栏，规范运行政务新媒体。",
        "监督保障": "开展业务培训两次，将公开工作纳入绩效考核。",
    }
    gone = rng.choice(("政府信息管理", "平台建设", "监督保障"))
    new, carried = report.facts["new"], report.facts["carried"]
    aspects["依申请公开"] = f"本年新收政府信息公开申请{new}件，上年结转{carried}件。"
    kept = [(name, text) for name, text in aspects.items() if name != gone]
    changed.parts["一"] = [f"（{'一二三四'[place]}）{name}。{text}" for place, (name, text) in enumerate(kept)]
    return Planted(changed, (gone,))


@trap("aspect.missing")
def aspects_unnamed(report: CleanReport, rng: random.Random) -> Planted | None:
    """Part one tells all five aspects in substance without naming one."""
    if report.body.governs or not report.preamble:
        return None
    new, carried = report.facts["new"], report.facts["carried"]
    changed = report.changed()
    changed.parts["一"] = [
        f"{report.year}年，我单位在网站发布各类信息210条，内容涉及机构职能、财政资金和民生事项。"
        f"本年新收政府信息公开申请{new}件，上年结转{carried}件。",
        "信息发布前逐条进行保密审查，公文制发时确定公开属性，失效内容及时清理。",
        "网站专栏按要求调整，微信公众号正常更新，大厅设有查阅点。举办培训两期，年终纳入考核并接受群众评议。",
    ]
    return Planted(changed)


@fault("results.missing")
def results_missing(report: CleanReport, rng: random.Random) -> Planted | None:
    """A government says nothing of 考核, 社会评议 and 责任追究."""
    if not report.body.governs:
        return None
    changed = report.changed()
    drop(changed, ("supervise.",))
    for words, instead in (("考核", "检查"), ("评议", "宣传"), ("追究", "落实"), ("评估", "检查")):
        for paragraphs in changed.parts.values():
            paragraphs[:] = [paragraph.replace(words, instead) for paragraph in paragraphs]
    tidy(changed)
    return Planted(changed, ("考核", "评议", "责任追究"))


@trap("results.missing")
def results_in_six(report: CleanReport, rng: random.Random) -> Planted | None:
    """The results may stand in another part."""
    if not report.body.governs:
        return None
    base = report.changed()
    drop(base, ("supervise.results",))
    tidy(base)
    changed = base.changed()
    changed.parts["六"].append("本年度工作考核、社会评议结果均为良好，没有需要追究责任的情形。")
    return Planted(changed)


@fault("fee.none_stated")
def fee_not_stated(report: CleanReport, rng: random.Random) -> Planted:
    """Nothing is said of the fee for handling applications."""
    changed = report.changed()
    drop(changed, ("fee.", "remedy.none_cause"))
    tidy(changed)
    changed.parts["六"] = ["无其他需要报告的事项。"]
    return Planted(changed, ("信息处理费", "收费"))


@trap("fee.none_stated")
def fee_in_other_words(report: CleanReport, rng: random.Random) -> Planted | None:
    """The fee may be told without its full name."""
    if report.figures.processing or str(report.facts["number"]) in "".join(report.parts["六"]):
        return None
    changed = report.changed()
    said = (
        "（一）政府信息公开收费情况：本年度未发生收费。",
        "依申请公开未收费，也未减免费用。",
        "全年提供政府信息均未收取费用。",
    )
    changed.parts["六"] = [rng.choice(said)]
    return Planted(changed)


@fault("part.twice")
def part_twice(report: CleanReport, rng: random.Random) -> Planted:
    """A paragraph of part one stands twice."""
    changed = report.changed()
    longest = max(changed.parts["一"], key=len)
    changed.parts["一"].insert(changed.parts["一"].index(longest), longest)
    return Planted(changed, (longest[:12], longest[-12:]))


@trap("part.twice")
def much_alike(report: CleanReport, rng: random.Random) -> Planted:
    """Two paragraphs may begin alike."""
    changed = report.changed()
    changed.parts["一"] += [
        "在网站建设方面，坚持统一标准、分级负责，内容更新有专人审核。",
        "在新媒体建设方面，坚持统一标准、分级负责，账号运维有专人值守。",
    ]
    return Planted(changed)
