"""Linear programs, whole numbers among them: written by columns, solved by HiGHS."""
