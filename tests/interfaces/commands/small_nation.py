"""
A made-up country in the shape of the package's data files: two provinces that become one, which takes over
the other's code.
"""

import json
import sqlite3

OLD_COLUMNS = (
    "province", "provinceKey", "provinceCode", "district", "districtKey", "districtCode", "ward", "wardKey",
    "wardCode", "wardType",
)  # fmt: skip
NEW_COLUMNS = ("province", "provinceKey", "provinceCode", "ward", "wardKey", "wardCode", "wardType")

DOI = ("Tỉnh Đồi Xanh", "doi", "71")
SUOI = ("Tỉnh Suối Bạc", "suoi", "73")
AN_BINH = ("Huyện An Bình", "anbinh", "711")
DAO = ("Huyện Đảo Nhỏ", "dao", "712")
QUAN = ("Quận 1", "quan1", "731")

OLD = [
    (*DOI, *AN_BINH, "Thị Trấn An Bình", "tt", "71001", "Thị trấn"),
    (*DOI, *AN_BINH, "Xã Hoa Lộc", "xahoaloc", "71004", "Xã"),
    (*DOI, *AN_BINH, "Xã Hòa Lộc", "xãhòalộc", "71007", "Phường"),
    (*DOI, *DAO, None, None, None, None),
    (*SUOI, *QUAN, "Phường 5", "p5", "73001", "Phường"),
    (*SUOI, *QUAN, "Phường Bến Đá", "benda", "73004", "Phường"),
]
SINCE = ("Tỉnh Suối Bạc", "suoi", "71")
NEW = [
    (*SINCE, "Xã An Bình", "anbinh", "71001", "Xã"),
    (*SINCE, "Đặc khu Đảo Nhỏ", "dao", "71010", "Đặc khu"),
    (*SINCE, "Phường Bến Đá", "benda", "73004", "Phường"),
    (*SINCE, "Phường Suối Bạc", "suoibac", "73001", "Phường"),
]
WHOLE = {
    "anbinh": ["doi_anbinh_tt", "doi_anbinh_xahoaloc", "doi_anbinh_xãhòalộc"],
    "dao": ["doi_dao_"],
    "benda": ["suoi_quan1_benda"],
}
DIVIDED = {"suoi_quan1_p5": ["suoibac", "benda"]}


def write(directory, *, old=OLD, new=NEW, whole=WHOLE, divided=DIVIDED, provinces=("doi", "suoi")):
    """The two files that are read, into a directory."""
    directory.mkdir(parents=True)
    database = sqlite3.connect(directory / "dataset.db")
    for table, columns, rows in (("admin_units_legacy", OLD_COLUMNS, old), ("admin_units", NEW_COLUMNS, new)):
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - the names stand above
    database.commit()
    database.close()
    said = {
        "DICT_PROVINCE": {"suoi": list(provinces)},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"suoi": whole},
        "DICT_PROVINCE_WARD_DIVIDED": {
            "suoi": {
                unit: [{"newWardKey": part, "isDefaultNewWard": False} for part in parts]
                for unit, parts in divided.items()
            }
        },
    }
    (directory / "converter_2025.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return directory
