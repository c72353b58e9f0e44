"""The variants of the three reports: kinds of degradation alone and in pairs, each always the same for its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np
from numpy.random import Generator

from tests.scans import pens, scanner, shapes
from tests.scans.files import LAYERS, layered, mixed, scanned
from tests.scans.folds import FOLDS
from tests.scans.originals import FACES, SEEDS, Original, Picture, another, original

Change = Callable[[Picture, float, Generator], Picture]
Marks = Callable[[Picture, Original, Generator], Picture]
# Kinds that change a picture by a strength. What is written on the paper comes before the paper's place, and that before the scanner.
ON_PAPER: dict[str, tuple[Change, tuple[float, ...]]] = {
    "seal": (pens.seal, (30, 45, 60, 70, 80)), "watermark": (pens.watermark, (205, 180, 150)), "tiled": (pens.tiled, (215, 185)),
    "gaps": (pens.gaps, (2, 4, 8)), "dashed": (pens.dashed, (40, 90)), "thin": (pens.thin, (120, 150, 175)),
    "missing": (pens.missing, (4, 6, -9, -14)), "paper": (scanner.paper, (0, 1, 2)), "through": (scanner.show_through, (0.08, 0.14)),
}  # fmt: skip
PENS: dict[str, Marks] = {
    "underline": pens.underline, "tick": pens.tick, "circle": pens.circle, "marker": pens.marker, "scribble": pens.scribble,
    "struck": pens.struck, "corrected": pens.corrected,
}  # fmt: skip
PLACED: dict[str, tuple[Change, tuple[float, ...]]] = {
    "skew": (shapes.skew, (1, -2.5, 3, 3.6, -5, 7, -8.5, 10)), "turned": (shapes.turned, (90, 180, 270)),
    "keystone": (shapes.keystone, (3, 5, 8, 10, 12, 15)), "desk": (shapes.on_desk, (3, 6, 10)),
    "barrel": (shapes.barrel, (1.5, 2.5)), "binding": (shapes.binding, (5, 9, 14)), "waves": (shapes.waves, (2.5, 4)),
}  # fmt: skip
SCANNED: dict[str, tuple[Change, tuple[float, ...]]] = {
    "resolution": (scanner.resolution, (72, 100, 150, 300)), "jpeg": (scanner.jpeg, (25, 40)), "fax": (scanner.fax, (0, -1, 1)),
    "coarse": (scanner.coarse_fax, (0,)), "flecks": (scanner.flecks, (0.02, 0.05, 0.09)), "specks": (scanner.specks, (0.5, 1.5)),
    "faint": (scanner.faint, (110, 160)), "blur": (scanner.blur, (0.9, 1.4, 2.0)), "motion": (scanner.motion, (5, 9)),
    "noise": (scanner.noise, (10, 18)), "shade": (scanner.shade, (0.3, 0.5)), "shadow": (scanner.shadow, (0.4,)),
    "moire": (scanner.moire, (14,)), "streak": (scanner.streak, (3,)),
}  # fmt: skip
CUTS = (
    ("right", 0.13),
    ("right", 0.17),
    ("left", 0.30),
    ("left", 0.13),
    ("bottom", 0.5),
    ("bottom", 0.36),
    ("top", 0.2),
)
PAIRS = (
    "skew blur", "skew fax", "skew seal", "skew jpeg", "skew thin", "skew struck", "skew marker", "skew resolution", "skew flecks",
    "turned blur", "turned fax", "turned seal", "turned resolution", "turned gaps", "keystone shadow", "keystone moire", "keystone blur",
    "keystone jpeg", "keystone seal", "keystone noise", "keystone tick", "keystone resolution", "desk shadow", "desk noise", "desk jpeg",
    "binding shade", "binding blur", "barrel shadow", "barrel noise", "waves shade", "seal jpeg", "seal blur", "watermark jpeg",
    "watermark noise", "tiled blur", "gaps jpeg", "gaps fax", "thin jpeg", "underline jpeg", "tick fax", "circle blur", "scribble jpeg",
    "marker jpeg", "struck blur", "struck fax", "corrected jpeg", "flecks noise", "faint noise", "blur jpeg", "paper shade", "through jpeg",
    "resolution noise", "specks fax", "streak seal", "dashed skew", "missing skew",
)  # fmt: skip
FOLDED_PAIRS = (
    ("pleat", 1, "skew"), ("pleat", 3, "jpeg"), ("pleat", 0, "blur"), ("pleat", 2, "fax"), ("pleat", 3, "keystone"),
    ("pleat across", 1, "noise"), ("pleat across", 3, "skew"), ("pleat slanted", 0, "shade"), ("note", 0, "keystone"),
    ("note", 2, "jpeg"), ("finger", 0, "shade"), ("holes", 0, "blur"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """One degraded report: what is done to which, in order, and how it is filed; `number` seeds what is left to chance."""

    number: int
    kind: str
    size: str
    face: str = "song"
    steps: tuple[tuple[str, float], ...] = ()
    points: float = 9.0
    filed: str = "mixed"
    cut: tuple[str, float] = ("", 0.0)

    @property
    def name(self) -> str:
        """Its number, report and degradations."""
        steps = " ".join(f"{name} {strength:g}" for name, strength in self.steps)
        return " ".join(filter(None, (f"{self.number:03}", self.size, self.face, steps, self.filed, self.cut[0])))

    @property
    def original(self) -> Original:
        """The report before anything was done to it."""
        return original(self.size, self.face, self.points)

    @property
    def touched(self) -> frozenset[tuple[str, int]]:
        """Row and place of the figures that nobody can be sure of."""
        return frozenset(pens.TOUCHED) if {"struck", "corrected"} & {name for name, _ in self.steps} else frozenset()

    @property
    def hides(self) -> bool:
        """Whether a part of the page is folded away or covered."""
        return any(name in FOLDS for name, _ in self.steps)

    def data(self) -> bytes:
        """The PDF file."""
        drawn, dpi = self.original, 200.0
        random = np.random.default_rng(self.number)
        first = 0 if self.filed in ("scanned", "spread") else 1
        pictures = [self._picture(drawn.page(page, 200), random) for page in range(first, 2)]
        for name, strength in self.steps:
            dpi = strength if name == "resolution" else dpi
        if self.cut[0]:
            pictures = [shapes.cut(picture, *self.cut) for picture in pictures]
        if self.filed in LAYERS:
            return layered(drawn.pdf, pictures[0], another(self.size), self.filed, 80)
        if self.filed == "spread":
            return scanned([shapes.beside(pictures[1], pictures[0])], 75, 200)
        return (scanned if self.filed == "scanned" else lambda *rest: mixed(drawn.pdf, *rest))(pictures, 75, dpi)

    def _picture(self, picture: Picture, random: Generator) -> Picture:
        for name, strength in self.steps:
            if name in PENS:
                picture = PENS[name](picture, self.original, random)
            else:
                change, _ = (ON_PAPER | FOLDS | PLACED | SCANNED)[name]
                picture = change(picture, strength, random)
        return picture


def variants() -> list[Variant]:
    """All of them, in the order of their numbers."""
    sizes, faces = cycle(SEEDS), cycle((*FACES, "song"))
    found = [*_plain(), *_single(sizes, faces), *_filed(sizes, faces), *_pairs(sizes, faces), *_folded(sizes, faces)]
    return [replace(variant, number=number) for number, variant in enumerate(found)]


def _plain() -> Iterator[Variant]:
    """Nothing done to them but printing in each type, with fewer pixels, and in small print."""
    for face in FACES:
        for size, steps in zip(
            SEEDS, ((), (("resolution", 150.0),), (("resolution", 150.0), ("jpeg", 60.0))), strict=True
        ):
            yield Variant(0, "plain", size, face, steps)
    yield Variant(0, "plain", "small", points=6.5)


def _single(sizes: Iterator[str], faces: Iterator[str]) -> Iterator[Variant]:
    """Each kind alone, by its strengths."""
    for name, (_, strengths) in (ON_PAPER | PLACED | SCANNED).items():
        for strength in strengths:
            yield Variant(0, name, next(sizes), next(faces), ((name, strength),))
    for name in PENS:
        for _ in range(2):
            yield Variant(0, name, next(sizes), next(faces), ((name, 0.0),))


def _filed(sizes: Iterator[str], faces: Iterator[str]) -> Iterator[Variant]:
    """What is cut off, layers of other text, two pages in one picture, and whole scans."""
    for cut in CUTS:
        yield Variant(0, "cut", next(sizes), cut=cut)
    yield Variant(0, "cut", next(sizes), filed="scanned", cut=CUTS[0])
    for filed in LAYERS:
        for size in ("small", "large"):
            yield Variant(0, "layer", size, next(faces), filed=filed)
    for steps in ((), (("shade", 0.3),), (("skew", 2.0),)):
        yield Variant(0, "spread", next(sizes), "song", steps, filed="spread")
    for name in ("jpeg", "skew", "keystone", "turned", "blur", "fax"):
        yield Variant(0, "scanned", next(sizes), next(faces), ((name, _strengths(name)[1]),), filed="scanned")


def _pairs(sizes: Iterator[str], faces: Iterator[str]) -> Iterator[Variant]:
    """Two kinds at a time, twice with other strengths."""
    for turn, pair in enumerate(PAIRS * 2):
        names = sorted(pair.split(), key=_order)
        steps = tuple((name, strengths[turn % len(strengths)]) for name in names for strengths in [_strengths(name)])
        yield Variant(0, "pairs", next(sizes), next(faces), steps)


def _folded(sizes: Iterator[str], faces: Iterator[str]) -> Iterator[Variant]:
    """What hides a part of the page, by its strengths, then some as they were scanned or photographed."""
    for name, (_, strengths) in FOLDS.items():
        for strength in strengths:
            yield Variant(0, name, next(sizes), next(faces), ((name, strength),))
    for name, turn, other in FOLDED_PAIRS:
        steps = (name, FOLDS[name][1][turn]), (other, _strengths(other)[1])
        yield Variant(0, "folded pairs", next(sizes), next(faces), steps)


def _strengths(name: str) -> tuple[float, ...]:
    return (0.0,) if name in PENS else (ON_PAPER | PLACED | SCANNED)[name][1]


def _order(name: str) -> int:
    kinds = (list(PENS), list(ON_PAPER), list(PLACED), list(SCANNED))
    return next(place for place, names in enumerate(kinds) if name in names)
