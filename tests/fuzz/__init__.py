"""Whatever comes in: `python -m tests.fuzz -n 100000 --seed 1`."""
