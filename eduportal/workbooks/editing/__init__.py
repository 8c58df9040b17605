"""A workbook changed in some cells, with everything else in it as it was.

Its parts are patched as text at the places a streaming parser names; nothing is read into objects
and written anew, so what the portal does not know of stays.
"""
