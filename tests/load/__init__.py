"""Many people at once, and for long: `python -m tests.load`. Never fails on slowness."""
