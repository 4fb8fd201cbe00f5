"""A process that was forked has none of its parent's threads, and must not wait for them."""

from __future__ import annotations

import subprocess
import sys

FORKS = """
import multiprocessing, os, signal
import descrape

TEXTS = ["Ada  Tarn waited. So did Orrin."] * 200

def texts(cleaner):
    return [document.text for document in cleaner.clean_many(TEXTS, threads=2)]

cleaner = descrape.Cleaner()
WANTED = ["Ada Tarn waited. So did Orrin."] * 200

def child(cleaner):
    assert texts(cleaner) == WANTED
    assert texts(descrape.Cleaner()) == WANTED

def forked():
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        try:
            child(cleaner)
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0

WHEN
print("done")
"""

BEFORE = "forked(); assert texts(cleaner) == WANTED"
AFTER = "assert texts(cleaner) == WANTED; forked(); assert texts(cleaner) == WANTED"
TWICE = """
assert texts(cleaner) == WANTED
inner = forked
def child(cleaner):
    assert texts(cleaner) == WANTED
    if os.fork() == 0:
        signal.alarm(20)
        os._exit(0 if texts(cleaner) == WANTED else 1)
    assert os.wait()[1] == 0
forked()
"""
POOL = """
assert texts(cleaner) == WANTED
with multiprocessing.get_context("fork").Pool(2) as pool:
    for _ in range(3):
        assert pool.map_async(texts, [cleaner] * 4).get(timeout=20) == [WANTED] * 4
assert texts(cleaner) == WANTED
"""


def run(when: str) -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c"]
    done = subprocess.run(
        [*command, FORKS.replace("WHEN", when)], timeout=60, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_fork_before_the_first_threads():
    run(BEFORE)


def test_fork_after_threads_were_started():
    run(AFTER)


def test_a_fork_of_a_fork():
    run(TWICE)


def test_a_pool_of_forked_processes():
    run(POOL)
