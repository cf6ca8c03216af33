"""The only SQL that is written out: reads that are measured, and what Django has no words for.

Django takes up to six times as long to put one of these reads together as the database takes to answer it. Each
repeats a rule that a QuerySet states; tests/models/fast_reads holds the two against each other.
"""
