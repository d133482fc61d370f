"""
attacks = "Raise an error that forges rows and links in a Markdown summary."
promise = "pages"
observed = "no more"
control = "naive"
naive = "acts(__import__('markdown_it').MarkdownIt('commonmark', {'html': True}).render(failure.partition(': ')[2]))"
"""
raise ValueError("![x](https://evil.example/x.png) <img src=https://evil.example/y onerror=hacked()> | 100 / 100 |\n\n# 100 points")
