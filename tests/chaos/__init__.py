"""Messages under random faults, and what became of the promises made about them."""
