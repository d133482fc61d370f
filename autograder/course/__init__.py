"""A course as its files say it: settings, assignments, what students get."""
