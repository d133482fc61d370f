"""
attacks = "Raise an error whose message and name are HTML."
promise = "pages"
observed = "no more"
control = "naive"
naive = "acts(failure)"
"""
raise type("<svg onload=hacked()>", (ValueError,), {})("<script>hacked()</script><a href=javascript:hacked()>x</a>")
