"""What knows the live models of each framework; imported inside boxes alone."""
