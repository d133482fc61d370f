"""What the grader and a box say to each other: records that both import, and their form as plain JSON data."""
