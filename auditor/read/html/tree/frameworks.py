"""Class names of common CSS frameworks that hide elements on a desktop, for pages that do not include the framework's style sheet.

Bootstrap 3 to 5, Foundation, Bulma, UIkit 2 and 3, Tailwind, Layui, Element, Amaze UI, WeUI, Materialize, jQuery UI, WordPress, Drupal;
evaluated at a width of 1280 pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ALWAYS = frozenset((
    "hidden", "hide", "invisible", "visually-hidden", "sr-only", "screen-reader-text", "element-invisible", "element-hidden",
    "layui-hide", "el-hidden", "uk-hidden", "uk-invisible", "uk-hidden-visually", "is-hidden", "is-invisible", "is-sr-only", "am-hide",
    "am-sr-only", "mui-hidden", "mui-visually-hidden", "weui-hidden", "weui-hidden_abs", "weui-hidden-abs", "ui-hidden",
    "ui-helper-hidden", "ui-helper-hidden-accessible", "ui-hidden-accessible", "show-for-sr", "d-none", "ant-hidden",
    "van-hidden", "mdui-hidden", "aui-hide", "weui_hide", "visuallyhidden",
    # Visible on small screens only, or hidden on large ones.
    "visible-xs", "visible-sm", "visible-md", "visible-xs-block", "visible-sm-block", "visible-md-block",
    "visible-xs-inline", "visible-sm-inline", "visible-md-inline", "visible-xs-inline-block", "visible-sm-inline-block",
    "visible-md-inline-block", "visible-print", "visible-print-block", "hidden-lg", "hidden-desktop", "visible-phone",
    "visible-tablet", "hidden-xs-up", "hidden-sm-up", "hidden-md-up", "hidden-lg-up", "hidden-xl-up", "hidden-xl-down",
    "hidden-lg-only", "hidden-sm-and-up", "hidden-md-and-up", "hidden-lg-and-up", "hidden-lg-and-down", "hidden-xl-and-down",
    "uk-hidden-large", "uk-visible-small", "uk-visible-medium", "uk-visible@xl", "uk-hidden@s", "uk-hidden@m", "uk-hidden@l",
    "is-hidden-tablet", "is-hidden-desktop", "is-hidden-widescreen", "is-hidden-widescreen-only", "layui-hide-lg",
    "am-hide-lg", "am-hide-lg-only", "am-show-sm-only", "am-show-md-only", "show-for-small-only", "show-for-medium-only",
    "hide-for-medium", "hide-for-large", "hide-on-med-and-up", "hide-on-large-only", "mdui-hidden-md-up", "mdui-hidden-lg-up",
    "mdui-hidden-sm-up", "mdui-hidden-xs-up", "mdui-hidden-lg",
))  # fmt: skip
_SHOWN = frozenset((
    "show", "visible", "in", "not-sr-only", "visible-lg", "visible-lg-block", "visible-lg-inline", "visible-desktop",
    "visible-lg-inline-block", "layui-show", "layui-show-lg-block", "layui-show-lg-inline", "layui-show-lg-inline-block",
    "layui-show-md-block", "layui-show-sm-block", "layui-show-xs-block", "layui-show-xs-inline", "layui-show-xs-inline-block",
    "am-show-lg", "am-show-lg-only", "am-show", "active",
))  # fmt: skip
# Display classes of Bootstrap and Tailwind with their minimum widths; breakpoints above 1280 pixels do not apply.
_WIDTHS = {"sm": 1, "md": 2, "lg": 3, "xl": 4}
_BOOTSTRAP = re.compile(
    r"d-(?:(sm|md|lg|xl)-)?(none|block|inline|inline-block|flex|inline-flex|grid|inline-grid|table|table-row|table-cell)"
)
_TAILWIND = re.compile(
    r"(?:(sm|md|lg|xl):)?!?(hidden|invisible|visible|block|inline|inline-block|flex|inline-flex|grid|inline-grid|contents|flow-root|table"
    r"|table-row|table-cell|list-item)"
)
_HIDES = ("none", "hidden", "invisible")
_MAY_HIDE = re.compile(r"hid|none|invis|visib|sr-only|screen-reader|show-for|am-show|print")


def hides(classes: str, is_styled: Callable[[str], bool]) -> bool:
    """Return whether one of these class names hides the element; names styled by the sheets of the page are ignored."""
    if not _MAY_HIDE.search(classes):
        return False
    names = [name for name in classes.lower().split() if not is_styled(name)]
    if any(name in _SHOWN for name in names):
        return False
    for pattern in (_BOOTSTRAP, _TAILWIND):
        found = [match for name in names if (match := pattern.fullmatch(name))]
        if found and any(match[1] or match[2] in _HIDES for match in found):
            last = max(found, key=lambda match: (_WIDTHS.get(match[1] or "", 0), match[2] in _HIDES))
            return last[2] in _HIDES
    return any(name in _ALWAYS for name in names)
