"""The figures of `server` as pictures for the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "figures"
INK, OURS, OTHERS = "#555555", "#2f6f8f", "#b9c4c9"


def plot_throughput(rates: Mapping[tuple[str, str], float]) -> None:
    """Bars by contestant, a group for each store; without matplotlib there is no picture."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        return
    # The same picture for the same figures, and letters that a reader's fonts draw.
    mpl.rcParams |= {"svg.hashsalt": "understudy", "svg.fonttype": "none", "font.family": "sans-serif"}
    groups: dict[str, list[tuple[str, float]]] = {}
    for (who, what), rate in rates.items():
        groups.setdefault(what, []).append((who, rate))
    labels, values, colours, places = [], [], [], []
    place = 0.0
    for what, bars in groups.items():
        for who, rate in sorted(bars, key=lambda bar: bar[1]):
            labels.append(f"{who} · {what}")
            values.append(rate)
            colours.append(OURS if who.startswith("understudy") else OTHERS)
            places.append(place)
            place += 1
        place += 0.7
    figure = Figure(figsize=(8, 0.34 * place + 0.8), layout="constrained")
    axes = figure.subplots()
    axes.barh(places, values, color=colours, height=0.8)
    axes.set_yticks(places, labels, color=INK)
    axes.set_xscale("log")
    axes.set_xlabel("answers a second at 64 connections (logarithmic)", color=INK)
    axes.bar_label(axes.containers[0], labels=[f" {value:,.0f}" for value in values], color=INK, fontsize=8)
    axes.margins(x=0.15)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=INK)
    FOLDER.mkdir(exist_ok=True)
    figure.savefig(FOLDER / "server-throughput.svg", transparent=True, metadata={"Date": None})
