"""The ports over AWS services. Each adapter translates its vendor's errors."""
