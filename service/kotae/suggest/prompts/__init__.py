"""The words of the prompt, one module a language."""
