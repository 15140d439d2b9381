"""Families of samples, and their text.

Source: Prometheus, "Exposition formats", text format 0.0.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from understudy.proxy.metrics.histogram import BOUNDS_S, Histogram

TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]
Sample = tuple[str, Labels, float]
"""What follows the family's name, the labels, the value."""


@dataclass(frozen=True, slots=True)
class Family:
    """Samples of one name."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: list[Sample] = field(default_factory=list)

    def add(self, value: float, **labels: str) -> Family:
        """One more sample."""
        self.samples.append(("", labels, value))
        return self

    def add_histogram(self, histogram: Histogram, **labels: str) -> Family:
        """All samples of one more histogram."""
        bounds = (*map(repr, BOUNDS_S), "+Inf")
        sums = list(accumulate(histogram.counts))
        for bound, count in zip(bounds, sums, strict=True):
            self.samples.append(("_bucket", {**labels, "le": bound}, count))
        self.samples.extend((("_sum", labels, histogram.sum_s), ("_count", labels, sums[-1])))
        return self


def text_of(families: Iterable[Family]) -> str:
    """The families as a page."""
    return "".join(map(_text, families))


def _text(family: Family) -> str:
    about = family.help.replace("\\", r"\\").replace("\n", r"\n")
    lines = [f"# HELP {family.name} {about}", f"# TYPE {family.name} {family.kind}"]
    lines += (f"{family.name}{suffix}{_labels(labels)} {value!r}" for suffix, labels, value in family.samples)
    return "\n".join((*lines, ""))


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
