"""From which state of a plan that moves teachers a step leads where."""

STEPS = {
    ("draft", "solve"): "solving",
    ("draft", "close"): "closed",
    ("solving", "close"): "closed",
    ("solved", "publish"): "published",
    ("solved", "close"): "closed",
    ("failed", "solve"): "solving",
    ("failed", "close"): "closed",
    ("published", "close"): "closed",
}
