"""How fast Understudy is, beside other recorders: `python -m benchmarks [NAME…] [--json | --markdown]`.

Each benchmark is a file with a `run` that gives a `Result`; what is measured, and why so, is in `docs/performance.md`.
"""
