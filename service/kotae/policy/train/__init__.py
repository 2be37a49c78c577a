"""Learn the scores of rules from labelled examples, when a bundle is built. Needs the extra ``train``."""
