"""What the service costs on AWS: counted calls, measured durations, dated list prices."""
