"""Plans that bring teachers where they are short: data in, plan out, no tables and no Django."""
