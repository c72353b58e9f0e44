"""What is an address of a store, such as `s3://bucket/2024/`, and how it is shown: without user and password."""

from __future__ import annotations

import re

WEB = frozenset({"http", "https"})
_ASKED = WEB | {"webdav", "webdavs", "webhdfs"}
_ADDRESS = re.compile(r"([a-z][a-z0-9+._-]+)(?:::.*)?://", re.IGNORECASE | re.DOTALL)
_LOCAL = re.compile(r"(?:file|local)://", re.IGNORECASE)
# Up to the «@» before the path; and a password with a slash in it, which is no port.
_USER = re.compile(r"(?<=://)[^/]*@")
_PASSWORD = re.compile(r"(?<=://)[^/@:]*:(?!\d*(?:/|$)).*@", re.DOTALL)
_CONTAINER_FIRST = frozenset({"abfs", "abfss", "az"})  # container@account


def is_remote(source: str) -> bool:
    """Whether a source is an address of a store and no path of this machine."""
    return _ADDRESS.match(source) is not None and _LOCAL.match(source) is None


def local(source: str) -> str:
    """A source on this machine as a path, also if it is written `file://…`."""
    return _LOCAL.sub("", source, count=1)


def scheme_of(address: str) -> str:
    """What stands before `://`, in small letters; empty for a path."""
    match = _ADDRESS.match(address)
    return match[1].lower() if match else ""


def shown(source: str) -> str:
    """A source as it may be shown: an address without user, password, and what follows a question mark in one of the web."""
    scheme = scheme_of(source)
    if not scheme:
        return source
    address = _PASSWORD.sub("", source, count=1)
    if scheme not in _CONTAINER_FIRST:
        address = _USER.sub("", address, count=1)
    return plain(scheme, address)


def plain(scheme: str, address: str) -> str:
    """An address of the web without what follows a question mark, which may be a signature; others as they are."""
    return address.partition("?")[0] if scheme in _ASKED else address
