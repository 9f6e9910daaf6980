"""The sources of packs."""
