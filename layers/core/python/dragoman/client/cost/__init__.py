"""What a message costs on AWS: `dragoman cost`, and the page it writes."""
