"""Measurements of recognition, translation and voices, and their floors."""
