"""What the report's templates show, already worded, shortened and harmless. Templates compute nothing."""

from __future__ import annotations

from app.report.view.report import ReportView, build_view

__all__ = ["ReportView", "build_view"]
