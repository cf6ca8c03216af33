"""A machine that nothing gets out of: boto3 and every connection fail, and what was tried fails the test."""

import socket
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.session
import pytest


@pytest.fixture
def shut_in(monkeypatch) -> Iterator[list[str]]:
    """What was tried, also where whoever tried it lived with the failure."""
    tried: list[str] = []

    def refusing(name: str) -> Any:
        def refuse(*arguments: Any, **more: Any) -> None:
            tried.append(name)
            raise OSError(f"{name}: nothing leaves this machine.")

        return refuse

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refusing(name))
    for name in ("client", "Session"):
        monkeypatch.setattr(boto3, name, refusing(f"boto3.{name}"))
    monkeypatch.setattr(botocore.session.Session, "create_client", refusing("create_client"))
    yield tried
    assert tried == []
