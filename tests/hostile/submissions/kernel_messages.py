"""
attacks = "Forge messages of the kernel over the wire: replies, results, its end."
promise = "grade"
form = "notebook"
observed = "no more"
control = "kernel"
naive = "'100 / 100' in printed"
"""
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
reply = {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
for message, content in (
    ("execute_result", {"data": {"text/plain": "100 / 100"}, "metadata": {}, "execution_count": 99}),
    ("error", {"ename": "AssertionError", "evalue": "forged", "traceback": []}),
    ("status", {"execution_state": "idle"}),
    ("shutdown_reply", {"restart": False}),
):
    kernel.session.send(kernel.iopub_socket, message, content, parent=parent)
print("sent")
# %%
print("after")
