from __future__ import annotations

from app.testline.limits import MOST_SOURCES, SourceLimiter, TokenBucket


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(2, 3, clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 1.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.now = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_one_source_does_not_use_up_anothers_share() -> None:
    limiter = SourceLimiter(1, 2, 100, Clock())
    assert [limiter.admit("a") for _ in range(3)] == [True, True, False]
    assert limiter.admit("b")


def test_all_sources_together_have_a_limit() -> None:
    limiter = SourceLimiter(1, 2, 10, Clock())
    assert sum(limiter.admit(f"host-{number}") for number in range(50)) == 10


def test_only_so_many_sources_are_remembered() -> None:
    limiter = SourceLimiter(1, 1, 10**9, Clock())
    assert limiter.admit("first")
    for number in range(MOST_SOURCES):
        limiter.admit(f"host-{number}")
    assert len(limiter._buckets) == MOST_SOURCES
    assert limiter.admit("first")  # forgotten, so it has a token again
