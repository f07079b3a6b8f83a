"""piadiff keeps the change history of 特定個人情報保護評価書 and writes their 変更箇所 tables."""

__version__ = "0.1.0"
