"""Quotas, rate limits and capacity."""
