"""PyTorch: modules exported as plain data, rebuilt without a submission's code, and described as networks."""
