"""What a setting that will not do is answered with: one line that names it, says what is wrong, and shows it right."""

import os
from pathlib import Path

import pytest

from console import environment
from console.database_url import database
from console.secret_key import secret_key
from console.start import main
from tests.start.helpers import MANAGE, START, refused

PASSWORD = "hUnTeR2"


def read(name: str, folder):
    """The setting, as console/settings.py reads it."""
    readers = {
        "DATABASE_URL": lambda: database(folder),
        "CONSOLE_VAR": lambda: environment.folder(name, Path("var")),
        "CONSOLE_SECRET_KEY": lambda: secret_key(os.environ[name], folder),
        "CONSOLE_ALLOWED_HOSTS": lambda: environment.host_names(name, ""),
        "CONSOLE_SNS_HOSTS": lambda: environment.host_names(name, ""),
        "CONSOLE_TRUSTED_ORIGINS": lambda: environment.origins(name),
        "CONSOLE_DEFAULT_REGION": lambda: environment.one_of(name, "us-east-1", REGIONS),
        "CONSOLE_REGIONS_WITHOUT_POOLS": lambda: environment.each_of(name, "us-east-2", REGIONS),
        "CONSOLE_SERVICE_NAME": lambda: environment.label(name, "Amazon Pinpoint"),
        "CONSOLE_AWS_RATES": lambda: environment.number(name, 1, least=1, most=1000),
        "CONSOLE_SYNC_LEASE": lambda: environment.number(name, 60, least=5, most=600),
    }
    return readers.get(name, lambda: environment.flag(name))()


REGIONS = ("us-east-1", "us-east-2", "eu-west-2")
FLAGS = ("CONSOLE_HTTPS", "CONSOLE_DEMO", "CONSOLE_DEBUG", "CONSOLE_KEYWORD_ACTIONS", "CONSOLE_SYNC_WORKER")
WRONG = [
    *((name, value, f"use {name}=1 or {name}=0") for name in FLAGS for value in ("maybe", "2", "o n", "é")),
    *(
        ("DATABASE_URL", url, "use postgres://user:password@host:5432/name")
        for url in (
            f"postgres://u:p@{PASSWORD}#w@h/x",
            f"postgres://u:p@{PASSWORD}/w@h/x",
            f"postgres://u:p@{PASSWORD}?w@h/x",
            f"postgres://u:{PASSWORD}/w@h/x",
            f"postgres://u:12/{PASSWORD}@h/x",
            f"postgres://u:{PASSWORD}[w@h/x",
            f"postgres://u:{PASSWORD}@h:99999/x",
            f"postgres://u:{PASSWORD}@h",
            f"postgres://u:{PASSWORD}@h/",
            f"postgres://u:{PASSWORD}@h/x%00y",
            f"mysql://u:{PASSWORD}@h/x",
            f"u:{PASSWORD}@h/x",
            PASSWORD,
        )
    ),
    ("DATABASE_URL", f"postgres://u:{PASSWORD}@h/{'x' * 64}", "over 63 characters"),
    *(
        ("DATABASE_URL", f"postgres://u:{PASSWORD}@h/x?{option}", "?sslmode=require")
        for option in (
            "sslmod=require",
            "pool=true",
            "isolation_level=9",
            "isolation_level=4",
            "server_side_binding=true",
            "assume_role=owner",
            "prepare_threshold=5",
            "autocommit=false",
            "conn_max_age=3",
        )
    ),
    ("DATABASE_URL", "sqlite://", "use sqlite:////path/to/file"),
    ("DATABASE_URL", "sqlite://:memory:", "use sqlite:////path/to/file"),
    ("DATABASE_URL", "sqlite:////tmp/x%00y", "sqlite:////path/to/file"),
    ("DATABASE_URL", "sqlite:////tmp/x?tiemout=3", "?timeout=10"),
    *(
        (
            "DATABASE_URL",
            f"sqlite:////tmp/x?timeout={seconds}",
            "from 1 to 3600, such as sqlite:////path/to/file?timeout=10",
        )
        for seconds in ("soon", "true", "0", "-5", "1.5", "3601", "9" * 20, "5&timeout=6")
    ),
    ("CONSOLE_SECRET_KEY", "a", "use 50 random characters or more"),
    ("CONSOLE_SECRET_KEY", f" {PASSWORD * 4} ", "has fewer than 32 characters"),
    ("CONSOLE_SECRET_KEY", "  ", "use 50 random characters or more"),
    ("CONSOLE_DEFAULT_REGION", "us-east-9", "such as us-east-"),
    ("CONSOLE_DEFAULT_REGION", "eu-wset-2", "such as eu-west-2"),
    ("CONSOLE_DEFAULT_REGION", "narnia", "such as us-east-1"),
    ("CONSOLE_REGIONS_WITHOUT_POOLS", "westeros", "such as us-east-2"),
    *(
        ("CONSOLE_VAR", f"var{letter}b", "use a folder such as")
        for letter in ("\x07", "\n", "\x1b[1m", "\u200b")
    ),
    *(("CONSOLE_AWS_RATES", value, "from 1 to 1000, such as CONSOLE_AWS_RATES=1") for value in ("0", "2.5")),
    *(("CONSOLE_SYNC_LEASE", value, "such as CONSOLE_SYNC_LEASE=60") for value in ("4", "601", "-9", "1m")),
    ("CONSOLE_DEFAULT_REGION", "EU-WEST-2", "such as eu-west-2"),
    ("CONSOLE_REGIONS_WITHOUT_POOLS", "us-east-1,moon", "moon is no Region"),
    ("CONSOLE_REGIONS_WITHOUT_POOLS", "us-east-1 us-east-2", "such as us-east-"),
    *(
        ("CONSOLE_ALLOWED_HOSTS", value, "such as pools.example.com or [::1]")
        for value in ("https://a.example", "a.example:8000", "::1", "a b", "a.example/", "é.example")
    ),
    *(
        ("CONSOLE_TRUSTED_ORIGINS", value, "such as https://pools.example.com")
        for value in (
            "pools.example.com",
            "https://pools.example.com/",
            "ftp://pools.example.com",
            "https://a b",
            "https://pools.example.com,x",
            "https://pools.example.com:99999",
            "https://pools.example.com:65536",
            "https://pools.example.com:0",
            f"https://u:{PASSWORD}@pools.example.com",
            f"u:{PASSWORD}@pools.example.com",
        )
    ),
    ("CONSOLE_SERVICE_NAME", "x" * 101, "as in Amazon Pinpoint"),
    ("CONSOLE_SERVICE_NAME", "two\nlines", "as in Amazon Pinpoint"),
]


@pytest.mark.parametrize(("name", "value", "example"), WRONG)
def test_a_value_that_will_not_do(monkeypatch, tmp_path, name, value, example):
    monkeypatch.setenv(name, value)
    with pytest.raises(environment.SettingError) as caught:
        read(name, tmp_path)
    line = str(caught.value)
    assert line.startswith(name)
    assert example in line
    assert line.isprintable()
    assert PASSWORD not in line
    assert PASSWORD.lower() not in line


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        *(("CONSOLE_HTTPS", value, True) for value in ("1", "true", "YES", " on ")),
        *(("CONSOLE_HTTPS", value, False) for value in ("", "0", "False", "no", "off")),
        ("CONSOLE_DEFAULT_REGION", " eu-west-2 ", "eu-west-2"),
        ("CONSOLE_DEFAULT_REGION", "", "us-east-1"),
        ("CONSOLE_REGIONS_WITHOUT_POOLS", "", []),
        ("CONSOLE_REGIONS_WITHOUT_POOLS", "us-east-1, eu-west-2,", ["us-east-1", "eu-west-2"]),
        ("CONSOLE_ALLOWED_HOSTS", "a.example, .b.example,[::1],*,10.0.0.1,x_y", None),
        ("CONSOLE_SNS_HOSTS", "localstack,[::1]", ["localstack", "[::1]"]),
        ("CONSOLE_TRUSTED_ORIGINS", "https://a.example,http://[::1]:8000,https://*.b.example:65535", None),
        ("CONSOLE_SERVICE_NAME", "Élan", "Élan"),
    ],
)
def test_a_value_that_will_do(monkeypatch, tmp_path, name, value, meant):
    monkeypatch.setenv(name, value)
    expected = [item.strip() for item in value.split(",")] if meant is None else meant
    assert read(name, tmp_path) == expected


def test_a_region_list_that_is_not_set_has_its_default(monkeypatch, tmp_path):
    monkeypatch.delenv("CONSOLE_REGIONS_WITHOUT_POOLS", raising=False)
    assert read("CONSOLE_REGIONS_WITHOUT_POOLS", tmp_path) == ["us-east-2"]


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "postgres://u:p%40s%23%2F%3F%25@h:5433/x",
            {"PASSWORD": "p@s#/?%", "HOST": "h", "PORT": 5433, "NAME": "x"},
        ),
        ("postgresql://u:p@s@h/x", {"PASSWORD": "p@s", "HOST": "h"}),
        ("postgres:///x?host=/run/postgresql", {"NAME": "x", "OPTIONS": {"host": "/run/postgresql"}}),
        ("postgres://h/a%40b?sslmode=require", {"NAME": "a@b", "OPTIONS": {"sslmode": "require"}}),
        (f"postgres://h/{'x' * 63}", {"NAME": "x" * 63}),
        ("sqlite:////tmp/x.sqlite3", {"NAME": "/tmp/x.sqlite3"}),  # noqa: S108
        (" sqlite:///x.sqlite3\n", {"NAME": "x.sqlite3"}),
    ],
)
def test_a_database_url_that_will_do(monkeypatch, tmp_path, url, parts):
    monkeypatch.setenv("DATABASE_URL", url)
    found = database(tmp_path)
    assert {name: found[name] for name in parts} == parts


def test_a_folder_may_have_any_name(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "a #1? 100%41 café"
    assert database(folder)["NAME"] == str(folder / "console.sqlite3")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_a_secret_key_file_without_a_key(tmp_path, content):
    (tmp_path / "secret-key").write_bytes(content)
    with pytest.raises(environment.SettingError) as caught:
        secret_key("", tmp_path)
    assert str(caught.value).startswith(f"CONSOLE_VAR: {tmp_path / 'secret-key'}")
    assert "put it back from a copy, or remove it to get a new key" in str(caught.value)


def test_a_secret_key_is_made_once_and_is_nobody_elses(tmp_path):
    key = secret_key("", tmp_path / "new")
    assert len(key) > 50
    assert secret_key("", tmp_path / "new") == key
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret-key"]
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o777 == 0o600


def said_by_start(monkeypatch, *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["console.start", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    return str(caught.value)


@pytest.mark.parametrize("port", ["65536", "-1", "80a", "8" * 30, "9" * 5000, "٨٠٨٠", " 80", "80.0"])
def test_a_port_that_is_none(monkeypatch, port):
    line = (
        said_by_start(monkeypatch, "--port", f"{port}")
        if port != "-1"
        else said_by_start(monkeypatch, "--port=-1")
    )
    assert line.startswith("bin/run: PORT=")
    assert line.endswith("use a whole number from 0 to 65535, such as PORT=8000")
    assert len(line) < 160


@pytest.mark.parametrize("workers", ["0", "257", "1" * 30, "9" * 5000, "two", "1.5", "²"])
def test_a_number_of_workers_that_is_none(monkeypatch, workers):
    line = said_by_start(monkeypatch, "--workers", workers)
    assert line.startswith("bin/run: CONSOLE_WORKERS=")
    assert line.endswith("use a whole number from 1 to 256, such as CONSOLE_WORKERS=4")
    assert len(line) < 160


@pytest.mark.parametrize(
    "host", ["192.0.2.7", "http://127.0.0.1", "no such host", "x" * 64 + ".example", "a\nb"]
)
def test_a_host_that_is_none(monkeypatch, host):
    line = said_by_start(monkeypatch, "--host", host, "--port", "0")
    assert line.startswith("bin/run: HOST=")
    assert "use 127.0.0.1, or " in line
    assert line.isprintable()


@pytest.mark.parametrize(
    "command", [START, [*MANAGE, "check"], [*MANAGE, "migrate"], [*MANAGE, "user", "list"]]
)
@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", f"postgres://u:p@{PASSWORD}#w@h/x"), ("CONSOLE_HTTPS", "maybe")]
)
def test_every_program_says_it_in_one_line(tmp_path, command, name, value):
    line = refused(command, tmp_path, {name: value})
    assert line.split(": ")[0] in ("bin/run", "manage.py")
    assert f": {name}" in line
    assert PASSWORD not in line


@pytest.mark.parametrize("command", [START, [*MANAGE, "check"]])
def test_every_program_says_what_is_wrong_with_the_secret_key(tmp_path, command):
    (tmp_path / "secret-key").touch()
    assert f"CONSOLE_VAR: {tmp_path}/secret-key, which holds the secret key, is empty" in refused(
        command, tmp_path
    )
