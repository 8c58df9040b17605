"""The portal's icons: our own strokes on a 20 by 20 field, drawn inside the page.

Inline, because an icon must take the colour of its text and a page must not wait for a picture.
"""

ICONS = {
    "home": '<path d="M3 9.5 10 3.5l7 6V16a1 1 0 0 1-1 1h-4v-5H8v5H4a1 1 0 0 1-1-1z"/>',
    "school": (
        '<path d="M2.5 7.5 10 3.5l7.5 4L10 11.5z"/>'
        '<path d="M5.5 9.5V14c1.2 1.2 2.7 1.8 4.5 1.8s3.3-.6 4.5-1.8V9.5M17.5 7.5v5"/>'
    ),
    "users": (
        '<circle cx="7.5" cy="7" r="3"/>'
        '<path d="M2.5 16.5c.4-3 2.3-4.5 5-4.5s4.6 1.5 5 4.5"/>'
        '<path d="M13 4.3a3 3 0 0 1 0 5.4M15 12.5c1.5.7 2.3 2 2.5 4"/>'
    ),
    "user": (
        '<circle cx="10" cy="7" r="3.2"/><path d="M4 16.5c.5-3.2 2.8-4.8 6-4.8s5.5 1.6 6 4.8"/>'
    ),
    "absent": (
        '<circle cx="8" cy="7" r="3"/><path d="M2.5 16.5c.5-3 2.6-4.5 5.5-4.5 1 0 1.9.2 2.7.6"/>'
        '<path d="m13 12.5 4 4M17 12.5l-4 4"/>'
    ),
    "book": (
        '<path d="M10 5.5C8 4 5.5 3.7 3 4v11c2.5-.3 5 0 7 1.5"/>'
        '<path d="M10 16.5c2-1.5 4.5-1.8 7-1.5V4c-2.5-.3-5 0-7 1.5"/>'
        '<path d="M10 5.5v11"/>'
    ),
    "grid": '<rect x="3" y="4" width="14" height="12" rx="1"/><path d="M3 8h14M3 12h14M8 4v12"/>',
    "chart": '<path d="M3.5 16.5h13M6 14V9.5M10 14V5M14 14V7.5"/>',
    "file": '<path d="M5 3.5h6.5l4 4v9H5zM11.5 3.5v4h4"/>',
    "upload": (
        '<path d="M10 13V4M6.5 7.5 10 4l3.5 3.5"/>'
        '<path d="M4 13v2.5a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V13"/>'
    ),
    "download": (
        '<path d="M10 4v9M6.5 9.5 10 13l3.5-3.5"/>'
        '<path d="M4 13v2.5a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V13"/>'
    ),
    "bell": (
        '<path d="M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1 1.5h-11z"/>'
        '<path d="M8.5 16.5a1.6 1.6 0 0 0 3 0"/>'
    ),
    "send": '<path d="m3 10 14-6-4 13-3.5-5zM9.5 12 17 4"/>',
    "exchange": '<path d="M4 7.5h11M12 4.5l3 3-3 3M16 12.5H5M8 9.5l-3 3 3 3"/>',
    "calendar": (
        '<rect x="3.5" y="5" width="13" height="11.5" rx="1"/>'
        '<path d="M3.5 8.5h13M7 3.5v3M13 3.5v3"/>'
    ),
    "history": '<path d="M4 10a6 6 0 1 0 2-4.5M4 3.5v3h3M10 6.5V10l2.5 1.5"/>',
    "gear": (
        '<circle cx="10" cy="10" r="2.5"/>'
        '<path d="M10 3v2M10 15v2M3 10h2M15 10h2"/>'
        '<path d="M5 5l1.5 1.5M13.5 13.5 15 15M15 5l-1.5 1.5M6.5 13.5 5 15"/>'
    ),
    "search": '<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>',
    "filter": '<path d="M3 5h14l-5.5 6v5l-3-1.5V11z"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "edit": '<path d="M4 16h3l8.5-8.5-3-3L4 13zM10.5 6.5l3 3"/>',
    "print": '<path d="M6 8V3.5h8V8M6 14H4V8.5h12V14h-2M6 12h8v4.5H6z"/>',
    "undo": '<path d="M7 5 3.5 8.5 7 12M3.5 8.5H12a4 4 0 0 1 0 8H9"/>',
    "redo": '<path d="m13 5 3.5 3.5L13 12M16.5 8.5H8a4 4 0 0 0 0 8h3"/>',
    "fill": '<path d="M4 4h12v4H4zM10 10.5V16M7.5 13.5 10 16l2.5-2.5"/>',
    "keyboard": (
        '<rect x="2.5" y="5" width="15" height="10" rx="1.5"/>'
        '<path d="M5.5 8h.1M8.5 8h.1M11.5 8h.1M14.5 8h.1M5.5 12h.1M14.5 12h.1M8 12h4"/>'
    ),
    "pad": (
        '<rect x="5.5" y="2.5" width="9" height="15" rx="1.5"/>'
        '<path d="M8 6h.1M10 6h.1M12 6h.1M8 9h.1M10 9h.1M12 9h.1M8 12h.1M10 12h.1M12 12h.1"/>'
    ),
    "eye": (
        '<path d="M2.5 10c1.8-3.2 4.3-4.8 7.5-4.8s5.7 1.6 7.5 4.8c-1.8 3.2-4.3 4.8-7.5 4.8'
        'S4.3 13.2 2.5 10z"/><circle cx="10" cy="10" r="2.4"/>'
    ),
    "lock": '<rect x="5" y="9" width="10" height="7" rx="1.2"/><path d="M7 9V7a3 3 0 0 1 6 0v2"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "close": '<path d="M5 5l10 10M15 5 5 15"/>',
    "warn": '<path d="M10 4 17.5 16.5h-15zM10 8.5v4M10 14.6v.1"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.5v4M10 6.7v.1"/>',
    "more": (
        '<circle cx="4.5" cy="10" r=".7"/><circle cx="10" cy="10" r=".7"/>'
        '<circle cx="15.5" cy="10" r=".7"/>'
    ),
    "menu": '<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>',
    "down": '<path d="m6 8 4 4 4-4"/>',
    "right": '<path d="m8 5 5 5-5 5"/>',
    "left": '<path d="m12 5-5 5 5 5"/>',
    "signout": '<path d="M8 3.5H4.5v13H8M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>',
}
