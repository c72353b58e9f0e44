"""Addresses of stores, such as `s3://bucket/2024/`: recognising them, and showing them without user and password."""

from __future__ import annotations

import re

WEB = frozenset({"http", "https"})
_ASKED = WEB | {"webdav", "webdavs", "webhdfs"}
_ADDRESS = re.compile(r"([a-z][a-z0-9+._-]+)(?:::.*)?://", re.IGNORECASE | re.DOTALL)
_LOCAL = re.compile(r"(?:file|local)://", re.IGNORECASE)
# The user: up to the «@» before the path. The password: also one with a slash in it, but not a port.
_USER = re.compile(r"(?<=://)[^/]*@")
_PASSWORD = re.compile(r"(?<=://)[^/@:]*:(?!\d*(?:/|$)).*@", re.DOTALL)
_CONTAINER_FIRST = frozenset({"abfs", "abfss", "az"})  # container@account


def is_remote(source: str) -> bool:
    """Return whether a source is an address of a store rather than a path on this machine."""
    return _ADDRESS.match(source) is not None and _LOCAL.match(source) is None


def local(source: str) -> str:
    """Return a source on this machine as a path, even if it is written `file://…`."""
    return _LOCAL.sub("", source, count=1)


def scheme_of(address: str) -> str:
    """Return the part before `://`, in lower case; empty for a path."""
    match = _ADDRESS.match(address)
    return match[1].lower() if match else ""


def shown(source: str) -> str:
    """Return a source as it may be shown: an address without user and password, and a web address also without its query."""
    scheme = scheme_of(source)
    if not scheme:
        return source
    address = _PASSWORD.sub("", source, count=1)
    if scheme not in _CONTAINER_FIRST:
        address = _USER.sub("", address, count=1)
    return plain(scheme, address)


def plain(scheme: str, address: str) -> str:
    """Strip the query of a web address, which may be a signature; other addresses stay as they are."""
    return address.partition("?")[0] if scheme in _ASKED else address
