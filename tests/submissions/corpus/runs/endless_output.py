while True:
    print("training…" * 1000)
