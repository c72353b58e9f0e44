"""Reports in stores elsewhere are found, named and audited as if they lay here, and what a store says wrong stays harmless."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from auditor.batch.sources import remote_files as remote
from auditor.batch.sources import remote_listing as walk
from auditor.batch.sources.addresses import is_remote, shown
from auditor.batch.sources.discovery import Listing, list_sources
from auditor.batch.sources.remote_files import RemoteFile, RemoteFound, name_remote
from auditor.cli.app import main
from auditor.errors import UsageError
from tests.batch.material import SAMPLES, bulk, errors, packed, reports
from tests.batch.shelf import Shelf, Shelved, register
from tests.read.archives import archive
from tests.reading import limits

pytestmark = pytest.mark.slow

FILES = {
    "县直/教育局.txt": "教育局年报".encode(),
    "县直/民政局.docx": b"x",
    "县直/~$民政局.docx": b"x",
    "县直/.隐藏.txt": b"x",
    ".git/年报.txt": b"x",
    "网页_files/图.html": b"x",
    "各镇/石桥镇/年报.html": b"x",
    "各镇/青柳镇/年报.html": b"x",
    "各镇/x.ofd": b"x",
    "各镇/说明.xyz": b"x",
    "年报[1].docx": b"x",
    "全区.zip": archive({"a.txt": b"x", "b/c.txt": b"y", "../d.txt": b"z"}),
}
PATTERNS = (
    "各镇/*/年报.*",
    "**/年报.*",
    "各*",
    "县直/*.docx",
    "*/石桥镇",
    "**",
    "年报[[]1[]].docx",
    "*.zip",
    "县?/教育局.txt",
)


@pytest.fixture(autouse=True)
def memory() -> Iterator[MemoryFileSystem]:
    """A store in this process, emptied afterwards, and `shelf://` without faults."""
    register()
    store = MemoryFileSystem()
    yield store
    store.store.clear()
    store.pseudo_dirs[:] = [""]


@pytest.fixture
def both(tmp_path: Path, memory: MemoryFileSystem) -> tuple[Path, str]:
    """The same files on this machine and in the store."""
    for name, data in FILES.items():
        path = tmp_path / "2024" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        memory.pipe(f"/bucket/2024/{name}", data)
    return tmp_path / "2024", "memory://bucket/2024"


def names(*sources: object) -> list[str]:
    return [file.name for file in list_sources([str(source) for source in sources]).files]


def opened(listing: Listing, **changed: int) -> list[tuple[str, bytes, str]]:
    return [
        (source.name, source.data, source.error) for file in listing.files for source in file.open(limits(**changed))
    ]


def test_a_folder_elsewhere_has_the_names_the_order_and_the_bytes_of_one_here(both: tuple[Path, str]) -> None:
    here, there = both
    local = list_sources([str(here)])
    for written in (there, f"{there}/"):
        listing = list_sources([written])
        assert [file.name for file in listing.files] == [file.name for file in local.files]
        assert listing.skipped == local.skipped == ("各镇/x.ofd",)
        assert opened(listing) == opened(local)
        assert listing.root == Path.cwd()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_in_an_address_matches_what_it_matches_here(both: tuple[Path, str], pattern: str) -> None:
    here, there = both
    assert names(f"{there}/{pattern}") == names(f"{here}/{pattern}") != []


def test_a_single_file_and_an_archive_are_named_from_their_folder(both: tuple[Path, str]) -> None:
    here, there = both
    for name in ("县直/教育局.txt", "年报[1].docx", "全区.zip"):
        assert opened(list_sources([f"{there}/{name}"])) == opened(list_sources([str(here / name)]))
    [zipped] = list_sources([f"{there}/全区.zip"]).files
    assert [source.name for source in zipped.open(limits(), "全区.zip!b/c.txt")] == ["全区.zip!b/c.txt"]


def test_several_addresses_of_one_store_are_named_from_the_folder_they_share(both: tuple[Path, str]) -> None:
    here, there = both
    sources = ["县直", "各镇/*镇", "全区.zip", "县直/教育局.txt"]
    expected = names(*(f"{here}/{each}" for each in sources))
    assert names(*(f"{there}/{each}" for each in sources)) == expected
    assert names(*(f"{there}/{each}" for each in reversed(sources))) == expected


def test_beside_files_of_this_machine_names_are_whole_addresses(both: tuple[Path, str]) -> None:
    here, there = both
    found = names(f"{there}/县直", here / "各镇", f"{there}/全区.zip")
    assert found == sorted(
        [f"{there}/县直/教育局.txt", f"{there}/县直/民政局.docx", f"{there}/全区.zip", *names(here / "各镇")]
    )
    assert names(here / "各镇", f"file://{here}/县直") == names(here / "各镇", here / "县直")


def test_a_list_here_may_name_addresses_and_one_that_is_missing_is_told_later(both: tuple[Path, str]) -> None:
    here, there = both
    for listed in (here.parent / "清单.lst", here.parent / "清单.txt"):
        listed.write_text(f"# 远处\n{there}/各镇\n{there}/没有.docx\nnowhere://x/年报.txt\n", "utf-8")
        if listed.suffix == ".lst":
            with pytest.raises(UsageError, match="不认识 nowhere://"):
                names(listed)
        listed.write_text(f"# 远处\n{there}/各镇\n{there}/没有.docx\n", "utf-8")
        listing = list_sources([str(listed)])
        assert listing.root == here.parent
        assert [file.name for file in listing.files] == ["各镇/石桥镇/年报.html", "各镇/青柳镇/年报.html", "没有.docx"]
        [missing] = listing.files[2].open(limits())
        assert missing.error.startswith("没有这个文件；")
    MemoryFileSystem().pipe("/bucket/清单.lst", b"x")
    with pytest.raises(UsageError, match="是清单，请把它放在本机"):
        names("memory://bucket/清单.lst")


def test_the_same_place_for_two_users_is_two_places() -> None:
    found = [
        RemoteFound(f"sftp://{user}:pw@host/d/a.txt", ("sftp", user), "sftp://host/d", "d", ("d/a.txt",))
        for user in ("ann", "bob")
    ]
    files, _ = name_remote(found, alone=True)
    assert [file.name for file in files] == ["sftp://host/d/a.txt", "sftp://host/d/a.txt#2"]


def test_schemes_may_be_in_capital_letters(both: tuple[Path, str]) -> None:
    scheme, rest = both[1].split("://")
    assert names(f"{scheme.upper()}://{rest}") == names(both[1]) != []


def test_a_run_over_a_store_keeps_what_a_run_over_the_same_files_here_keeps(tmp_path: Path) -> None:
    here = reports(tmp_path / "2024", 12)
    earlier = reports(tmp_path / "2023", 3)
    bulk(here, output=tmp_path / "local", previous=earlier)
    (tmp_path / "清单.lst").write_text(f"shelf://{here}\n", "utf-8")
    result = bulk(tmp_path / "清单.lst", output=tmp_path / "out", previous=f"shelf://{earlier}", prepare=Shelved)
    assert packed(tmp_path / "out") == packed(tmp_path / "local")
    assert len(packed(tmp_path / "out")) == result.reports == 12
    again = bulk(f"shelf://{here}", output=tmp_path / "out", previous=f"shelf://{earlier}", prepare=Shelved)
    assert again.reused == 12


def test_a_report_that_a_store_does_not_give_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    here = reports(tmp_path / "in", 4)
    first, second, *_ = sorted(path.name for path in here.iterdir())
    Shelf.faults |= {first: PermissionError("key=geheim"), second: RuntimeError("shelf://u:geheim@host\x1b[31m")}
    result = bulk(f"shelf://{here}", output=tmp_path / "out", prepare=Shelved)
    assert result.reports == 4
    told = errors(tmp_path / "out")
    assert told[first].startswith("没有权限；请检查地址和网络")
    assert told[second].startswith("读不出来（RuntimeError）；")
    assert "geheim" not in str(told)
    Shelf.faults.clear()
    assert bulk(f"shelf://{here}", output=tmp_path / "out", prepare=Shelved).unreadable == []


def _because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("address", ["shelf://u:geheim@host/桶/", "shelf://u:geheim@host/桶"])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PermissionError(13, "geheim"), "没有权限"),
        (type("NoCredentialsError", (Exception,), {})("geheim"), "没有权限"),
        (ConnectionRefusedError(111, "geheim"), "连不上"),
        (type("EndpointConnectionError", (Exception,), {})("geheim"), "连不上"),
        (TimeoutError("geheim"), "连不上"),
        (FileNotFoundError(2, "geheim"), "没有这个文件夹、文件或者存储桶"),
        (KeyError("geheim"), r"读不出来（KeyError）"),
        (_because(FileNotFoundError("geheim"), ConnectionResetError("geheim")), "连不上"),
        (_because(FileNotFoundError("geheim"), PermissionError("geheim")), "没有权限"),
    ],
)
def test_a_store_that_does_not_answer_is_one_sentence_without_what_its_driver_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str, fault: Exception, said: str
) -> None:
    Shelf.listings["桶"] = fault
    assert main(["bulk", address, "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "shelf://host/桶" in told
    assert "geheim" not in told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_what_a_store_lists_outside_the_folder_or_of_no_kind_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    hostile = [
        "/etc/年报.txt",
        "../年报.txt",
        f"{tmp_path}/in/../年报.txt",
        f"{tmp_path}/in",
        f"{tmp_path}/in2/年报.txt",
        "",
    ]
    good = f"{tmp_path}/in/甲\x1b[31m\u202e\n局.txt"
    said = [{"name": name, "type": "file"} for name in [*hostile, good]]
    Shelf.listings["in"] = [
        *said,
        {"name": f"{tmp_path}/in/管道.txt", "type": "other"},
        *({"name": n, "type": "directory"} for n in hostile),
    ]
    assert names(f"shelf://{tmp_path}/in") == names(f"shelf://{tmp_path}/in/*") == ["甲\x1b[31m\u202e\n局.txt"]


def test_a_listing_without_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()

    def endless(_: object, path: str, **__: object) -> list[dict[str, str]]:
        return [{"name": f"{path}/{each}", "type": kind} for each, kind in (("a", "directory"), ("x.txt", "file"))]

    monkeypatch.setattr(Shelf, "ls", endless)
    for source in ("in", "in/**/*.txt"):
        with pytest.raises(UsageError, match="深于 64 层"):
            names(f"shelf://{tmp_path}/{source}")
    monkeypatch.setattr(walk, "_MOST_FILES", 9)
    with pytest.raises(UsageError, match="文件超过 9 个"):
        names(f"shelf://{tmp_path}/in")


class Endless(BytesIO):
    """A stream that has no end and does not say how long it is."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0
        piece = b"x" * min(size, 1000)
        self.given += len(piece)
        return piece


def test_no_more_is_read_of_a_file_than_of_one_here(tmp_path: Path) -> None:
    for name, data in (("大.txt", b"x" * 5001), ("好.txt", b"x" * 5000), ("无尽.txt", b"")):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "全区.zip").write_bytes(archive({"a.txt": bytes(range(256)) * 40, "b.txt": b"y" * 5000, "c.txt": b"z"}))
    here = list_sources([str(tmp_path)])
    stream = Endless()
    Shelf.streams["无尽.txt"] = lambda: stream
    there = {
        name: (data, error) for name, data, error in opened(list_sources([f"shelf://{tmp_path}"]), file_bytes=5000)
    }
    endless = there.pop("无尽.txt")
    assert endless == (b"", "文件字节数超过上限（5001 > 5000），不予读取")
    assert stream.given == 5001
    assert there == {name: (data, error) for name, data, error in opened(here, file_bytes=5000) if name != "无尽.txt"}
    assert there["大.txt"] == (b"", "文件字节数超过上限（5001 > 5000），不予读取")
    small = {"file_bytes": 5000, "archive_bytes": 5000}
    zipped = list_sources([f"{tmp_path}/全区.zip"])
    assert opened(list_sources([f"shelf://{tmp_path}/全区.zip"]), **small) == opened(zipped, **small)


@pytest.mark.parametrize(
    ("address", "as_shown"),
    [
        ("s3://bucket/a@b:c.docx", "s3://bucket/a@b:c.docx"),
        ("ftp://甲:geheim@host/年报.txt", "ftp://host/年报.txt"),
        ("sftp://user@host:22/年报.txt", "sftp://host:22/年报.txt"),
        ("ftp://u:ge/heim@host/x.txt", "ftp://host/x.txt"),
        ("https://host:8080/年报@1.docx?sign=geheim", "https://host:8080/年报@1.docx"),
        ("abfs://container@account.net/x.txt", "abfs://container@account.net/x.txt"),
        ("文件夹/a:b@c.txt", "文件夹/a:b@c.txt"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(address: str, as_shown: str) -> None:
    assert shown(address) == as_shown
    assert "geheim" not in repr(RemoteFile("x", address, address))


def test_credentials_in_an_address_are_in_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = reports(tmp_path / "in", 2)
    monkeypatch.setattr(
        Shelf, "_strip_protocol", classmethod(lambda _, path: str(path).removeprefix("shelf://u:geheim@host"))
    )
    command = ["bulk", f"shelf://u:geheim@host{here}", str(SAMPLES[0]), "-o", str(tmp_path / "out"), "--no-letters"]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert "geheim" not in captured.out + captured.err
    assert f"shelf://host{here}/0000-{SAMPLES[0].name}" in packed(tmp_path / "out")
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file() and b"geheim" in path.read_bytes()]


@pytest.mark.parametrize(
    "address",
    [
        "simplecache::memory://b/x",
        "zip://*.txt::memory://b/a.zip",
        "memory://b/x::memory://c",
        "github://o:r@main/x",
        "reference://x",
    ],
)
def test_chains_and_what_is_no_store_are_refused(address: str) -> None:
    with pytest.raises(UsageError, match="不是存储的地址"):
        names(address)


def test_what_is_not_installed_is_named(both: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"“s3://b/x/”，还没有安装 s3fs，请执行：pip install s3fs$"):
        names("s3://b/x/")
    with pytest.raises(UsageError, match="不认识 nowhere:// 开头的地址"):
        names("nowhere://b/x/")
    monkeypatch.setitem(sys.modules, "fsspec.registry", None)
    with pytest.raises(UsageError, match=r"还没有安装 fsspec，请执行：pip install 'xxgk-auditor\[remote\]'"):
        names(both[1])
    assert names(both[0])


def test_what_is_empty_or_not_there_is_wrong_usage(memory: MemoryFileSystem) -> None:
    memory.pipe("/bucket/空/说明.xyz", b"x")
    for address, said in (
        ("memory://bucket/空/", "没有找到可以审核的报告：memory://bucket/空/"),
        ("memory://bucket/没有/", "没有这个文件夹、文件或者存储桶"),
        ("memory://bucket/没有.txt", "没有这个文件夹、文件或者存储桶"),
        ("memory://bucket/*.pdf", "“memory://bucket/\\*.pdf”没有找到可以审核的报告"),
    ):
        with pytest.raises(UsageError, match=said):
            names(address)


def test_results_stay_here_and_stores_are_not_watched(
    both: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bulk", str(both[0]), "-o", "memory://bucket/out"]) == 2
    assert "-o 要写本机的文件夹" in capsys.readouterr().err
    assert main(["bulk", both[1], "-o", str(tmp_path / "out"), "--watch"]) == 2
    assert "--watch 只能看守本机的文件夹" in capsys.readouterr().err


def test_signed_addresses_of_the_web_have_names_that_differ_and_keep_their_suffix() -> None:
    first, second = ("https://host/d/%E5%B9%B4.docx?sign=geheim" + each for each in "12")
    found = [
        remote.RemoteFound(each, ("https", ""), "https://host/d", "https://host/d", (each,)) for each in (first, second)
    ]
    called = [file.name for file in remote.name_remote(found, alone=True)[0]]
    assert len(set(called)) == 2
    assert all(name.startswith("年-") and name.endswith(".docx") for name in called)
    assert "geheim" not in str(called)


def test_paths_of_this_machine_are_no_addresses() -> None:
    for path in ("2024年报告/", "C:/年报", "a::b.txt", "甲://乙", "file:///tmp/x", "local:///x", "./s3:/x"):
        assert not is_remote(path)


def test_fsspec_is_not_even_loaded_for_files_of_this_machine(tmp_path: Path) -> None:
    reports(tmp_path / "in", 1)
    script = (
        "import sys; from auditor.batch.run import list_sources; found = list_sources(sys.argv[1:]);"
        " print(len(found.files), 'fsspec' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "in")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "1 False\n"
