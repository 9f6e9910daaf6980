"""Where packs come from."""
