"""A store as others might keep one: files of a folder at `shelf:///…`, and faults where a test wants them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from fsspec.implementations.local import LocalFileSystem
from fsspec.registry import register_implementation

from auditor.batch.store.result_store import ResultRow
from auditor.batch.workers.audits import Setup
from auditor.batch.workers.pool import Allow, Task
from auditor.batch.workers.work import Audits


class Shelf(LocalFileSystem):  # type: ignore[misc]
    """`faults` are what opening raises, by the name of the file; `listings` are what listing a folder says or raises, by its name."""

    protocol = "shelf"
    faults: ClassVar[dict[str, Exception]] = {}
    listings: ClassVar[dict[str, Exception | list[dict[str, Any]]]] = {}
    streams: ClassVar[dict[str, Callable[[], BytesIO]]] = {}

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(path).removeprefix("shelf://")

    def ls(self, path: str, detail: bool = False, **options: Any) -> Any:
        said = self.listings.get(Path(path).name)
        if isinstance(said, Exception):
            raise said
        return super().ls(path, detail=detail, **options) if said is None else said

    def info(self, path: str, **options: Any) -> Any:
        said = self.listings.get(Path(path).name)
        if isinstance(said, Exception):
            raise said
        return super().info(path, **options)

    def open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        name = Path(path).name
        if name in self.faults:
            raise self.faults[name]
        return self.streams[name]() if name in self.streams else super().open(path, mode, **options)


def register() -> None:
    """Make `shelf://` known to this process, without faults."""
    register_implementation("shelf", Shelf, clobber=True)
    for each in (Shelf.faults, Shelf.listings, Shelf.streams):
        each.clear()


@dataclass(frozen=True)
class Shelved:
    """Audits as usual, in processes that know the store."""

    setup: Setup

    def __call__(self, allow: Allow) -> Callable[[Task], ResultRow]:
        register()
        return Audits(self.setup)(allow)
