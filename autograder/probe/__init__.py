"""What runs inside a box. Nothing here, and nothing that it imports, holds a secret."""
