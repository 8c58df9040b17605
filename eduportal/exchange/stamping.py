"""Time-stamps of a trusted authority (RFC 3161): asked for, and checked again."""

import time
from datetime import datetime
from pathlib import Path

import requests
from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from urllib3.exceptions import HTTPError

from eduportal.exchange.bounded import Unbounded, content_of

ASKED = {"Content-Type": "application/timestamp-query"}
LARGEST_BYTES = 64 * 1024


class NoStamp(Exception):
    """There is no time-stamp that proves anything; the text says why."""


def ask_for_stamp(data: bytes) -> bytes:
    """The authority's answer over these bytes, checked; raises NoStamp."""
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    limit = settings.EXCHANGE_TIMEOUT_SECONDS
    try:
        answer = requests.post(
            settings.EDUPORTAL_TSA_URL,
            data=asked.as_bytes(),
            headers=ASKED,
            timeout=(5, limit),
            allow_redirects=False,
            stream=True,
        )
        with answer:
            answer.raise_for_status()
            stamp = content_of(answer, LARGEST_BYTES, time.monotonic() + limit)
    except Unbounded as problem:
        raise NoStamp(str(problem)) from problem
    except (requests.RequestException, HTTPError) as problem:
        raise NoStamp(f"no answer: {type(problem).__name__}") from problem
    stamped_at(data, stamp, asked.nonce)
    return stamp


def stamped_at(data: bytes, stamp: bytes, nonce: int | None = None) -> datetime:
    """When the authority saw these bytes; raises NoStamp where it does not prove that."""
    builder = VerifierBuilder(nonce=nonce, roots=authorities())
    try:
        answer: TimeStampResponse = decode_timestamp_response(stamp)
        builder.build().verify_message(answer, data)
    except (VerificationError, ValueError) as problem:
        raise NoStamp(str(problem)) from problem
    return answer.tst_info.gen_time


def authorities() -> list[Certificate]:
    """The root certificates that answers must lead to; raises NoStamp without any."""
    try:
        return load_pem_x509_certificates(authorities_file())
    except ValueError as problem:
        raise NoStamp("no certificate of the authority is set") from problem


def authorities_file() -> bytes:
    """The certificates as PEM; empty where none is set."""
    path = Path(settings.EDUPORTAL_TSA_CERTIFICATES)
    return path.read_bytes() if path.is_file() else b""
