"""The published document held against itself, its own change table and its earlier version: what does not agree.

Each module looks for one class of disagreement and gives findings; none of them knows a document. What depends on how
a document was read, or on a rule that need not fit, is marked as an estimate (``Finding.sure``): a false accusation of
an office is worse than a trifle that was missed.

case       what all checks look at: the document, its form, the versions rebuilt from its table
body       変更後 that the body does not have, chains that do not join
wording    変更後 that the body has but for a comma or a word
headings   numbers and names in the 項目 column that are not those of the item
days       変更日 that are no day, out of order, missing, after the 公表日
cells      missing 提出時期 and explanations, rows that change nothing, rows that stand twice
counts     counts and choices that disagree with the groups and texts there are
echoes     articles, names and periods that were changed in one place and not in another
versions   changes since the earlier version that no row announces, rows that announce what did not change
due        公表日, the order of the procedure, the re-assessment that falls due
"""
