blocks = []
while True:
    blocks.append(bytearray(b"x") * (64 * 1024**2))
