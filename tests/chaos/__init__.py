"""Messages under random faults, and whether the guarantees about them hold."""
