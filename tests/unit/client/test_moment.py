from helpers.client.containers import moment


def test_a_fraction_counts_by_its_value():
    told = [f"2026-11-25T03:01:37{fraction}Z" for fraction in ("", ".7", ".727810063", ".73")]
    assert sorted(told[::-1], key=moment) == told
    assert moment("2026-11-25T03:01:37.70Z") == moment("2026-11-25T03:01:37.7Z")
