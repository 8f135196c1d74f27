"""Speed, measured against baselines run side by side: `make bench`.

Absolute figures depend on the machine; ratios to the baseline of the same run are what count.
"""
