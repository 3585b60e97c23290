"""Qt: window, screens, widgets. The only importer of PySide6 and qasync."""
