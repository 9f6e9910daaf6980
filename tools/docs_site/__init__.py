"""The documents as a site, built by MkDocs (`make docs`)."""
