"""The cost model of the service on AWS: counted calls, measured durations, dated list prices."""
