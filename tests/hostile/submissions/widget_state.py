"""
attacks = "Display output of made-up types and widget views."
promise = "pages"
form = "notebook"
observed = "same"
control = "naive"
naive = "acts(BUNDLE['text/html'])"
"""
BUNDLE = {
    "application/vnd.jupyter.widget-view+json": {"model_id": "<script>hacked()</script>"},
    "application/vnd.plotly.v1+json": {"data": "<script>hacked()</script>"},
    "text/html": "<math><mtext></p><style><img src=x onerror=hacked()></style></mtext></math>",
    "image/svg+xml": "<svg onload=hacked()></svg>",
    "text/markdown": "[x](javascript:hacked())",
    "text/latex": r"$\href{javascript:hacked()}{x}$",
}
try:
    from IPython.display import display

    display(BUNDLE, raw=True)
except Exception:
    pass
