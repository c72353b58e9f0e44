"""Lexer of sentences that state counts: words, numbers, marks and unknown text, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.chinese.values import HAN_NUMERAL, parse_numeral
from auditor.ruleset.catalogues.counting import CountingWords

_HAN = f"[{HAN_NUMERAL}]"
_MEASURES = "件条宗个份起例项桩笔部单次场期篇人家名元页字天批种"
_NUMBER = (
    rf"(?P<before>[第每同任逐首各约近超逾]|大约|将近|超过|不足|至少|接近|不少于|不到|最多|不超过)?"
    rf"(?P<n>\d[\d,]*(?:\.\d+)?万?|{_HAN}{{1,12}})(?P<more>[余多来几])?"
    rf"(?P<unit>人次|万元|[{_MEASURES}])"
    r"(?P<after>[余多]|左右|上下|以上|以内|以下|不等)?"
)
_ZERO = r"[0零〇](?=[，。；、）（]|$)"
_SHARE = r"\d+(?:\.\d+)?%|百分之[〇零一二三四五六七八九十百]+"
# Occurs in every sentence that has a number, or says in figures that all are so.
FIGURE = re.compile(rf"[\d万{HAN_NUMERAL}余多来几][万{_MEASURES}]|{_ZERO}|100%|百分之百")
# Two numerals of one to nine in a row are an estimate («六七件»); a number written digit by digit is not («二〇»).
_GUESS = re.compile("[一二三四五六七八九两]{2}")
_UNITS = frozenset("件宗个份起例项桩笔部单")
_CARRIED = re.compile(
    r"(?:结转|顺延|转)(?:至|到|入)?(20\d\d)年度?(?:继续)?(?:办理|答复)?的?|(20\d\d)年度?(?:结转|转入|遗留)(?:的|件)?"
)
_WHOLE_YEAR = (
    r"(?:自|从)?(?:(?P<from>20\d\d)年)?1月(?:1日|份)?起?[-~至到]+(?:20\d\d年)?12月(?:31日|份|底)?(?:止|期间)?"
    r"|1[-~至]12月份?|(?:截至|截止|至|到)(?:(?P<to>20\d\d)年)?(?:12月(?:31日|底)|年底|年末)"
)
_YEAR = r"(?P<named>20\d\d|二〇[〇一二三四五六七八九]{2})年度?"
# «十年来», «近五年间»; «一年来» is the report year.
_YEARS = (
    rf"(?:近|过去|最近|连续|前)(?:\d{{1,2}}|{_HAN}{{1,3}})[多余]?年[来间]?"
    rf"|(?!一年|1年)(?:\d{{1,2}}|{_HAN}{{1,3}})[多余]?年(?:多?来|以来|间|里|内|期间|(?=共|累计|合计|总计|分别|依次))"
)
# «四个县», «12家单位»: bodies other than the agency.
_BODIES = rf"(?:\d+|{_HAN}{{1,4}})[余多]?[个家](?=[各直下所]?[县区市乡镇街部单科局委机办站所院校])"
# A time or a number; of several alternatives that match at one offset, the first is taken.
_FIGURES = re.compile(
    f"(?P<whole_year>{_WHOLE_YEAR})|(?P<year>{_YEAR})|(?P<years>{_YEARS})|(?P<bodies>{_BODIES})|(?P<share>{_SHARE})"
    f"|(?P<zero>{_ZERO})|(?P<number>{_NUMBER})"
)
_MARKS = {"，": "comma", "；": "semicolon", "：": "comma", "、": "list", "（": "open", "）": "close"}
# One of these right before a short name of the agency makes it another agency: «青陵县|农业农村局».
_ANOTHERS = frozenset("各省市县区旗州盟镇乡）")
_QUOTES = frozenset('“”"《》-·')
_CARRIES = frozenset("结顺转2")
# First characters of times, numbers, shares and the words before them; the patterns are tried only there.
_FIGURES_BEGIN = _CARRIES | frozenset(
    f"0123456789０１２３４５６７８９零〇{HAN_NUMERAL}第每同任逐首各约近超逾大将不至接最过连前自从截到"
)
_BEGIN = _FIGURES_BEGIN | _QUOTES | _MARKS.keys()
_ONE = (1,)
_STOP = re.compile("[。！？]")


class Token(NamedTuple):
    """Piece of a sentence with its offsets in the text.

    `role` is a word's role in the catalogue, number, rough (a number not to be relied on), year, earlier, share, limit, plain,
    unknown, or the name of a mark.
    """

    role: str
    start: int
    end: int
    name: str = ""
    value: int = 0
    text: str = ""


class Lexer:
    """Splits the sentences of one report into tokens; `own` are the agency's own names, which do not limit a number."""

    def __init__(self, words: CountingWords, year: int | None, own: tuple[str, ...]) -> None:
        self._meanings, self._lengths = words.meanings, words.lengths
        self._year = year
        self._own = own
        # First characters of all known tokens; most characters of unknown text are not among them.
        self._begin = _BEGIN.union(words.begin, (name[0] for name in own))

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """Return the tokens of `text[start:end]`, consecutive unknown characters as one token."""
        found: list[Token] = []
        at, unknown, known = start, end, end
        while at < end:
            char = text[at]
            if char not in self._begin:
                unknown, known = min(unknown, at), at + 1
                at = known
                continue
            if char in _QUOTES:
                at += 1
                continue
            token = Token(_MARKS[char], at, at + 1) if char in _MARKS else self._at(text, at, end, char)
            if token is None:
                unknown, known = min(unknown, at), at + 1
                at = known
                continue
            at = token.end
            if token.role == "unknown":
                unknown, known = min(unknown, token.start), at
                continue
            if unknown < end:
                found.append(Token("unknown", unknown, known, "", 0, text[unknown:known]))
                unknown = end
            found.append(token)
        if unknown < end:
            found.append(Token("unknown", unknown, known, "", 0, text[unknown:known]))
        return found

    def _at(self, text: str, at: int, end: int, char: str) -> Token | None:
        """Return the token at an offset; None where no known word begins there."""
        if char in _FIGURES_BEGIN:
            made = _carried(text, at, end, self._year) if char in _CARRIES else None
            made = made or _figure(text, at, end, self._year)
            if made:
                return made
        if text.startswith(self._own, at):
            name = next(name for name in self._own if text.startswith(name, at))
            other = at and text[at - 1] in _ANOTHERS
            return Token("unknown" if other else "plain", at, at + len(name), "", 0, name)
        for length in self._lengths.get(text[at : at + 2], _ONE):
            word = text[at : at + length]
            meaning = self._meanings.get(word)
            if meaning:
                return Token(meaning.role, at, at + len(word), meaning.name, 0, word)
        return None


def _carried(text: str, at: int, end: int, year: int | None) -> Token | None:
    """Return a token for cases carried from one named year to another: «结转2025年办理», «2023年结转»."""
    if year is None:
        return None
    match = _CARRIED.match(text, at, end)
    if not match:
        return None
    into, from_ = match[1], match[2]
    if into and int(into) == year + 1:
        return Token("verb", at, match.end(), "转出", text=match[0])
    if from_ and int(from_) == year - 1:
        return Token("verb", at, match.end(), "转入", text=match[0])
    return None


def _figure(text: str, at: int, end: int, year: int | None) -> Token | None:
    """Return the token of a time or a number at an offset."""
    match = _FIGURES.match(text, at, end)
    if not match:
        return None
    kind, behind = match.lastgroup, match.end()
    if kind == "number":
        return _number(match)
    if kind == "years":
        return Token("earlier", at, behind)
    if kind == "bodies":
        return Token("limit", at, behind)
    if kind == "share":
        return Token("share", at, behind, value=int(match[0] in ("100%", "百分之百")))
    if kind == "zero":
        return Token("number", at, behind)
    named = match["from"] or match["to"] or match["named"]
    if not named:
        return Token("plain", at, behind, text=match[0])
    return Token("year" if parse_numeral(named) == year else "earlier", at, behind, text=match[0])


def _number(match: re.Match[str]) -> Token:
    start, end = match.span()
    value = parse_numeral(match["n"])
    sure = value is not None and match["unit"] in _UNITS and not (match["before"] or match["more"] or match["after"])
    if not sure or _GUESS.search(match["n"]):
        return Token("rough", start, end)
    return Token("number", start, end, value=value or 0)


def own_names(agency: str) -> tuple[str, ...]:
    """Return the names an agency may use in its own report, longest first: «青陵县林业局», «县林业局», «林业局»."""
    places = [place for place, ch in enumerate(agency[:-3]) if ch in "省市县区旗州盟镇乡"]
    short = {"街道", "街道办"} if agency.endswith(("街道", "街道办事处")) else set()
    names = {agency, *(agency[place:] for place in places), *(agency[place + 1 :] for place in places)}
    long = {name for name in names if len(name) > 2 and name != "办公室"}
    return tuple(sorted(long | short, key=len, reverse=True))


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each non-empty line of a text."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of the line `text[start:end]`."""
    for stop in _STOP.finditer(text, start, end):
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < end:
        yield start, end
