"""Addresses of stores that are not on this machine, such as `s3://bucket/2024/`, and the fsspec drivers that read them.

A driver looks for credentials itself, in the environment and its own files; credentials in an address are not shown.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from auditor.batch.sources.addresses import scheme_of, shown
from auditor.errors import UsageError

MISSING = "没有这个文件"
CHECK = "请检查地址和网络，以及驱动程序所用的账号（环境变量或者它的配置文件）"
_CHAIN = re.compile(r"^[^:/]+::|::.*://", re.DOTALL)
# Schemes of fsspec other than stores: files in other files, caches on disk, addresses in a file, histories of programs.
_NO_STORES = frozenset({
    "arrow_hdfs", "async_wrapper", "asynclocal", "asyncwrapper", "blockcache", "cached", "dask", "data", "dir", "dvc", "filecache",
    "generic", "gist", "git", "github", "jlab", "jupyter", "libarchive", "pyscript", "reference", "simplecache", "tar", "wandb",
    "zip",
})  # fmt: skip
# Drivers of other packages may be of these kinds too, whatever their scheme.
_NO_STORE_KINDS = (
    ("fsspec.implementations.chained", "ChainedFileSystem"),
    ("fsspec.archive", "AbstractArchiveFileSystem"),
)
# Packages whose name differs from that of the module a driver imports.
_PACKAGES = {"smbclient": "smbprotocol", "webdav4": "'webdav4[fsspec]'"}
_INSTALL = "pip install 'xxgk-auditor[remote]'"


@dataclass(frozen=True, slots=True)
class RemoteFilesystem:
    """Driver's file system for an address, and the path of the address in it; equal identities mean the same store."""

    system: Any
    path: str
    identity: tuple[str, str]


def store_at(address: str) -> RemoteFilesystem:
    """Return the store of an address; raises UsageError if it is not the address of a store, or if a package has to be installed first.

    If a driver does not reach its store, its exception is passed on unchanged, see `why`.
    """
    scheme = scheme_of(address)
    address = scheme + address[len(scheme) :]  # drivers know their schemes in lower case
    if _CHAIN.search(address) or scheme in _NO_STORES:
        raise UsageError(
            f"“{shown(address)}”不是存储的地址：串起来的（::）和 {scheme}:// 之类套在别的文件上的写法都不能用"
        )
    try:
        registry = import_module("fsspec.registry")
    except ImportError as error:
        raise UsageError(f"要读“{shown(address)}”，还没有安装 fsspec，请执行：{_INSTALL}") from error
    if scheme not in registry.known_implementations and scheme not in registry.registry:
        raise UsageError(f"“{shown(address)}”：不认识 {scheme}:// 开头的地址，请写 s3://、oss://、https://、sftp:// 等")
    try:
        kind = registry.get_filesystem_class(scheme)
    except ImportError as error:
        # The driver, or a package that the driver needs.
        missing = getattr(error.__cause__, "name", None) or scheme
        module = missing.partition(".")[0]
        package = _PACKAGES.get(module, module)
        raise UsageError(f"要读“{shown(address)}”，还没有安装 {package}，请执行：pip install {package}") from error
    if issubclass(kind, tuple(getattr(import_module(module), name) for module, name in _NO_STORE_KINDS)):
        raise UsageError(f"“{shown(address)}”不是存储的地址：{scheme}:// 套在别的文件上")
    options = kind._get_kwargs_from_urls(address)
    return RemoteFilesystem(kind(**options), kind._strip_protocol(address), (scheme, repr(sorted(options.items()))))


def why(error: Exception) -> str:
    """Say why a store did not return what was requested; MISSING if it does not exist.

    The driver's own message is not repeated: it may contain credentials. Some drivers report every failure as a missing file; in
    that case the cause of the exception says more.
    """
    found = [each for each in (error.__cause__, error) if isinstance(each, Exception)]
    return next((said for each in found if (said := _known(each))), f"读不出来（{type(error).__name__}）")


def _known(error: Exception) -> str:
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = getattr(error, "status", None)
    if isinstance(error, PermissionError) or status in (401, 403) or re.search("Credential|Auth|Forbidden", names):
        return "没有权限"
    if isinstance(error, socket.gaierror | TimeoutError | ConnectionError) or re.search("Connect|Timeout", names):
        return "连不上，或者中途断了"
    return MISSING if isinstance(error, FileNotFoundError) or status == 404 else ""
