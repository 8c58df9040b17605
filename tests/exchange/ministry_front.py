"""The Ministry's front end as the facts describe it: a process of its own, without the portal.

    python tests/exchange/ministry_front.py     prints its port, then answers

It holds each record by its IdBanGhi and keeps the greatest PhienBan; one that is not greater is not
processed. It refuses a record without a mandatory column, with a text too long, with another event
or version than there are, and a child before its parent. A cancelled record stays. What is
mandatory is written down here once more, so that it is not the sender's own table that judges.

For tests: GET /held tells everything it holds, POST /next which states it answers with before the
last one (aggregation takes its time), POST /restore puts back what /held told, POST /choke names
records over which it refuses a whole request.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

Said = dict[str, Any]
DONE, REFUSED = "13", "7"
EVENTS = {"NEW", "UPDATE", "CANCEL"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
# Mandatory columns with their greatest length; 0 for one that is no text.
STUDENT = {"MaNhomCapHoc": 2, "MaTruong": 20, "MaKhoi": 20, "MaLop": 20, "MaHocSinh": 20}
RULES = {
    "ThongTinDiemTruongChinh": {"MaTruong": 20, "TenTruong": 200, "MaNhomCapHoc": 2},
    "ThongTinDoiNguCanBo": {"MaTruong": 20, "MaGiaoVien": 20, "HoVaTen": 150, "SoBHXH": 15},
    "ThongTinLopHocTHCSTHPT": {"MaTruong": 20, "MaLop": 20},
    "ThongTinHocSinh": STUDENT
    | {"ChieuCao": 0, "CanNang": 0, "NhomMau": 2, "MaTrangThaiHienTai": 2, "MaKhuVuc": 2}
    | {"CoKhuyetTatKhongDanhGia": 0, "CoHoc2Buoi": 0, "HoNgheo": 0, "ChaDanToc": 0}
    | {"MeDanToc": 0, "VungKhoKhan": 0, "CoGiamHocPhi": 0, "CoHoTroChiPhiHocTap": 0}
    | {"SoDinhDanh": 12, "HoVaTen": 150, "GioiTinh": 1, "DanToc": 3, "QuocTich": 2},
    "KetQuaHocTapTHCSTHPTTX": STUDENT
    | {
        "HocKy": 1,
        "DiemTongKet": 0,
        "MaHocLuc": 1,
        "MaHanhKiem": 1,
        "MaDanhHieu": 2,
        "CoLenLop": 0,
    },
    "KetQuaHocTapTHCSTHPTTX_DiemMon": {"MaMonHoc": 20, "Diem": 0},
}
CHILD_TABLES = {"KetQuaHocTapTHCSTHPTTX_DiemMon"}


class Front:
    """What it holds, by IdBanGhi, and how often each version was processed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.held: dict[str, Said] = {}
        self.processed: list[tuple[str, int]] = []
        self.before: list[str] = []
        self.slow: dict[str, list[str]] = {}
        self.chokes_on: list[str] = []

    def take(self, record: Said) -> Said:
        """Take one record, or say why not."""
        held = self.held.get(record.get("IdBanGhi", ""))
        version = record.get("PhienBan", 0)
        greatest = held["PhienBan"] if held else 0
        if held and isinstance(version, int) and version <= greatest:
            return self.answer(record, greatest, False, self.state(record))
        problem = self.problem(record, held)
        if problem:
            return self.answer(record, greatest, False, REFUSED, problem)
        self.held[record["IdBanGhi"]] = record
        self.processed.append((record["IdBanGhi"], version))
        self.slow[record["IdBanGhi"]] = list(self.before)
        return self.answer(record, version, True, self.state(record))

    def state(self, record: Said) -> str:
        """How far it has come with what it holds; each time it is asked, a step further."""
        still = self.slow.get(record["IdBanGhi"])
        return still.pop(0) if still else DONE

    def problem(self, record: Said, held: Said | None) -> str:
        """What is wrong with a record; empty for nothing."""
        identity, event = record.get("IdBanGhi"), record.get("SuKien")
        if not isinstance(identity, str) or not 0 < len(identity) <= 150:
            return "IdBanGhi"
        if event not in EVENTS or (event == "UPDATE" and held is None):
            return f"SuKien {event}"
        if type(record.get("PhienBan")) is not int or record["PhienBan"] < 1:
            return "PhienBan"
        if not MOMENT.fullmatch(record.get("ThoiGianCapNhat") or ""):
            return "ThoiGianCapNhat"
        return "" if event == "CANCEL" else self.content_problem(record)

    def content_problem(self, record: Said) -> str:
        table, parent = record.get("Bang"), record.get("KeyCha")
        if table not in RULES:
            return f"Bang {table}"
        for name, longest in RULES[table].items():
            value = record.get(name)
            if value is None or value == "":
                return f"Thiếu {name}"
            if longest and (not isinstance(value, str) or len(value) > longest):
                return f"Độ dài {name}"
        if parent is None and table in CHILD_TABLES:
            return "Thiếu KeyCha"
        above = self.held.get(parent) if parent else None
        if parent and (above is None or above["SuKien"] == "CANCEL"):
            return "Chưa có bản ghi cha"
        return ""

    @staticmethod
    def answer(record: Said, version: int, done: bool, state: str, message: str = "") -> Said:
        said = {"IdBanGhi": record.get("IdBanGhi"), "PhienBan": version, "DaXuLy": done}
        return {**said, "TrangThai": state, "MoTa": message}


class Door(BaseHTTPRequestHandler):
    """Its addresses."""

    front = Front()

    def do_GET(self) -> None:
        with self.front.lock:
            self.say({"held": self.front.held, "processed": self.front.processed})

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.front.lock:
            if self.path == "/next":
                self.front.before = said
            elif self.path == "/choke":
                self.front.chokes_on = said
            elif self.path == "/restore":
                self.front.held, self.front.processed, self.front.slow = said, [], {}
            elif self.headers.get("Authorization") != "Bearer mat-khau":
                self.say({"loi": "Tài khoản không chính xác"}, 401)
                return
            elif any(each["IdBanGhi"] in self.front.chokes_on for each in said["BanGhi"]):
                self.say({"loi": "Không đọc được"}, 400)
                return
            else:
                self.say({"KetQua": [self.front.take(each) for each in said["BanGhi"]]})
                return
        self.say({})

    def say(self, said: Said, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Keep the test's output clean."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
