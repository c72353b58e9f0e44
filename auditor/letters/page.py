"""The letter as a page of HTML, from our templates or an office's own; what a report says can become text in it, never markup."""

from __future__ import annotations

import base64
import traceback
from math import ceil
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from auditor.errors import AuditorError, UsageError
from auditor.letters.content import Letter
from auditor.output.wrap import clean
from auditor.resources import templates_folder

PAGE = "letter.html.j2"
# The head's name: at most so many points high and so many characters a line; the type area is 156 mm wide.
_LARGEST, _LINE, _WIDE = 44.0, 18, 436.0


class Templates:
    """Jinja templates of the letter; those in the office's own folder take the place of ours by name."""

    def __init__(self, own: Path | None = None) -> None:
        """Raises UsageError if the folder of the office's templates is not there."""
        if own is not None and not own.is_dir():
            raise UsageError(f"没有模板文件夹“{own}”")
        self.folders = ([own.resolve()] if own else []) + [templates_folder().resolve()]
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, letter: Letter, logo: str = "") -> str:
        """The whole page; `logo` is the address of a picture. Raises AuditorError with path and line of a broken template."""
        lines, size = head_lines(clean(letter.office.name) or "（审核机关名称）")
        try:
            return self._environment.get_template(PAGE).render(
                letter=letter, head={"lines": lines, "size": size}, logo=logo
            )
        except TemplateSyntaxError as error:
            place = f"{error.filename or error.name}:{error.lineno}"
            raise AuditorError(f"{place}：模板写错：{explain(error)}") from error
        except TemplateNotFound as error:
            raise AuditorError(f"{self._place(error)}：没有模板“{error.name}”") from error
        except Exception as error:  # a template may fail in any way an expression can
            raise AuditorError(f"{self._place(error)}：模板不能执行：{explain(error)}") from error

    def html(self, letter: Letter) -> str:
        """The page as a file of its own, with the logo in it."""
        logo = letter.office.logo
        if logo is None:
            return self.page(letter)
        kind = "svg+xml" if logo.suffix.lower() == ".svg" else logo.suffix.lower().strip(".").replace("jpg", "jpeg")
        return self.page(letter, f"data:image/{kind};base64,{base64.b64encode(logo.read_bytes()).decode()}")

    def _place(self, error: Exception) -> str:
        """Path and line of the template in which an error arose: the innermost of the frames that lie in one."""
        frames = traceback.extract_tb(error.__traceback__)
        inside = [f for f in frames if any(Path(f.filename).is_relative_to(folder) for folder in self.folders)]
        return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else PAGE


def explain(error: Exception) -> str:
    """What is wrong in a template, in Chinese for the common cases; the engine's own words in brackets."""
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
    )
    cause = next((chinese for english, chinese in causes if english in said), "")
    return f"{cause}（{said}）" if cause else said or type(error).__name__


def head_lines(name: str) -> tuple[tuple[str, ...], float]:
    """The red head's lines and their size in points, so that each line fits the type area: long names take several lines."""
    count = ceil(len(name) / _LINE)
    each = ceil(len(name) / count)
    lines = tuple(name[start : start + each] for start in range(0, len(name), each))
    return lines, round(min(_LARGEST / (1 + (count - 1) * 0.35), _WIDE / each), 1)
