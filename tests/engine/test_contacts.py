"""Telephone numbers, e-mail addresses and postcodes: what cannot be right is told, every usual way of writing is let be."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from auditor.engine.extract.contacts import PROBLEMS, email, local_number, postcode, telephone
from auditor.engine.kinds.contents.clause import ClausePart
from auditor.model.finding import Finding, Outcome
from tests.recognise.reports import audit, result, written

PERIOD = "统计期限自2024年1月1日起至2024年12月31日止。"
RIGHT_NUMBERS = """
    0871-65550123
    0532--87362451
    0478- 7960107
    0871 6555 0123
    （0871）65550123
    （0871-65550123）
    0871/65550123
    087165550123
    08785550116
    871-65550123
    010-65550123
    021-65550123
    8588130
    65550123
    6555-0123
    +86-871-65550123
    （+86）0871-65550123
    0086 871 65550123
    86-0871-65550123
    86 871 65550123
    86-10-65550123
    （86）0871-65550123
    +8613800138000
    0086-871-65550123
    116114
    118114
    0477-858818（1-3）
    0871-65550123~65550125
    4000-871-315
    13800138000
    138-0013-8000
    138 0013 8000
    +86 13800138000
    013800138000
    19912345678
    400-810-1234
    4008101234
    800-810-1234
    95012345678
    12345
    12315
    12328
    110
    96123
    0477-96123
    0871-12345
    95598
    0871-65550123转8012
    0871-65550123-8012
    0871-65550123 650000
    0871-65550123/65550124
    0477-8588181/2/3
    0477-8588181、8588182
    0477-8588181、82
    0477-8588181或0477-8588182
    0477-8588181/0477-8588182
    0871-65550123 0871-65550124
    0877-5550101 13800138000
    6555012365550124
    0754-88123456
    0851-85123456
    0999-8123456
    0691-2123456
    8012
    0 8 7 1 - 6 5 5 5 0 1 2 3
""".strip().splitlines()


@pytest.mark.parametrize("number", [line.strip() for line in RIGHT_NUMBERS])
def test_numbers_as_people_write_them_are_let_be(number: str) -> None:
    assert telephone(number) == ""
    assert local_number(number) == ""


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("0871-655501", "区号后面是 6 位，固定电话号码是 7 位或 8 位"),
        ("0871-655501234", "区号后面是 9 位，固定电话号码是 7 位或 8 位"),
        ("0478-79601", "区号后面是 5 位，固定电话号码是 7 位或 8 位"),
        ("（0871）655501", "区号后面是 6 位，固定电话号码是 7 位或 8 位"),
        ("0361-5550123", "没有 0361 这个区号"),
        ("01010-5550123", "区号后面是 9 位，固定电话号码是 7 位或 8 位"),
        ("0110-65550123", "没有 0110 这个区号"),
        ("655501", "这里是 6 位，固定电话号码是 7 位或 8 位（不算区号）"),
        ("655501234", "这里是 9 位，固定电话号码是 7 位或 8 位（不算区号）"),
        ("1380013800", "手机号码是 11 位，这里是 10 位"),
        ("138001380001", "手机号码是 11 位，这里是 12 位"),
        ("12800138000", "手机号码没有这样的号段"),
        ("400-810-123", "400 号码是 10 位，这里是 9 位"),
        ("0871-65550123、0871-655501", "区号后面是 6 位，固定电话号码是 7 位或 8 位"),
    ],
)
def test_a_number_nobody_can_dial_is_told(number: str, why: str) -> None:
    assert telephone(number) == why
    assert local_number(number) == ""


@pytest.mark.parametrize("number", ["0871-6555012", "0871-6555012/6555013", "0574 8712345", "0878-65550116"])
def test_a_number_that_is_none_in_its_area_is_told_apart(number: str) -> None:
    assert telephone(number) == ""
    code = number[:4]
    assert local_number(number).startswith(f"区号 {code} 的固定电话号码是 {'7' if code == '0878' else '8'} 位，这里是 ")


@pytest.mark.parametrize(
    "address",
    [
        "xxgk@yunchuan.gov.cn",
        "yc_xxgk-2024@163.com",
        "XXGK@QQ.COM",
        "xxgk@163.com.",
        "xxgk@163 .com",
        "xx gk@163.com",
        "a@163.com b@126.com",
        "a@163.com/b@126.com",
        "xxgk#163.com",
        "[emailprotected]",
        "xx***@163.com",
        "mail.163.com",
        "www.163.com",
        "http://mail.163.com/xxgk",
        "xxgk@vip.sina.com0871-65550123",
        "none",
        "55501234",
    ],
)
def test_addresses_that_may_be_right_are_let_be(address: str) -> None:
    assert email(address) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("xxgk163.com", "没有“@”"),
        ("1234567890qq.com", "没有“@”"),
        ("xxgk@@163.com", "有不止一个“@”"),
        ("xxgk@163@com", "有不止一个“@”"),
        ("@163.com", "“@”前面没有用户名"),
        ("xxgk@163com", "“@”后面的“163com”不是完整的域名"),
        ("xxgk@163", "“@”后面的“163”不是完整的域名"),
        ("xxgk@163..com", "没有“163..com”这样的域名"),
        ("xxgk@.com", "没有“.com”这样的域名"),
        ("xxgk@163.con", "没有“163.con”这样的域名"),
    ],
)
def test_an_address_nothing_can_reach_is_told(address: str, why: str) -> None:
    assert email(address) == why


@pytest.mark.parametrize("code", ["650000", "65 00 00", "650000 0871", "650000 650001", "6500000871655501"])
def test_postcodes_that_may_be_right_are_let_be(code: str) -> None:
    assert postcode(code) == ""


@pytest.mark.parametrize(("code", "size"), [("65000", 5), ("6500001", 7), ("6500", 4)])
def test_a_postcode_of_another_length_is_told(code: str, size: int) -> None:
    assert postcode(code) == f"邮政编码是 6 位，这里是 {size} 位"


def test_numbers_without_end_are_not_judged() -> None:
    assert telephone("0871-" * 3000 + "1") == ""
    assert local_number("0871-" * 3000 + "1") == ""


def test_the_postcode_of_nowhere_is_told() -> None:
    assert postcode("000000") == "没有这个邮政编码"


def contacts(clause: str) -> list[Finding]:
    """What the rules about values of the contact clause find."""
    found = audit(written(preamble=PERIOD + clause)).verdict.findings
    return [finding for finding in found if finding.rule in ("CON-PHONE", "CON-AREA", "CON-EMAIL", "CON-POSTCODE")]


@pytest.mark.parametrize(
    "clause",
    [
        "如对本报告有疑问，请与局办公室联系（地址：学府路8号，电话：0871—65550123）。",
        "如有疑问，请联系我局办公室，地址：学府路8号，邮编：650000，联系电话:０８７１－６５５５０１２３。",
        "如有疑问，请联系局办公室张三，0871-65550123，地址：学府路8号。",
        "如有疑问，请与局办公室联系，联系人：张三，电话：0871-65550123李四13800138000，地址：学府路8号。",
        "如有疑问，请拨打0871-65550123咨询，地址：学府路8号。我局全年接听咨询电话123456次。",
        "如有疑问，请与局办公室联系（电话/传真：0871-65550123，0871-65550124；地址：学府路8号）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，邮编：650000 电话：0871-65550123 传真：0871-65550124）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，邮编：650000，电话：0871-65550123，邮箱：无）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，邮编、电话、邮箱见网站）。电话：0871-65550123。",
        "如有疑问，请与局办公室联系。\n地址：学府路8号\n邮编：650000\n电话：0871-65550123\n2024年全年受理热线123456件。",
        "如有疑问，请与局办公室联系（地址：学府路8号，电话：区号0871，65550123）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，电话：0871-6555****，邮箱：xx**@163.com）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，电话：0871-6555xxxx）。",
        "如有疑问，请与局办公室联系（地址：学府路8号，联系方式：综合科王芳 0871-65550123）。全年办理热线678901单。",
        "如有疑问，请拨打局办公室电话0871-65550123，地址：学府路8号。电话回访123456位群众，手机客户端100000。",
        "如有疑问，请与局办公室联系（地址：学府路8号，电话：65550123，区号0871；电子信箱：局长信箱http://yc.gov.cn/xx）。",
    ],
)
def test_harmless_clauses_bring_no_finding(clause: str) -> None:
    assert contacts(clause) == []


@pytest.mark.parametrize(
    ("clause", "rule", "quote"),
    [
        ("如有疑问，请与局办公室联系（地址：学府路8号，电话：0871—655501）。", "CON-PHONE", "0871—655501"),
        (
            "如有疑问，请与局办公室联系（地址：学府路8号，电话：王芳０８７１－６５５５０１）。",
            "CON-PHONE",
            "０８７１－６５５５０１",
        ),
        (
            "如有疑问，请联系（地址：学府路8号，电话：0871-65550123、0361-5550123）。",
            "CON-PHONE",
            "0871-65550123、0361-5550123",
        ),
        ("如有疑问，请联系（地址：学府路8号，电话：0871-65550123，传真：0871-655501）。", "CON-PHONE", "0871-655501"),
        ("如有疑问，请联系（地址：学府路8号，电话：0871-65550123，邮箱：xxgk＠163com）。", "CON-EMAIL", "xxgk＠163com"),
        ("如有疑问，请联系（地址：学府路8号，电话：0871-65550123，邮政编码：65000 ）。", "CON-POSTCODE", "65000"),
        ("如有疑问，请联系（地址：学府路8号，电话：0871-6555 012）。", "CON-AREA", "0871-6555 012"),
    ],
)
def test_a_wrong_value_is_quoted_as_written(clause: str, rule: str, quote: str) -> None:
    assert [(finding.rule, finding.location.quote) for finding in contacts(clause)] == [(rule, quote)]


def test_a_wrong_number_is_not_told_as_a_missing_one() -> None:
    for number in ("0871-655501", "0871-655501234", "1380013800"):
        found = audit(written(preamble=f"{PERIOD}如有疑问，请与局办公室联系（地址：学府路8号，电话：{number}）。"))
        assert [finding.rule for finding in found.verdict.findings] == ["CON-PHONE"]


def test_a_clause_without_an_address_gives_nothing_to_judge() -> None:
    found = audit(written(preamble=PERIOD + "如有疑问，请与局办公室联系（地址：学府路8号，电话：0871-65550123）。"))
    assert result(found, "CON-EMAIL").outcome is Outcome.NOT_APPLICABLE
    assert result(found, "CON-PHONE").outcome is Outcome.PASSED


def test_every_value_a_part_can_be_has_its_judge() -> None:
    literal, _ = get_args(ClausePart.model_fields["is_"].annotation)
    assert set(get_args(literal)) == set(PROBLEMS)


@pytest.mark.slow
def test_the_library_is_not_loaded_before_a_number_with_an_area_code_is_judged() -> None:
    code = "import sys, auditor.pipeline as p; p.Auditor(); sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
