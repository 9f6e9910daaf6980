"""The use cases of a client: one plain function for each request."""
