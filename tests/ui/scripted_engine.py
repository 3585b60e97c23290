"""A fake engine: a child process that speaks the JSON lines and follows a script instead of measuring.

``python -m tests.ui.scripted_engine SCRIPT.json`` where the script may hold::

    hold      questions at which it waits for "stop" or its death
    deaf      true: it does not even listen to "stop"
    asks      {question: [prompt, ...]} asked before the question is measured
    answers   {question: "yes" | "no" | "cannot_tell"}; "yes" otherwise ("no" for sip_alg)
    findings  {run label: [finding id, ...]}
    devices   outcome of the sound check
    marks     {question: [mark, ...]} told while it is measured, such as "slept"
    troubles  {question: problem id} told while it is measured
    refuse    a problem id with which "open" is answered
    digits    [sent, heard]
    router    what the engine recognised, as in a session file
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from app.model.wire import decode, encode


def _emit(name: str, **fields: Any) -> None:
    sys.stdout.buffer.write(encode("event", name, **fields))
    sys.stdout.buffer.flush()


class ScriptedEngine:
    """One conversation."""

    def __init__(self, script: dict[str, Any]) -> None:
        self._script = script
        self._folder = Path()
        self._label = "before"
        self._verdicts: dict[str, dict[str, Any]] = {}
        self._holding: list[str] = []
        self._asking: list[tuple[str, str]] = []
        self._queue: list[str] = []
        self._asked: list[str] = []

    def serve(self) -> None:
        """Answer every command until the end of stdin or "close"."""
        _emit("hello", program="scripted", version="0")
        for line in sys.stdin.buffer:
            name, fields = decode("cmd", line)
            self._note({"command": name, **{key: value for key, value in fields.items() if key != "v"}})
            getattr(self, f"_{name}")(fields)
            if name == "close":
                return

    def _note(self, entry: dict[str, Any]) -> None:
        if self._folder.name:
            with (self._folder / "commands.jsonl").open("a", encoding="utf-8") as note:
                note.write(json.dumps(entry) + "\n")

    def _open(self, fields: dict[str, Any]) -> None:
        if "refuse" in self._script:
            _emit("problem", id=self._script["refuse"], values={"place": "there", "name": "x"}, exit_code=2)
            return
        self._folder = Path(fields["folder"])
        self._folder.mkdir(parents=True, exist_ok=True)
        journal = self._folder / "journal.jsonl"
        resumed = journal.exists()
        journal.touch()
        self._label = fields["label"]
        self._note({"command": "open", **{key: value for key, value in fields.items() if key != "v"}})
        _emit("opened", folder=str(self._folder), resumed=resumed)
        if resumed:
            self._diagnose()

    def _run(self, fields: dict[str, Any]) -> None:
        self._label = fields["label"]
        self._verdicts.clear()

    def _measure(self, fields: dict[str, Any]) -> None:
        self._asked = list(fields["questions"])
        self._queue = list(fields["questions"])
        self._go_on()

    def _go_on(self) -> None:
        while self._queue:
            question = self._queue[0]
            _emit("progress", question=question, step="calling", fraction=0.5, remaining_s=3.0)
            for direction in ("inbound", "outbound"):
                _emit("level", direction=direction, dbfs=-20.0)
            self._tell_the_world(question)
            if question in self._script.get("hold", ()):
                self._holding = list(self._queue)
                return
            prompts = self._script.get("asks", {}).get(question, [])
            if prompts:
                self._script["asks"][question] = prompts[1:]
                _emit("ask", question=question, prompt=prompts[0])
                return
            self._conclude(question)
            self._queue.pop(0)
        self._measured(stopped=False)

    def _tell_the_world(self, question: str) -> None:
        for mark in self._script.get("marks", {}).pop(question, ()):
            _emit("observation", observation={"id": "m", "at_s": 1.0, "kind": "run.mark", "mark": mark, "detail": ""})
        trouble = self._script.get("troubles", {}).pop(question, None)
        if trouble:
            _emit("problem", id=trouble, values={"place": "session.json"}, exit_code=3)

    def _conclude(self, question: str) -> None:
        for fact in self._facts(question):
            _emit("observation", observation={"id": f"o{len(self._verdicts)}", "at_s": 1.0, **fact})
        answer = self._script.get("answers", {}).get(question, "no" if question == "sip_alg" else "yes")
        verdict = {"question": question, "answer": answer, "confidence": "certain", "reason": "scripted"}
        self._verdicts[question] = verdict
        _emit("verdict", verdict=verdict)

    def _facts(self, question: str) -> list[dict[str, Any]]:
        if question == "audio_devices":
            outcome = self._script.get("devices", "found")
            names = ["one", "two"] if outcome == "found" else []
            return [{"kind": "audio.devices", "outputs": names, "inputs": names, "outcome": outcome}]
        if question == "keypad":
            sent, heard = self._script.get("digits", ["123", "123"])
            return [{"kind": "keypad.digits", "method": "rfc4733", "sent": sent, "heard": heard, "negotiated": True}]
        return [{"kind": "not_run", "question": question, "reason": "no_probe"}]

    def _measured(self, *, stopped: bool) -> None:
        _emit("measured", questions=self._asked, stopped=stopped)
        self._diagnose()

    def _diagnose(self) -> None:
        ids = self._script.get("findings", {}).get(self._label, ["no_fault_found"])
        findings = [
            {"id": identity, "severity": "info" if identity == "no_fault_found" else "major", "confidence": "certain"}
            for identity in ids
        ]
        code = {"words": ["lamp", "river", "goat", "desk"], "digits": "4821179036"}
        diagnosis = {"verdicts": list(self._verdicts.values()), "findings": findings, "primary": ids[0]}
        router = self._script.get("router")
        _emit("diagnosis", label=self._label, diagnosis=diagnosis, code=code, router=router)

    def _answer(self, fields: dict[str, Any]) -> None:
        if self._queue and self._queue[0] == fields["question"]:
            self._go_on()

    def _did(self, fields: dict[str, Any]) -> None:
        """Noted with the other commands; nothing comes of it."""

    def _sound(self, fields: dict[str, Any]) -> None:
        outcome = self._script.get("devices", "found")
        names = ["one", "two"] if outcome == "found" else []
        chosen = {kind: fields.get(kind) or "" for kind in ("output", "input")}
        _emit("sound", outcome=outcome, outputs=names, inputs=names, **chosen)

    def _stop(self, fields: dict[str, Any]) -> None:
        if self._script.get("deaf"):
            return
        self._queue, self._holding = [], []
        self._measured(stopped=True)

    def _close(self, fields: dict[str, Any]) -> None:
        report = self._folder / "report.html"
        report.write_text("<p>scripted</p>", encoding="utf-8")
        _emit("closed", session=str(self._folder / "session.json"), report=str(report))


if __name__ == "__main__":
    ScriptedEngine(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))).serve()
