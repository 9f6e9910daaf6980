"""Metrics, logs and the middleware of the handlers."""
