"""The text format, read by Prometheus's own parser."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from understudy.proxy.metrics.exposition import Family, text_of
from understudy.proxy.metrics.histogram import BOUNDS_S, Histogram


def parsed(*families):
    return {family.name: family for family in text_string_to_metric_families(text_of(families))}


def test_labels_come_back_whatever_they_hold():
    """
    A model's name is a client's to choose.
    """
    odd = 'a"b\\c\nd é {x="y"},'

    (sample,) = parsed(Family("understudy_x_total", "counter", "X.").add(3, model=odd))["understudy_x"].samples
    assert (sample.labels, sample.value) == ({"model": odd}, 3)


def test_help_is_one_line():
    """
    Whatever it says.
    """
    assert parsed(Family("understudy_x", "gauge", "a\\b\nc"))["understudy_x"].documentation == "a\\b\nc"


def test_a_histogram_counts_upwards():
    """
    Each bucket holds those below it, the last one all.
    """
    histogram = Histogram()
    for seconds in (0.0001, 0.02, 0.02, 500.0):
        histogram.observe(seconds)

    family = parsed(Family("understudy_x_seconds", "histogram", "X.").add_histogram(histogram, action="play"))
    samples = family["understudy_x_seconds"].samples
    buckets = {sample.labels["le"]: sample.value for sample in samples if sample.name.endswith("_bucket")}
    others = {sample.name: sample.value for sample in samples if not sample.name.endswith("_bucket")}
    assert (buckets["0.0001"], buckets["0.01"], buckets["0.025"], buckets["120.0"], buckets["+Inf"]) == (1, 1, 3, 3, 4)
    assert len(buckets) == len(BOUNDS_S) + 1
    assert others == {"understudy_x_seconds_sum": 500.0401, "understudy_x_seconds_count": 4}
