"""A package, because a dependency ships one of this name too, and the first of two packages wins."""
