"""
attacks = "Print HTML with scripts, frames and handlers."
promise = "pages"
observed = "same"
control = "naive"
naive = "acts(printed)"
"""
print("<script>hacked()</script></pre></textarea><svg onload=hacked()><iframe srcdoc='<script>hacked()</script>'>")
print("</title></style></script><script>hacked()</script><img src=https://evil.example/x onerror=hacked()>")
