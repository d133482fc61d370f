"""
attacks = "Display HTML, SVG and JavaScript in a notebook."
promise = "pages"
form = "notebook"
observed = "same"
control = "naive"
naive = "acts(MARKUP)"
"""
MARKUP = (
    "<table onclick=hacked()><tr><td><script>hacked()</script><a href='java\tscript:hacked()'>x</a></td></tr></table>"
    "<form action=javascript:hacked()><button formaction=javascript:hacked()>x</button></form>"
    "<style>@import url(https://evil.example/x.css); p { background: url(https://evil.example/x) }</style>"
    "<meta http-equiv=refresh content='0;url=javascript:hacked()'><base href=https://evil.example/>"
)
try:
    from IPython.display import HTML, SVG, Javascript, display

    display(HTML(MARKUP))
    display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='hacked()'><script>hacked()</script></svg>"))
    display(Javascript("hacked()"))
except Exception:
    pass
