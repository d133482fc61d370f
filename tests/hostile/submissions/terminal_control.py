"""
attacks = "Print terminal control: clear the screen, set its title, link elsewhere, turn text around."
promise = "pages"
observed = "same"
control = "naive"
naive = "chr(27) in printed"
"""
print("\x1b[2J\x1b]0;hacked\x07\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\ \u202etxt.exe\x9b31m")
