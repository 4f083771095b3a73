"""Measure the portal against plain limits, as ratios taken in tight pairs in one run.

``python -m bench`` prints a table and writes the same as JSON to ``bench-results/``.
"""
