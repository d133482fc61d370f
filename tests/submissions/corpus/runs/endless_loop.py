accuracy = 0.0
while accuracy < 1.0:
    accuracy = accuracy * 0.5
