"""Letter as an HTML page, from our templates or an office's own; what a report says can become text in it, never markup."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, Template, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from auditor.errors import AuditorError, UsageError
from auditor.letters.content.letter import Letter
from auditor.letters.content.template_clock import OutOfTimeError, bounded
from auditor.model.office import Office
from auditor.presentation.sandbox import Sandbox
from auditor.presentation.terminal_text import clean
from auditor.resources import templates_folder

PAGE = "letter.html.j2"
# The CPU time a template may use, a thousand times what ours use, and the largest number of characters it may write.
SECONDS, LONGEST = 20.0, 10_000_000
# The sentences that the page and the document have in common, each in a template of its own, one paragraph on each line.
TEXTS = ("opening", "unchecked", "closing", "feedback", "marks")
# The head's name: the largest size in points and the most characters on a line; the type area is 156 mm wide.
_LARGEST, _LINE, _WIDE = 44.0, 18, 436.0


class _TooLongError(Exception):
    """A template writes more than it may."""


def _within(most: int, pieces: Iterable[str]) -> str:
    """Join the pieces that a template writes; raises _TooLongError if they exceed `most` characters."""
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > most:
            raise _TooLongError
    return "".join(kept)


def _waits_at(template: Template, pieces: Iterator[str]) -> str:
    """Return path and line at which a template is suspended, waiting for its next piece to be taken; its path alone if it is not."""
    while (inner := getattr(pieces, "gi_yieldfrom", None)) is not None:
        pieces = inner
    frame = getattr(pieces, "gi_frame", None)
    path = str(template.filename or template.name)
    known = frame is not None and frame.f_code.co_filename == path
    return f"{path}:{template.get_corresponding_lineno(frame.f_lineno)}" if known and frame else path


class Templates:
    """Jinja templates of the letter; those in the office's own folder replace ours of the same name."""

    def __init__(self, own: Path | None = None) -> None:
        """Raises UsageError if the folder of the office's templates does not exist."""
        if own is not None and not own.is_dir():
            raise UsageError(f"没有模板文件夹“{own}”")
        self.folders = ([own.resolve()] if own else []) + [templates_folder().resolve()]
        self._environment = Sandbox(loader=FileSystemLoader(self.folders), trim_blocks=True, lstrip_blocks=True)

    def page(self, letter: Letter, logo: str = "") -> str:
        """Render the whole page; `logo` is the address of a picture. Raises AuditorError with path and line of a broken template."""
        return self.render(PAGE, {**self.values(letter), "logo": logo})

    def values(self, letter: Letter) -> dict[str, Any]:
        """Return the values for both the page and the document; raises AuditorError like `page`.

        `head` are the red head's lines and their size in points, `title` the title in two parts, the second of which is kept on
        one line, `texts` the paragraphs of TEXTS, escaped, `sign` the width of the signature in ems.
        """
        texts = {name: self._paragraphs(f"letter-{name}.txt.j2", letter) for name in TEXTS}
        rest = {"title": title_parts(letter), "texts": texts, "sign": sign_width(letter.office, letter.date)}
        return {"letter": letter, **self.head(letter.office), **rest}

    def head(self, office: Office) -> dict[str, Any]:
        """Return the red head as templates use it."""
        lines, size = head_lines(clean(office.name) or "（审核机关名称）")
        return {"head": {"lines": lines, "size": size}}

    def _paragraphs(self, name: str, letter: Letter) -> list[Markup]:
        return [Markup(line) for line in self.render(name, {"letter": letter}).split("\n") if line.strip()]  # noqa: S704

    def render(self, name: str, values: dict[str, Any]) -> str:
        """Render a template with values; raises AuditorError with path and line of a broken template."""
        place = name
        try:
            with bounded(SECONDS):
                template = self._environment.get_template(name)
                pieces = template.generate(values)
                try:
                    return _within(LONGEST, pieces)
                finally:
                    place = _waits_at(template, pieces)
        except TemplateSyntaxError as error:
            place = f"{error.filename or error.name}:{error.lineno}"
            raise AuditorError(f"{place}：模板写错：{explain(error)}") from error
        except OutOfTimeError as error:
            raise AuditorError(f"{self._place(error, place)}：{too_slow()}") from error
        except TemplateNotFound as error:
            raise AuditorError(f"{self._place(error, name)}：没有模板“{error.name}”") from error
        except _TooLongError as error:
            raise AuditorError(f"{name}：模板写出的超过 {LONGEST} 个字符，不像意见书；请检查模板里的循环") from error
        except Exception as error:  # a template may fail in any way an expression can
            raise AuditorError(f"{self._place(error, name)}：模板不能执行：{explain(error)}") from error

    def html(self, letter: Letter) -> str:
        """Return the page as a self-contained file, with the logo in it."""
        logo = letter.office.logo
        if logo is None:
            return self.page(letter)
        kind = "svg+xml" if logo.suffix.lower() == ".svg" else logo.suffix.lower().strip(".").replace("jpg", "jpeg")
        return self.page(letter, f"data:image/{kind};base64,{base64.b64encode(logo.read_bytes()).decode()}")

    def _place(self, error: Exception, name: str) -> str:
        """Return path and line of an error: those of the innermost frame in a template, else the name of the requested template."""
        frames = traceback.extract_tb(error.__traceback__)
        inside = [f for f in frames if any(Path(f.filename).is_relative_to(folder) for folder in self.folders)]
        return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else name


def too_slow() -> str:
    """Return the message about a template that does not finish."""
    return f"模板用了处理器 {SECONDS:g} 秒还没有执行完，请检查里面的循环"


def explain(error: Exception) -> str:
    """Say what is wrong in a template, in Chinese for the common cases, with the engine's own message in brackets."""
    said = " ".join(str(error).split())
    causes = (
        ("is undefined", "用了没有的变量"),
        ("has no attribute", "用了没有的变量"),
        ("No filter named", "用了没有的过滤器"),
        ("No test named", "用了没有的判断"),
        ("unsafe", "用了模板里不许用的功能"),
        ("unknown tag", "用了没有的标签"),
        ("end of print statement", "“{{ }}”没有写完"),
        ("unexpected end of template", "标签没有结束，或者少了“}}”“%}”"),
        ("Unexpected end of template", "标签没有结束，缺少对应的 end…"),
        ("division by zero", "除数为零"),
        ("codec can't decode", "不是 UTF-8 编码，请另存为 UTF-8"),
    )
    cause = next((chinese for english, chinese in causes if english in said), "")
    return f"{cause or '有一处表达式算不出来'}（{said or type(error).__name__}）"


def title_parts(letter: Letter) -> tuple[str, str]:
    """Split the title before the part that should not be broken; the second part is empty if the title is worded otherwise."""
    tail = f"政府信息公开工作年度报告》的{'复查' if letter.again else '审核'}意见"
    return (letter.title.removesuffix(tail), tail) if letter.title.endswith(tail) else (letter.title, "")


def sign_width(office: Office, day: str) -> float:
    """Return the width of the signature: over a seal only the date counts, else also the name, and the date is indented by two ems."""
    date = _width(day or "　　　　年　　月　　日")
    return round(date if office.seal else max(_width(clean(office.name)), 2 + date), 2)


def _width(text: str) -> float:
    """Return the width in ems of the letter's text, with its letter-spacing; digits are as wide as in 宋体."""
    return sum(0.542 if ch.isascii() else 0.9863 for ch in text)


def head_lines(name: str) -> tuple[tuple[str, ...], float]:
    """Split the red head into lines and return their size in points, so each line fits the type area: long names take several lines."""
    count = ceil(len(name) / _LINE)
    each = ceil(len(name) / count)
    lines = tuple(name[start : start + each] for start in range(0, len(name), each))
    return lines, round(min(_LARGEST / (1 + (count - 1) * 0.35), _WIDE / each), 1)
