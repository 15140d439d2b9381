"""Coverage-guided fuzzing of every target in turn: `python -m tests.fuzz SECONDS [TARGET …]`, for `make fuzz`.

Each runs in a process of its own, with limits of libFuzzer's: five seconds and two gigabytes for one input. What it
finds lies in `.fuzz/<target>/`, a crash as `crash-…` there, which is tried again by naming it in place of the seconds.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KEPT = Path(".fuzz")
ONE = "--one"
LIMITS = ("-timeout=5", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=0", "-verbosity=0")


def main(words: list[str]) -> int:
    """Fuzz, and return 1 where a target crashed."""
    if words[:1] == [ONE]:
        _fuzz(words[1], words[2:])
        return 0
    from tests.fuzz.targets import TARGETS

    seconds, names = words[0] if words else "10", words[1:] or list(TARGETS)
    failed = [name for name in names if not _survived(name, seconds)]
    print(f"{len(names)} targets, {seconds} s each: {', '.join(failed) or 'none'} crashed")
    return 1 if failed else 0


def _survived(name: str, seconds: str) -> bool:
    # Not above: it imports what is to be watched, and what was imported before is not.
    from tests.fuzz.seeds import seeds_of

    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds_of(name)):
        (folder / f"seed-{at}").write_bytes(seed)
    again = Path(seconds).is_file()
    what = [seconds] if again else [f"-max_total_time={seconds}", str(folder)]
    command = [sys.executable, "-m", "tests.fuzz", ONE, name, *LIMITS, "-seed=1", f"-artifact_prefix={folder}/", *what]
    return subprocess.run(command, check=False).returncode == 0


def _fuzz(name: str, arguments: list[str]) -> None:
    import atheris

    # What was imported before is not watched, and fuzzed blindly.
    assert not any(name.partition(".")[0] == "understudy" for name in sys.modules)
    with atheris.instrument_imports(include=["understudy"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([name, *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
