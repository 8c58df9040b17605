"""Every sentence the readers can say, as English msgids with named parameters.

This package knows nothing of Django: the caller translates `message` and fills in `params`.
"""


def gettext_noop(message: str) -> str:
    """Mark a msgid for extraction; the caller translates it when it is shown."""
    return message


MESSAGES = {
    # The whole file.
    "not_a_spreadsheet": gettext_noop(
        "“%(filename)s” is not an Excel, OpenDocument or CSV file. Open it in Excel or "
        "LibreOffice and save it as .xlsx."
    ),
    "unsupported_workbook": gettext_noop(
        "“%(filename)s” is in the format %(format)s, which the portal does not read. Open it in "
        "Excel and save it as .xlsx."
    ),
    "web_page": gettext_noop(
        "“%(filename)s” is a web page named like a spreadsheet. Open it in Excel and save it as "
        ".xlsx."
    ),
    "empty": gettext_noop("“%(filename)s” is empty."),
    "damaged": gettext_noop(
        "“%(filename)s” is damaged and cannot be read. Open it in Excel, save it under another "
        "name and send that file."
    ),
    "encrypted": gettext_noop(
        "“%(filename)s” is protected by a password. Remove the password in Excel and save it again."
    ),
    "too_large": gettext_noop(
        "“%(filename)s” has %(size)s MB; the largest file accepted has %(limit)s MB."
    ),
    "zip_bomb": gettext_noop(
        "“%(filename)s” unpacks to far more than a spreadsheet needs and was not opened."
    ),
    "unsafe_path": gettext_noop(
        "“%(filename)s” holds a part with a forbidden name and was not opened: %(part)s"
    ),
    "macros": gettext_noop(
        "“%(filename)s” holds macros. Save it as .xlsx, which holds none, and send that file."
    ),
    "external_links": gettext_noop(
        "“%(filename)s” takes values from another file. In Excel choose Data, Edit Links, Break "
        "Link, and save it again."
    ),
    "xml_entities": gettext_noop(
        "“%(filename)s” holds XML definitions that no spreadsheet needs and was not opened."
    ),
    "conditional_format": gettext_noop(
        "In sheet “%(sheet)s” a conditional format changes how numbers are shown, so that what the "
        "cells show cannot be compared with what they hold. In Excel choose Home, Conditional "
        "Formatting, Clear Rules from Entire Sheet, and save it again."
    ),
    "too_many_rows": gettext_noop(
        "Sheet “%(sheet)s” reaches row %(found)s; at most %(limit)s rows are read. Press Ctrl+End "
        "in Excel, delete what lies below the list and save again."
    ),
    "too_many_columns": gettext_noop(
        "Sheet “%(sheet)s” reaches column %(found)s; at most %(limit)s columns are read. Press "
        "Ctrl+End in Excel, delete what lies beside the list and save again."
    ),
    "too_many_cells": gettext_noop(
        "“%(filename)s” holds %(found)s cells; at most %(limit)s are read. Split it into several "
        "files."
    ),
    "held_whole": gettext_noop(
        "“%(filename)s” takes more than %(limit)s MB of memory or %(seconds)s seconds to read, "
        "because a file of the format %(format)s has to be held whole. Save it as .xlsx, or split "
        "the list into several files."
    ),
    "too_much_at_once": gettext_noop(
        "Sheet “%(sheet)s” has %(found)s cells and different texts; at most %(limit)s are read. "
        "Split the list into several files."
    ),
    "cell_too_long": gettext_noop(
        "Cell %(cell)s of sheet “%(sheet)s” holds %(found)s characters; at most %(limit)s are "
        "read, as in Excel. Shorten the text and save again."
    ),
    "too_much_text": gettext_noop(
        "“%(filename)s” holds more than %(limit)s characters of text. Split it into several files."
    ),
    "sheet_too_heavy": gettext_noop(
        "Sheet “%(sheet)s” of “%(filename)s” is too large to be read: a cell far below or beside "
        "the list, or too much text. Press Ctrl+End in Excel, delete what lies below and beside "
        "the list and save again."
    ),
    "too_many_failed_formulas": gettext_noop(
        "“%(filename)s” holds more than %(limit)s formulas that give an error or have no result. "
        "Mend them or delete their columns, and save again."
    ),
    "too_heavy": gettext_noop(
        "“%(filename)s” is too large to be read. Split it into several files."
    ),
    "timetable_without_names": gettext_noop(
        "“%(filename)s” says when lessons are and not whose: FET's list by activities. Send FET's "
        "own file (.fet), or its list by teachers (teachers.xml)."
    ),
    "unknown_encoding": gettext_noop(
        "The letters of “%(filename)s” cannot be read. Save it as CSV UTF-8 or as .xlsx."
    ),
    "open_quote": gettext_noop(
        "Near line %(row)s of “%(filename)s” a quotation mark is in the wrong place or never "
        "closed."
    ),
    # A template to be filled.
    "template_no_room": gettext_noop(
        "Sheet “%(sheet)s” has room for %(found)s students; there are %(count)s. Something stands "
        "in row %(row)s."
    ),
    # The header of a sheet.
    "header_not_found": gettext_noop(
        "The row of column titles was not found. Looked for: %(missing)s. Found instead: %(found)s"
    ),
    "columns_missing": gettext_noop("Missing columns: %(missing)s. Columns found: %(found)s"),
    "column_twice": gettext_noop("The column “%(column)s” appears more than once: %(cells)s"),
    # One cell.
    "formula_error": gettext_noop("The formula in this cell gives the error %(value)s."),
    "unreadable_character": gettext_noop(
        "“%(value)s” holds a character that cannot be read, shown as “\ufffd”. Type it again."
    ),
    "letters_broken": gettext_noop(
        "The letters of “%(value)s” were broken on their way and cannot be put right. Type it "
        "again."
    ),
    "letters_lost": gettext_noop(
        "Letters of “%(value)s” were lost and stand as question marks. Type it again."
    ),
    "letters_converted": gettext_noop(
        "Cells of column “%(column)s” written in the code %(code)s: %(count)s. “%(value)s” was "
        "read as “%(repaired)s”."
    ),
    "sheet_name_converted": gettext_noop(
        "The name of this sheet is written in the code %(code)s. “%(value)s” was read as "
        "“%(repaired)s”."
    ),
    "letters_unclear": gettext_noop(
        "Other cells of this column are written in the code %(code)s. “%(value)s” would be "
        "“%(other)s” in it. Type it again in Unicode."
    ),
    "shown_otherwise": gettext_noop(
        "This cell shows “%(value)s” and holds %(stored)s. Type the number that is meant and set "
        "the cell's format to General."
    ),
    "number_noise": gettext_noop(
        "%(value)s was computed with too little precision; it was read as %(repaired)s."
    ),
    "class_became_day": gettext_noop(
        "Excel made the day %(value)s of the class. Format the column as text and type the class "
        "again."
    ),
    "separators_removed": gettext_noop(
        "The code “%(value)s” was read without separators, as %(repaired)s."
    ),
    "date_order_open": gettext_noop(
        "Day and month may be exchanged in this column: %(value)s. Which day is meant has to be "
        "answered first."
    ),
    "formula_not_computed": gettext_noop(
        "This cell holds a formula without a result. Open the file in Excel and save it again."
    ),
    "date_unreadable": gettext_noop("“%(value)s” is not a date. Write day/month/year: 31/01/2010."),
    "date_impossible": gettext_noop("The date “%(value)s” does not exist."),
    "date_short_year": gettext_noop("Write the year of “%(value)s” with four digits."),
    "date_out_of_range": gettext_noop("The year of “%(value)s” is not between 1900 and 2100."),
    "sex_unreadable": gettext_noop("“%(value)s” is neither Nam nor Nữ."),
    "code_scientific": gettext_noop(
        "Excel shortened the code to “%(value)s” and its digits are lost. Format the column as "
        "text and type the code again."
    ),
    "code_digits_lost": gettext_noop(
        "The code “%(value)s” was stored as a number and its last digits are lost. Format the "
        "column as text and type the code again."
    ),
    "code_unreadable": gettext_noop("“%(value)s” is not a code."),
    "personal_number_length": gettext_noop(
        "A personal identification number has 12 digits; “%(value)s” has %(count)s."
    ),
    "personal_number_digits": gettext_noop(
        "A personal identification number has 12 digits and nothing else: “%(value)s”."
    ),
    "leading_zero_restored": gettext_noop(
        "The zero in front was cut off; “%(value)s” was read as %(repaired)s."
    ),
    "text_too_long": gettext_noop("At most %(most)d characters; this has %(length)d."),
    "number_not_whole": gettext_noop("“%(value)s” is not a whole number. Write 35, for example."),
    "number_unreadable": gettext_noop("“%(value)s” is not a number."),
    "number_too_large": gettext_noop("%(value)s is too large: at most %(most)s."),
    "score_unreadable": gettext_noop(
        "“%(value)s” is no score: a number with at most three decimals, or vắng, đình chỉ, miễn."
    ),
    "word_unknown": gettext_noop("“%(value)s” is not known here. Known: %(known)s"),
    "grades_unknown": gettext_noop(
        "“%(value)s” is no list of grades from 1 to 12: write for example 6, 7 or 6-9."
    ),
    "list_ambiguous": gettext_noop(
        "“%(value)s” may be one number with decimals or two numbers. Separate numbers with a space."
    ),
    # Rows and columns that are there and not as they seem.
    "row_longer": gettext_noop(
        "This row has %(found)s values under %(expected)s titles. A decimal comma was probably "
        "taken for a separator: save the file as .xlsx, or with semicolons between the columns."
    ),
    "column_untitled": gettext_noop(
        "Column %(letters)s is filled and has no title, so it is not read. First value: "
        "“%(value)s”."
    ),
    "name_joined": gettext_noop(
        "Column %(letters)s has no title; it was read as the second part of “%(title)s”, for "
        "example “%(value)s”."
    ),
    "columns_hidden": gettext_noop("Hidden columns of this sheet that are read: %(columns)s."),
    "column_of_numbers": gettext_noop(
        "Column %(letters)s of sheet “%(sheet)s”, “%(title)s”, is filled with numbers of "
        "%(digits)s digits (the first in %(cell)s), and its title does not say what they are. What "
        "are they?"
    ),
    "rows_hidden": gettext_noop(
        "Rows that are hidden or filtered out in sheet “%(sheet)s”: %(count)s, the first in row "
        "%(row)s. Are they meant to be imported?"
    ),
    "row_hidden": gettext_noop(
        "This row is hidden in the file; whether it is imported has to be answered first."
    ),
    "rows_below": gettext_noop(
        "Below the line “%(line)s” of sheet “%(sheet)s” stand rows that look like records and lack "
        "something: %(count)s, the first in row %(row)s. Are they meant to be imported?"
    ),
    "row_below": gettext_noop(
        "This row stands below the line “%(line)s”; whether it is imported has to be answered "
        "first."
    ),
    "words_below": gettext_noop(
        "Row %(row)s stands below the line “%(line)s” and is not read: “%(value)s”. If it belongs "
        "to the list, move it above that line."
    ),
    "serials_read": gettext_noop(
        "Days stored as plain numbers in column “%(column)s”: %(count)s. %(value)s was read as "
        "%(day)s."
    ),
    "month_first": gettext_noop(
        "Column “%(column)s” shows days with the month first. “%(value)s” was read as %(day)s."
    ),
    "day_partly_shown": gettext_noop(
        "The cell shows only “%(value)s”; the day it holds, %(day)s, was read."
    ),
    "day_or_month": gettext_noop(
        "In column “%(column)s” of sheet “%(sheet)s” day and month may be exchanged. Cell "
        "%(cell)s shows “%(value)s”: is it (1) %(first)s or (2) %(second)s, as day/month/year? The "
        "answer holds for the whole column."
    ),
    # Rows.
    "required": gettext_noop("“%(column)s” is empty."),
    "duplicate": gettext_noop("“%(value)s” is already used in %(first)s."),
}
