"""An office's own templates: they take the place of ours one by one, see only the letter, and are told where they are broken."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError, UsageError
from auditor.letters.content import page
from auditor.letters.content.letter import Letter, letter_of
from auditor.letters.content.page import Templates
from auditor.letters.content.template_clock import OutOfTimeError, bounded
from tests.letters.pages import OFFICE, SIGNED

pytestmark = pytest.mark.slow


@pytest.fixture
def letter(make_audit: Any, make_finding: Any) -> Letter:
    return letter_of(make_audit(make_finding()), OFFICE, SIGNED)


def test_one_file_of_an_office_takes_the_place_of_ours(tmp_path: Path, letter: Letter) -> None:
    (tmp_path / "letter-closing.txt.j2").write_text("<p>请{{ letter.agency }}尽快更正。</p>", "utf-8")
    html = Templates(tmp_path).page(letter)
    assert "<p>请青原市教育局尽快更正。</p>" in html
    assert "逐项核实" not in html
    assert "根据《中华人民共和国政府信息公开条例》" in html


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"没有模板文件夹“{tmp_path / 'x'}”"):
        Templates(tmp_path / "x")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>\n{{ letter.nothing_of_the_kind }}", 2, "用了没有的变量"),
        ("\n\n{{ nothing }}", 3, "用了没有的变量"),
        ("{% if letter.faults %}\n<p>", 2, "标签没有结束"),
        ("<p>\n{{ letter.agency", 2, "模板写错"),
        ("{% loop %}", 1, "用了没有的标签"),
        ("\n{{ letter.agency | big }}", 2, "用了没有的过滤器"),
        ("\n{{ 1 / 0 }}", 2, "除数为零"),
        ("\n\n{{ letter.agency.__class__.__mro__ }}", 3, "模板不能执行"),
        ("{{ ().__class__.__bases__[0].__subclasses__() }}", 1, "模板不能执行"),
        ("{% include 'x.j2' %}", 1, "没有模板“x.j2”"),
        ("{% include '../../etc/passwd' %}", 1, "没有模板"),
        ("{% for i in range(10000000) %}{% endfor %}", 1, "模板不能执行"),
    ],
)
def test_a_broken_template_is_told_with_path_and_line(
    tmp_path: Path, letter: Letter, text: str, line: int, said: str
) -> None:
    file = tmp_path / "letter-closing.txt.j2"
    file.write_text(text, "utf-8")
    with pytest.raises(AuditorError) as caught:
        Templates(tmp_path).page(letter)
    assert str(caught.value).startswith(f"{file}:{line}：")
    assert said in str(caught.value)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Without the collector: the tools of the tests watch it, and what the clock raises while they do is told as lost."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("body", ["{% set x = a %}", "{{ a }}"])
def test_a_template_without_end_is_told(
    tmp_path: Path, letter: Letter, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    loops = "{% for a in range(99999) %}"
    (tmp_path / "letter.html.j2").write_text(f"\n{loops * 3}{body}{'{% endfor %}' * 3}", "utf-8")
    monkeypatch.setattr(page, "SECONDS", 0.2)
    monkeypatch.setattr(page, "LONGEST", 10**12)
    with pytest.raises(AuditorError, match=r"letter\.html\.j2:2：模板用了处理器 0\.2 秒还没有执行完"):
        Templates(tmp_path).page(letter)


def test_a_template_that_writes_too_much_is_told(
    tmp_path: Path, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.html.j2").write_text("{{ 'x' * 2000 }}", "utf-8")
    monkeypatch.setattr(page, "LONGEST", 1000)
    with pytest.raises(AuditorError, match="超过 1000 个"):
        Templates(tmp_path).page(letter)


def test_what_a_report_says_is_no_template(tmp_path: Path, make_audit: Any, make_finding: Any) -> None:
    audit = make_audit(make_finding(message="{{ 7 * 7 }}{% include 'letter.css' %}"), agency="{{ letter }}")
    html = Templates().page(letter_of(audit, OFFICE, SIGNED))
    assert "{{ 7 * 7 }}{% include &#39;letter.css&#39; %}" in html


@pytest.mark.usefixtures("uncollected")
def test_a_clock_that_was_not_heard_rings_again() -> None:
    def never() -> None:
        try:
            while True:
                pass
        except OutOfTimeError:  # as code that catches everything does
            while True:
                pass

    with pytest.raises(OutOfTimeError), bounded(0.05):
        never()


def test_no_more_of_a_template_is_kept_than_it_may_write(
    tmp_path: Path, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.html.j2").write_text("{% for a in range(99999) %}{{ a }}{% endfor %}{{ nothing }}", "utf-8")
    monkeypatch.setattr(page, "LONGEST", 1000)
    with pytest.raises(AuditorError, match="超过 1000 个"):  # before it comes to the mistake at its end
        Templates(tmp_path).page(letter)
