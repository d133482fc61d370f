"""
attacks = "Print and name things in the template language of the pages."
promise = "pages"
observed = "same"
control = "naive"
naive = "__import__('jinja2').Template(printed).render() != printed"
"""
print("{{ 7 * 191 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}")
print("%(student)s {0.__class__} ${HOME}")
