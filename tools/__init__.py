"""Tools for the repository itself, which nothing deployed imports."""
