"""The processing of one segment: one plain function for each stage, and the events it reports."""
