"""How well the whole hears, translates and speaks, beside the engine alone; and what it may not fall below."""
