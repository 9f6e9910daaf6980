"""Dragoman: a serverless interpreter between two people who share no language."""
