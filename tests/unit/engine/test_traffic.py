"""Connections of this machine, as its kernel tells them: of sockets that the test opens itself."""

import socket

from helpers.engine import traffic


def test_a_connection_is_seen_from_both_ends_and_is_not_quiet_when_data_came():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client, server.accept()[0] as accepted:
            other = client.getsockname()[1]
            client.sendall(b"x")
            assert accepted.recv(1) == b"x"
            found = traffic.connections()
            ends = {(one.local, one.remote): one for one in found if port in (one.local, one.remote)}
            assert set(ends) == {(port, other), (other, port)}
            assert all(one.quiet < 60 for one in ends.values())
            assert {port, other} <= traffic.own_ports(found)
    assert not [one for one in traffic.connections() if port in (one.local, one.remote)]


def test_a_connection_of_another_process_is_not_our_own():
    assert traffic.own_ports([traffic.Connection(1, 2, 0.0, 0)]) == set()
