"""Parser of heading numbers: «二、», «二．», «（二）», «第二部分», «2.», «②», «Ⅱ», with any marks or strokes around them."""

from __future__ import annotations

import re

HAN = "一二三四五六七八九十"
_DIGITS = "零一二三四五六七八九"
_MARK = r"[、.．,，。:：;；·・‧•﹑､｡丶ヽ﹐ˎ`’‘'/\\|)）>》〉】\]_~\-]"
# Strokes, bullets and pictures in front of a number; icons are private-use characters of the site's own font.
_STROKES = re.compile(r"^(?:[|¦│┃丨/\\#*_>【\[「『《〈“\"']|[^\w\s（(〔<{])+")
_CIRCLED = {
    chr(first + place): numeral
    for first in (0x2460, 0x2474, 0x2488, 0x2776, 0x3220, 0x3280, 0x2160, 0x2170)
    for place, numeral in enumerate(HAN)
}
_WRITTEN = dict(zip("壹贰叁肆伍陆柒捌玖拾", HAN, strict=True)) | {str(n): HAN[n - 1] for n in range(1, 11)}
_WRITTEN |= dict(zip(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), HAN, strict=True)) | {"-": "一"}
_NUMBER = re.compile(
    rf"第(?P<part>[{HAN}]|\d{{1,2}})(?:大?部分|章|节|篇|编|板块|单元|(?=[、，：]))"
    rf"|[（(〔【\[<〈{{](?P<bracket>[{HAN}]{{1,2}}|\d{{1,2}})[）)〕】\]>〉}}]"
    rf"|(?P<han>[{HAN}]{{1,2}}|[壹贰叁肆伍陆柒捌玖拾]|-(?=、))(?={_MARK})"
    rf"|(?P<digit>0?\d{{1,2}})(?={_MARK})"
    rf"|(?P<roman>[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)(?={_MARK}|[\u4e00-\u9fff]))"
    rf"|(?P<circled>[{''.join(sorted(_CIRCLED))}])"
    r"|(?P<loose>[一二三四五六七](?=[\u4e00-\u9fff]{3})|0?\d(?=[\u4e00-\u9fff]{3}))"
)
_MARKS = re.compile(rf"{_MARK}*")


def to_numeral(number: int) -> str:
    """Write 1 to 99 as 一 to 九十九, the numerals of headings and ordinals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def split_number(text: str) -> tuple[str, str, str]:
    """Split squeezed text into its number (一 to 十 where possible), the style of that number, and the rest.

    The styles are part, bracket, han, digit, roman, circled, loose (nothing separates it from the words), or "" without a number.
    """
    match = _NUMBER.match(text)
    if match is None:
        bare = _STROKES.sub("", text)
        match = _NUMBER.match(bare) if len(bare) < len(text) else None
        if match is None:
            return "", "", text
        text = bare
    style = match.lastgroup or ""
    number = match[style]
    number = _CIRCLED.get(number) or _WRITTEN.get(number.removeprefix("0") or number, number)
    rest = text[match.end() :]
    return number, style, rest if style == "loose" else rest[_end_of_marks(rest) :]


def is_numbered_heading(line: str) -> bool:
    """Return whether a line as written is numbered like a section: «二、 …», «二 …», «|二．…», «第二部分 …», «2. …», «Ⅱ …»."""
    return _HEADING.match(line) is not None


def _end_of_marks(rest: str) -> int:
    match = _MARKS.match(rest)
    return match.end() if match else 0


_HEADING = re.compile(
    rf"[|｜│┃丨*#_■◆●▪•>\-【\[\s]*(?:第(?:[{HAN}]|\d)(?:部分|章)|(?:[{HAN}]{{1,2}}|\d{{1,2}}|[ⅠⅡⅢⅣⅤⅥ①②③④⑤⑥㈠㈡㈢㈣㈤㈥]|[IV]{{1,3}}|[壹贰叁肆伍陆])"
    rf"(?:\s|{_MARK})|[ⅠⅡⅢⅣⅤⅥ①②③④⑤⑥㈠㈡㈢㈣㈤㈥])(?:\s|{_MARK})*[^\s\d|]"
)
