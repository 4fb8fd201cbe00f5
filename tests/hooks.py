"""The hooks of pre-commit, the script of the action and the job of GitLab, as far as one machine can try them.

    pip install pre-commit && cargo build --release && python3 tests/hooks.py target/release/descrape

Makes git repositories in a temporary folder; touches nothing else and needs no network.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIRTY = "The cafÃ© on the quay was shut.\n"
MENDED = "The café on the quay was shut.\n"
LOST = "The caf� on the quay  was shut.\n"


def main(program):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "bin").mkdir()
        (scratch / "bin/descrape").symlink_to(pathlib.Path(program).resolve())
        environment = dict(
            os.environ,
            PATH=f"{scratch / 'bin'}{os.pathsep}{os.environ['PATH']}",
            PRE_COMMIT_HOME=str(scratch / "pre-commit"),
            GIT_CONFIG_GLOBAL=os.devnull,
        )
        for name in ["GIT_AUTHOR", "GIT_COMMITTER"]:
            environment |= {f"{name}_NAME": "T", f"{name}_EMAIL": "t@example.com"}

        def run(where, *command, code=0, shows=(), **more):
            done = subprocess.run(command, cwd=where, env=environment | more, capture_output=True, encoding="utf-8")
            said = done.stdout + done.stderr
            assert done.returncode == code, f"{command}: {done.returncode} is not {code}\n{said}"
            for fragment in shows:
                assert fragment in said, f"{command}: {fragment!r} is not in\n{said}"
            return done.stdout

        def repository(name, files):
            folder = scratch / name
            folder.mkdir()
            run(folder, "git", "init", "-q", "-b", "main")
            for path, text in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
            run(folder, "git", "add", ".")
            run(folder, "git", "commit", "-q", "-m", "first")
            return folder

        hooks = repository("hooks", {".pre-commit-hooks.yaml": (ROOT / ".pre-commit-hooks.yaml").read_text()})
        revision = run(hooks, "git", "rev-parse", "HEAD").strip()

        def user(name, hook, files):
            configuration = f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n"
            return repository(name, {".pre-commit-config.yaml": configuration, **files})

        all_files = ("pre-commit", "run", "--all-files", "--verbose", "--color", "never")

        # The check: what is dirty fails, with its place; what is excluded does not, though it is named.
        data = user("check", "descrape-check-system", {
            "a.txt": MENDED,
            "drafts/b.txt": DIRTY,
            "code.py": f"# {DIRTY}",
            "descrape.toml": 'exclude = ["drafts"]\n',
        })
        run(data, *all_files, shows=["descrape check", "Passed"])
        (data / "a.txt").write_text(DIRTY, encoding="utf-8")
        run(data, *all_files, code=1, shows=["a.txt:1:8: error[mojibake.utf8-as-windows-1252]", "exit code: 1"])

        # The fix: fails the first time, since it changed a file; then there is nothing left.
        data = user("fix", "descrape-fix-system", {"a.txt": DIRTY, "b.jsonl": '{"id":1, "text":"caf\\u00c3\\u00a9"}\n'})
        run(data, *all_files, code=1, shows=["files were modified by this hook"])
        assert (data / "a.txt").read_text(encoding="utf-8") == MENDED
        assert json.loads((data / "b.jsonl").read_text(encoding="utf-8"))["text"] == "café"
        assert (data / "b.jsonl").read_text(encoding="utf-8").startswith('{"id":1, "text":')
        run(data, *all_files, shows=["Passed"])

        # The action: annotations, a SARIF file, the verdict of the check.
        action = ROOT / "ci/action.sh"
        data = repository("action", {"one.txt": DIRTY, "data/two.txt": MENDED})
        annotation = "::error file=one.txt,line=1,"
        run(data, action, code=1, shows=[annotation], INPUT_SARIF="found.sarif")
        results = json.loads((data / "found.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
        assert [result["ruleId"] for result in results] == ["mojibake.utf8-as-windows-1252"], results
        (data / "found.sarif").unlink()
        run(data, action, INPUT_PATHS="data\n")
        run(data, action, INPUT_ARGS="--fail-on=never\n", INPUT_PATHS="one.txt\ndata", shows=[annotation])
        run(data, action, INPUT_CHANGED_SINCE="HEAD", INPUT_PATHS="one.txt")
        run(data, action, code=2, INPUT_PATHS="gone", shows=["gone: could not be read"])

        # GitLab's job, without its shell.
        run(data, "descrape", "check", "--format", "gitlab", "--output", "quality.json", "--", ".", code=1)
        quality = json.loads((data / "quality.json").read_text(encoding="utf-8"))
        assert [row["location"]["path"] for row in quality] == ["one.txt"], quality

        # The Makefile: a baseline makes the check pass, and a new finding makes it fail again.
        make = ("make", "-s", "-f", str(ROOT / "ci/Makefile"))
        data = repository("make", {"one.txt": DIRTY})
        run(data, *make, "check", code=2, shows=["one.txt:1:8"])
        run(data, *make, "baseline", shows=["1 known finding written"])
        run(data, *make, "check")
        (data / "two.txt").write_text(LOST + DIRTY, encoding="utf-8")
        run(data, *make, "check", code=2, shows=["two.txt:2:8"])
        run(data, *make, "fix")
        run(data, *make, "clean-data")
        assert (data / "clean.jsonl").exists()
    print("hooks, action, job and Makefile do what they say")


if __name__ == "__main__":
    main(sys.argv[1])
