"""LibreOffice as a help: what is said without it, how it is called, and, where it is installed, what it makes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from auditor.config.limits import Watcher, nobody
from auditor.errors import UnreadableReport
from auditor.read.base.builder import digest
from auditor.read.opener import read_bytes
from auditor.read.word import libreoffice as office
from auditor.read.word import older
from tests.read.make_doc import doc, ole, par
from tests.read.make_docx import docx, p
from tests.reading import limits

pytestmark = pytest.mark.slow

RTF = (
    "{\\rtf1\\ansi\\uc1 "
    + "".join(f"\\u{ord(sign)}?" for sign in "云川市教育局")
    + "\\par\\trowd\\cellx2000\\cellx4000\\intbl 12\\cell 34\\cell\\row\\pard end\\par}"
).encode()
WORD_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
    "<w:p><w:r><w:t>云川市教育局</w:t></w:r></w:p></w:body></w:wordDocument>"
).encode()
OLD = doc(par("云川市教育局"), version=0x0065)


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: "")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A shell script in the place of LibreOffice."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "_program", lambda: str(program))
    return program


def refusal(data: bytes, watcher: Watcher = nobody, **changed: float) -> str:
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(data, "报告", limits(**changed), watcher)
    return str(caught.value)


@pytest.mark.usefixtures("no_office")
@pytest.mark.parametrize("data", [RTF, WORD_XML, ole({"CONTENTS": b"x"})], ids=["rtf", "xml", "works"])
def test_without_libreoffice_it_is_said_what_to_do(data: bytes) -> None:
    assert refusal(data) == office.MISSING


@pytest.mark.usefixtures("no_office")
def test_without_libreoffice_a_document_that_is_not_read_is_refused() -> None:
    assert refusal(OLD) == "这是 Word 95 或更早的文件，不能读取，请用 Word 或 WPS 另存为 DOCX"
    assert "已损坏" in refusal(doc(par("甲"), body=99))


def test_encrypted_documents_and_sheets_never_go_to_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(older, "read_converted", None)
    assert refusal(doc(par("甲"), flags=0x0300)) == "文件加了密码，请去掉密码后再审核"
    assert refusal(ole({"EncryptedPackage": b"x"})) == "文件加了密码，请去掉密码后再审核"
    assert refusal(ole({"Workbook": b"x"}))
    assert "已损坏" in refusal(doc(par("甲"))[:700])


def test_other_xml_is_refused() -> None:
    assert "XML" in refusal(b'<?xml version="1.0"?><?mso-application progid="InfoPath.Document"?><a/>')


def test_a_converted_document_is_known_by_the_file_itself(script: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(docx(p("云川市教育局")))
    script.write_text(
        f'#!/bin/sh\nmkdir out && cp "{made}" out/report.docx && env > "{tmp_path}/env" && echo "$@" > "{tmp_path}/said"'
    )
    found = read_bytes(RTF, "报告.rtf")
    assert (found.path, found.format, found.digest, found.text) == ("报告.rtf", "rtf", digest(RTF), "云川市教育局")
    assert found.warnings == (office.WARNING,)
    assert read_bytes(OLD, "旧.doc").format == "doc"
    assert read_bytes(WORD_XML, "旧.xml").format == "xml"
    settings = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines())
    assert settings["http_proxy"] == settings["https_proxy"] == "http://127.0.0.1:9"
    assert settings["HOME"] != os.environ.get("HOME")
    said = (tmp_path / "said").read_text()
    assert f"-env:UserInstallation={Path(settings['HOME'], 'profile').as_uri()} --headless" in said
    assert not Path(settings["HOME"]).exists()


def test_a_program_that_makes_nothing_is_told(script: Path) -> None:
    assert refusal(RTF) == office.FAILED
    script.write_text("#!/bin/sh\nexit 1")
    assert refusal(RTF) == office.FAILED


def test_a_program_that_does_not_end_is_ended_with_all_it_started(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.write_text(f'#!/bin/sh\nsleep 3600 &\necho $! > "{tmp_path}/pid"\nwait')
    told: list[float] = []
    monkeypatch.setattr(office, "_TICK_SECONDS", 0.5)
    assert (
        refusal(RTF, told.append, seconds=0.5)
        == "等了 5 秒，LibreOffice 没有转换完；请用 Word 或 WPS 另存为 DOCX 后再审核"
    )
    child = int((tmp_path / "pid").read_text())
    assert not _runs(child)
    assert set(told) == {0.0}


def test_a_program_that_works_too_long_is_ended_by_its_time(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script.write_text("#!/bin/sh\nwhile :; do :; done")
    monkeypatch.setattr(office, "_PATIENCE", 10_000)
    assert refusal(RTF, seconds=0.5) == "文件过于复杂，LibreOffice 用了处理器 0.5 秒还没有转换完，不予读取"


def _runs(process: int) -> bool:
    """Whether a process still runs; one that only waits to be collected does not."""
    for _ in range(3000):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except (FileNotFoundError, ProcessLookupError):
            return False
        time.sleep(0.1)
    return True


def test_rtf_is_read_through_libreoffice() -> None:
    assert read_bytes(RTF, "报告.rtf").text == "云川市教育局\n12\t34\nend"


HEAD_OF_THREE = "\\'03"


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("\\'02\\'00\\'3f", "一、"),
        ("\\'02\\'00?", "一、"),
        ("\\'03\\'3f\\'00\\'3f", "（一）"),
        ("\\'02\\'00\\u12289\\'3f", "一、"),
        ("\\'02\\'00.", "一."),
    ],
)
def test_signs_of_numbers_that_an_rtf_file_has_lost_are_the_usual_ones(level: str, written: str) -> None:
    listed = (
        "{\\rtf1\\ansi\\uc1{\\*\\listtable{\\list\\listtemplateid1{\\listlevel\\levelnfc37\\levelstartat1"
        + f"{{\\leveltext {level};}}{{\\levelnumbers\\'0{1 + level.startswith(HEAD_OF_THREE)};}}}}\\listid1}}}}"
        + "{\\listoverridetable{\\listoverride\\listid1\\listoverridecount0\\ls1}}\\pard\\ls1\\ilvl0 "
        + "".join(f"\\u{ord(sign)}?" for sign in "总体情况？")
        + "\\par}"
    )
    assert read_bytes(listed.encode(), "报告.rtf").text == f"{written}总体情况？"


def test_xml_of_word_2003_is_read_through_libreoffice() -> None:
    assert read_bytes(WORD_XML, "报告.xml").text == "云川市教育局"


@pytest.mark.parametrize("data", [b"{\\rtf1 " + bytes(range(128, 256)) * 9, ole({"CONTENTS": bytes(range(256))})])
def test_what_libreoffice_cannot_make_out_is_refused(data: bytes) -> None:
    assert refusal(data) == office.FAILED
