"""The drawn signs: paths on a 24 × 24 grid, stroked by the theme, always beside a text."""

from __future__ import annotations

ICONS: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 20h18.4L12 4Z"/><path d="M12 10v4.5M12 17.3v.2"/>',
    "arrow-down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "arrow-up": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "arrow-right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "building": '<path d="M4 21V9l8-5 8 5v12M2.5 21h19M9 21v-6h6v6M8 11.5h.1M12 11.5h.1M16 11.5h.1"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "chart": '<path d="M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "chevron": '<path d="m6 9.5 6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "contrast": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" '
    'fill="currentColor"/>',
    "copy": '<path d="M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4"/>',
    "cross-data": '<circle cx="9" cy="12" r="6"/><circle cx="15" cy="12" r="6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 19.5h15"/>',
    "external": '<path d="M13.5 4.5h6v6M19.5 4.5l-9 9M10 5.5H5v13.5h13.5V14"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6zM14 3v5h4.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17M12 3.5c-5 5.5-5 '
    '11.5 0 17"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "layers": '<path d="m12 3.5 9 5-9 5-9-5 9-5ZM3.5 13l8.5 4.7 8.5-4.7M3.5 17l8.5 4.7 8.5-4.7"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 15v2"/>',
    "map": '<path d="m3.5 6 5.5-2.5 6 2.5 5.5-2.5v14.5L15 20.5 9 18l-5.5 2.5zM9 3.5V18M15 6v14.5"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M20 14.2A8.5 8.5 0 0 1 9.8 4 8.5 8.5 0 1 0 20 14.2Z"/>',
    "pencil": '<path d="m4 20 .8-4L16 4.8 19.2 8 8 19.2 4 20ZM13.8 7l3.2 3.2"/>',
    "place": '<path d="M12 21s-7-6.5-7-11.5a7 7 0 0 1 14 0C19 14.5 12 21 12 21Z"/><circle cx="12" cy="9.5" '
    'r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.6a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.2 '
    '1-1.2 1.9M12 16.7v.2"/>',
    "receipt": '<path d="M5.5 3.5h13v17l-2.2-1.5-2.2 1.5-2.1-1.5-2.1 1.5-2.2-1.5-2.2 1.5zM8.5 '
    '9.5l2.3 2.3 4.5-4.5M8.5 15.5h7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.3 15.3 5.2 5.2"/>',
    "sort": '<path d="m8 9.5 4-4.5 4 4.5M8 14.5l4 4.5 4-4.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 '
    '7 7M17 17l1.7 1.7M18.7 5.3 17 7M7 17l-1.7 1.7"/>',
    "table": '<path d="M3.5 5h17v14.5h-17zM3.5 10h17M3.5 14.7h17M9.5 10v9.5"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 19.5h15"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4 4-6 8-6s7.2 2 8 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.5 3.2-5.3 6.5-5.3s5.9 1.8 '
    '6.5 5.3M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.7 14.7c2.1.7 3.4 2.4 3.8 4.8"/>',
}
