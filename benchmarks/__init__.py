"""Benchmarks: each figure beside its limit and a peer of the same run. `python -m benchmarks` runs them all."""
