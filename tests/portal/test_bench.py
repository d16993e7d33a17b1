"""What `make bench` says rests on this arithmetic."""

import os

import pytest
from django.core.cache import cache
from django.test import Client

from news.models import Category
from tests.bench import audits, limits
from tests.bench.__main__ import read_options
from tests.bench.client import read_wrk
from tests.bench.limits import Result, judge
from tests.bench.load import Load, load, percentile
from tests.bench.pages import Page, count, counting
from tests.bench.report import table, verdict_lines
from tests.bench.search import Timing
from tests.bench.server import cpu_seconds_of, process_tree
from tests.bench.sites import environment, pace_in
from tests.bench.weights import Weight, gzipped, weigh

WRK = """
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.70ms    1.10ms   9.00ms   67.50%
    Req/Sec   200.00     10.00   210.00     70.99%
  Latency Distribution
     50%    1.25ms
     75%    1.50ms
     90%    2.00ms
     99%  850.00us
  5000 requests in 2.50s, 1.00MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
  Non-2xx or 3xx responses: 4
Requests/sec:   2000.00
"""


def result(name="home", *, queries=4, reads=3, cpu_ms=20.0, errors=0, css=11_000):
    """A page that keeps every limit unless told otherwise."""
    run = Load(100, errors, 5.0, 10.0, 20.0, cpu_seconds=cpu_ms / 10)
    return Result(Page(name, "/", queries, 0, reads), run, Weight(12_000, css, 3_000))


def failed(results, paces=None):
    """The limits that these results break."""
    return [one.what for one in judge(results, paces or {}) if not one.is_kept]


def test_a_run_tells_rate_and_processor_time_of_a_request():
    run = Load(requests=500, errors=0, seconds=5.0, p50=1.0, p99=2.0).with_cpu(2.0)
    assert run.rate == 100
    assert run.cpu_ms == 4


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent, value):
    assert percentile([float(number) for number in range(100, 0, -1)], percent) == value


def test_nothing_measured_has_no_percentile():
    assert percentile([], 99) == 0


def test_wrk_is_understood():
    assert read_wrk(WRK) == Load(5_000, errors=7, seconds=2.5, p50=1.25, p99=0.85, unanswered=16)


def test_wrk_that_fails_is_not_taken_for_a_result():
    with pytest.raises(ValueError):
        read_wrk("unable to connect")


def test_a_site_that_keeps_all_limits_passes():
    pages = [result("home"), result("section p2"), result("section p500", cpu_ms=29)]
    assert failed({200: pages, 100_000: pages}, {100_000: 1_600.0, 200: 3.0}) == []


@pytest.mark.parametrize(
    ("broken", "limit"),
    [
        ({"queries": 16}, "queries of home"),
        ({"reads": 7}, "cache reads"),
        ({"cpu_ms": 61.0}, "server ms"),
        ({"css": 15_001}, "CSS"),
        ({"errors": 1}, "errors"),
    ],
)
def test_each_limit_is_noticed(broken, limit):
    (what,) = failed({200: [result(**broken)]})
    assert what.startswith(limit)


def test_more_queries_in_a_larger_archive_are_noticed():
    (what,) = failed({200: [result(queries=4)], 100_000: [result(queries=5)]})
    assert what == "queries of home the same at every size"


def test_a_slow_deep_page_is_noticed():
    pages = [result("section p2", cpu_ms=20), result("section p500", cpu_ms=31)]
    (what,) = failed({100_000: pages})
    assert what.startswith("page 500")


def test_a_slow_kept_story_is_noticed():
    verdicts = judge({200: [result()]}, {}, {200: 0.59, 1_000: 0.6})
    assert [one.found for one in verdicts if not one.is_kept] == ["0.59"]


def test_a_slow_seeding_is_noticed():
    (what,) = failed({100_000: [result()]}, {100_000: 1_499.0})
    assert what.startswith("stories seeded")


def test_tables_have_a_line_for_each_page_and_limit():
    assert len(table(200, [result()], result().load, result().load)) == 6
    verdicts = judge({200: [result(queries=99)]}, {})
    lines = verdict_lines(verdicts)
    assert len(lines) == len(verdicts) + 1
    assert sum(line.startswith("FAIL") for line in lines) == 1


@pytest.mark.django_db
def test_queries_and_cache_reads_are_counted():
    with counting() as counted:
        cache.get("one")
        cache.get_many(["two", "three"])
        Category.objects.count()
    assert (counted.queries, counted.reads) == (1, 2)
    cache.get("uncounted")
    assert counted.reads == 2


@pytest.mark.django_db
def test_a_page_is_counted_warm(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    page = count("home", "/")
    assert page.queries <= limits.QUERIES["home"]
    assert page.near_reads <= page.reads <= limits.CACHE_READS


def test_a_page_that_breaks_is_not_counted(db, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with pytest.raises(RuntimeError, match="404"):
        count("nowhere", "/nowhere/")


@pytest.mark.django_db(transaction=True)
def test_our_own_client_loads_a_page_on_several_connections(live_server):
    run = load(f"{live_server.url}/healthz", 0.3, connections=2, header="Accept-Encoding: gzip")
    assert run.errors == 0
    assert run.requests >= 2
    assert 0 < run.p50 <= run.p99


@pytest.mark.django_db(transaction=True)
def test_answers_that_are_no_pages_are_errors(live_server):
    run = load(f"{live_server.url}/nowhere/", 0.3, connections=1)
    assert run.errors == run.requests > 0


@pytest.mark.django_db(transaction=True)
def test_a_page_is_weighed_with_its_styles_and_scripts(live_server):
    weight = weigh(f"{live_server.url}/")
    html = Client().get("/").content
    assert abs(weight.html - gzipped(html)) < 200
    assert 0 < weight.css <= limits.CSS_BYTES
    assert 0 < weight.js <= limits.JS_BYTES


def test_processor_time_is_read_of_a_whole_tree():
    assert os.getpid() in process_tree(os.getpid())
    assert cpu_seconds_of(os.getpid()) > 0


def test_a_measured_site_knows_none_of_this_machines_knobs(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere.sqlite3")
    monkeypatch.setenv("SECRET_KEY_FILE", "elsewhere")
    found = environment(tmp_path)
    assert found["VAR_DIR"] == str(tmp_path)
    assert not {"DATABASE_URL", "SECRET_KEY_FILE"} & set(found)


def test_the_last_pace_told_counts():
    assert pace_in("10 of 20 stories, 900 a second\n20 of 20 stories, 1,700 a second\n") == 1_700
    assert pace_in("There are 20 stories already.") == 0


def test_options_come_from_the_environment_and_the_command_line(monkeypatch):
    monkeypatch.setenv("BENCH_ARTICLES", "300,200")
    assert read_options([]).sizes == [200, 300]
    assert read_options(["--articles", "5", "--seconds", "1.5"]).seconds == 1.5


def test_searches_are_judged_by_their_database_and_the_pace_of_their_index():
    fast = Timing("rare", "sqlite", 200, 60, 1.0, 29.0, 20.0, 3.0)
    slow = Timing("common", "sqlite", 200, 60, 1.0, 31.0, 20.0, 900.0)
    same = Timing("common", "postgresql", 200, 60, 1.0, 31.0, 20.0, 900.0)
    verdicts = list(limits.judge_search([fast, slow, same], {200: 1.0, 10_000: 399.0}))
    assert [verdict.is_kept for verdict in verdicts] == [True, False, True, False]


def run(performance, *, shift=0.0):
    scores = dict.fromkeys(audits.SCORES, 1.0) | {"performance": performance}
    return {
        "categories": {name: {"score": score} for name, score in scores.items()},
        "audits": {"cumulative-layout-shift": {"numericValue": shift}},
    }


def test_lighthouse_is_judged_by_the_median_of_its_runs():
    runs = [run(0.5), run(0.97), run(0.99)]
    verdicts = list(audits.judge_lighthouse("article", runs))
    assert [one.found for one in verdicts if not one.is_kept] == ["97"]
    assert all(one.is_kept for one in audits.judge_lighthouse("home", runs))
    assert not list(audits.judge_lighthouse("home", [run(1.0, shift=0.01)]))[-1].is_kept


def test_errors_of_the_checker_are_told():
    message = {"url": "http://127.0.0.1/", "message": "Stray end tag"}
    assert audits.judge_nu({"messages": []}).is_kept
    assert audits.judge_nu({"messages": [message]}).found == "1: http://127.0.0.1/: Stray end tag"


def test_what_is_not_installed_is_left_out(monkeypatch, live_server):
    monkeypatch.setenv("PATH", "")
    found = list(audits.audit(live_server.url, {"home": f"{live_server.url}/"}))
    assert [one.what for one in found if one.is_left_out] == ["Lighthouse", "Nu HTML checker"]
    assert verdict_lines(found)[1].startswith("LEFT OUT")
    assert found[-1].what.startswith("faults of a crawl")
