"""Django looks for a database backend under this name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base, features

from khuyenhoc.foundation.database.server import Server, server_in
from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        place = self.settings_dict.get("EMBEDDED_IN")
        if not place:
            return self._connect_elsewhere(conn_params)
        return self._connect_embedded(server_in(Path(place)), conn_params)

    def _connect_embedded(self, server: Server, conn_params: Mapping[str, Any]) -> Any:
        try:
            return super().get_new_connection({**conn_params, **server.address()})
        except psycopg.OperationalError:
            if server.is_answering():
                raise
        # The server was there and is gone (killed, or out of memory): once more from the start.
        server.forget()
        return super().get_new_connection({**conn_params, **server.address()})

    def _connect_elsewhere(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as wrong:
            host = self.settings_dict["HOST"] or "máy này"
            reason = str(wrong).strip().splitlines()[0]
            raise DatabaseUnavailable(
                f"Không nối được tới cơ sở dữ liệu “{self.settings_dict['NAME']}” trên {host}: {reason}. "
                "Kiểm tra máy chủ PostgreSQL đang chạy và biến môi trường DATABASE_URL ghi đúng, rồi thử lại."
            ) from wrong
