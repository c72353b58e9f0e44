#!/bin/sh
# WeasyPrint 70.0: a FontConfiguration copies each font of an @font-face rule, whole, into a folder «weasyprint-…» of the
# temporary folder, and removes it only when Python destroys the object. A process that multiprocessing has forked ends by
# os._exit, after which no object is destroyed any more: each worker that holds its FontConfiguration until it returns leaves a
# copy of all its fonts behind.
# Seen: four workers that print one page each and return in the usual way; four folders are left, each with a copy of the font
# (8,331,336 bytes). A process that is not forked (the last line) leaves none. Needs the library Pango.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -q --disable-pip-version-check --target "$folder/packages" weasyprint==70.0 pylopdf-fonts-zh-cn==0.1.1
mkdir "$folder/tmp"
TMPDIR="$folder/tmp" PYTHONPATH="$folder/packages" python3 - <<'PYTHON'
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PRINT = """
import pylopdf_fonts_zh_cn
import weasyprint
from pathlib import Path
from weasyprint.text.fonts import FontConfiguration

font = next(path for path in sorted(Path(pylopdf_fonts_zh_cn.__file__).parent.rglob("*")) if path.suffix in (".ttf", ".otf"))
fonts = FontConfiguration()
style = weasyprint.CSS(
    string=f"@font-face {{ font-family: song; src: url({font.as_uri()}) }} p {{ font-family: song }}", font_config=fonts
)
weasyprint.HTML(string="<p>年度报告</p>").write_pdf(font_config=fonts, stylesheets=[style])
"""
KEPT = {}


def work() -> None:
    exec(PRINT, KEPT)


root = Path(tempfile.gettempdir())
workers = [multiprocessing.get_context("fork").Process(target=work) for _ in range(4)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
left = sorted(root.glob("weasyprint-*"))
sizes = [sum(file.stat().st_size for file in folder.iterdir()) for folder in left]
print("exit codes of the workers:", [worker.exitcode for worker in workers])
print("folders left:", len(left), "bytes in each:", sorted(set(sizes)))
subprocess.run([sys.executable, "-c", PRINT], check=True, env=os.environ)
after = len(list(root.glob("weasyprint-*"))) - len(left)
print("folders left by a process that is not forked:", after)
assert [worker.exitcode for worker in workers] == [0] * 4
assert len(left) == 4 and min(sizes) > 0 and after == 0, "the behaviour has changed"
PYTHON
