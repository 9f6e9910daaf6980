"""The ports, held by real services and real engines. Each translates its vendor's errors."""
