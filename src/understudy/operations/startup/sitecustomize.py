"""Python's start hook in each interpreter of a run: it runs the `sitecustomize` it hides, then joins the run.

Any Python from 3.6 on has to understand this file, also one that is too old for the rest.
"""

import importlib.machinery
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))
VARIABLE = "_UNDERSTUDY_RUN"
OLDEST = (3, 11)


def run_hidden() -> None:
    """Run the `sitecustomize` that Python would have found without us."""
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize")
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def join_run() -> None:
    """Join the run that this interpreter was started in, or end it: nothing is to be sent unseen."""
    if not os.environ.get(VARIABLE):
        return
    try:
        load()
        from understudy.operations.joining import join

        join()
    except Exception as error:
        sys.stderr.write(
            f"understudy: {sys.executable} cannot join the run that it was started in: {error}"
            "\n\n  It was ended, so that nothing is sent unseen. A test that starts it can leave it alone:"
            "\n  UNDERSTUDY_SUBPROCESSES=false pytest\n"
        )
        sys.stderr.flush()
        # `site` would print any other end, and go on.
        os._exit(2)


def load() -> None:
    """Make the run's own Understudy importable, whatever is installed in this interpreter's environment."""
    if sys.version_info < OLDEST:
        raise RuntimeError(f"it is Python {sys.version.split()[0]}, Understudy needs {'.'.join(map(str, OLDEST))}")
    if "understudy" in sys.modules:
        return
    path = os.path.join(PACKAGE, "__init__.py")
    spec = importlib.util.spec_from_file_location("understudy", path, submodule_search_locations=[PACKAGE])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["understudy"] = module
    spec.loader.exec_module(module)
    # pytest warns of plugins that are imported before it could rewrite their assertions, but for this word.
    module.__doc__ = f"{module.__doc__}\n\nPYTEST_DONT_REWRITE"


try:
    run_hidden()
finally:
    join_run()
