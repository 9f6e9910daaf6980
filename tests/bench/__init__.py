"""How long it takes, and where the time goes: `python -m tests.bench`. Never fails on slowness."""
