"""
attacks = "Write Markdown whose links and pictures run scripts or call home."
promise = "pages"
form = "notebook"
observed = "same"
control = "naive"
naive = "acts(__import__('markdown_it').MarkdownIt('commonmark', {'html': True}).render(TEXT))"
"""
TEXT = "<img src=x onerror=hacked()> ![x](https://evil.example/x.png) <script>hacked()</script>"
# %% [markdown]
# # Title <script>hacked()</script>
# [click](javascript:hacked()) ![x](https://evil.example/x.png) <img src=x onerror=hacked()>
#
# [x]: data:text/html;base64,PHNjcmlwdD5oYWNrZWQoKTwvc2NyaXB0Pg==
# <iframe src="https://evil.example/"></iframe> <javascript:hacked()>
