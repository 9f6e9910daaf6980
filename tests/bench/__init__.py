"""The benchmark: `python -m tests.bench`. It never fails for being slow."""
