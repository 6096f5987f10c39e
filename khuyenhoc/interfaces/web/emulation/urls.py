"""Addresses of clusters and their review meetings, below /lam-viec/cum/."""

from __future__ import annotations

from django.urls import path

from khuyenhoc.interfaces.web.emulation.views import clusters, meetings, membership, tasks

urlpatterns = [
    path("", clusters.clusters, name="clusters"),
    path("lap/", clusters.found, name="cluster-found"),
    path("<slug:key>/lap-nam/", clusters.choose_year, name="cluster-choose-year"),
    path("<slug:key>/<int:year>/", clusters.cluster_year, name="cluster-year"),
    path("<slug:key>/<int:year>/xuat/<str:ending>/", clusters.export, name="cluster-export"),
    path("<slug:key>/<int:year>/thanh-vien/", membership.members, name="cluster-members"),
    path("<slug:key>/<int:year>/giao-ban/", meetings.meeting, name="meeting"),
    path("<slug:key>/<int:year>/giao-ban/sua/", meetings.edit, name="meeting-edit"),
    path("<slug:key>/<int:year>/giao-ban/du-hop/", meetings.attendance, name="meeting-attendance"),
    path("<slug:key>/<int:year>/giao-ban/chuong-trinh/", meetings.agenda, name="meeting-agenda"),
    path("<slug:key>/<int:year>/giao-ban/y-kien/", meetings.add_entry, name="meeting-entry"),
    path(
        "<slug:key>/<int:year>/giao-ban/y-kien/<int:entry>/bo/",
        meetings.remove_entry,
        name="meeting-entry-remove",
    ),
    path("<slug:key>/<int:year>/giao-ban/ket-luan/", tasks.conclude, name="meeting-task"),
    path("<slug:key>/<int:year>/giao-ban/ket-luan/<int:task>/", tasks.mark, name="meeting-task-mark"),
    path("<slug:key>/<int:year>/giao-ban/ket-luan/<int:task>/bo/", tasks.remove, name="meeting-task-remove"),
]
