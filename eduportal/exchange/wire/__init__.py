"""The bytes that travel: packages, bundles, receipts. Knows neither Django nor any domain."""
