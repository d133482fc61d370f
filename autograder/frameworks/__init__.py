"""How models of each framework are described as plain data; imported inside boxes alone."""
