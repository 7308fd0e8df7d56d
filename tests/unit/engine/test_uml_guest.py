"""What the guest is told, read back by a real shell."""

import subprocess
from pathlib import Path

import pytest

from helpers.engine import shares, tls
from helpers.engine.uml import guest

NASTY = "it's $HOME `id` \"x\" \\ *;"


def sh(script):
    return subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True).stdout


def test_settings_survive_the_shell():
    made = guest.Guest(Path("/k"), environment=(("https_proxy", NASTY),), options=("--label", NASTY))
    words = sh(guest.settings(made) + 'printf "%s\\n" "$#" "$2" "$(printenv https_proxy)" "$ADDRESS" "$PORT"')
    assert words.splitlines() == ["2", NASTY, NASTY, "10.0.2.100", "2376"]


def test_no_options():
    assert sh(guest.settings(guest.Guest(Path("/k"))) + 'echo "$#"') == "0\n"


def mounted(shared, hidden=()):
    script = 'share() { echo "share $1"; }\nhide() { echo "hide $1"; }\n' + shares.mounts(
        map(Path, shared), map(Path, hidden)
    )
    return sh(script).splitlines()


def test_folders_are_shared_once_and_outer_ones_cover_inner_ones():
    assert mounted(["/home/a/course", "/home/a", "/home/a", "/srv/x"]) == ["share /home/a", "share /srv/x"]
    assert mounted(["/home/a", "/home/ab"]) == ["share /home/a", "share /home/ab"]


def test_names_are_quoted():
    assert mounted([f"/home/{NASTY}"]) == [f"share /home/{NASTY}"]


@pytest.mark.parametrize("path", ["/", "/usr", "/var", "/var/lib/docker", "/run", "/tmp", "/etc", "/home/a,b"])
def test_the_guests_own_folders_are_not_covered(path):
    assert mounted([path]) == []


@pytest.mark.parametrize("path", ["/tmp/course", "/root", "/home/a", "/usr/local/course", "/opt/course"])
def test_folders_beside_and_below_them_are_fine(path):
    assert mounted([path]) == [f"share {path}"]


def test_a_state_folder_is_hidden_where_it_would_show():
    assert mounted(["/home/a"], ["/home/a/.state", "/elsewhere"]) == ["share /home/a", "hide /home/a/.state"]


def test_the_folder_is_private(tmp_path):
    server = tls.ensure(tmp_path / "tls", ["127.0.0.1"]).server
    folder = tmp_path / "guest"
    for _ in range(2):
        guest.write(folder, guest.Guest(server, shared=(Path("/home/a"),)))
    assert {path.name for path in folder.iterdir()} == {"init", "settings", "mounts", "tls"}
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "tls/key.pem").stat().st_mode & 0o077 == 0


def test_init_is_valid_sh():
    subprocess.run(["sh", "-n", guest.INIT], check=True)
